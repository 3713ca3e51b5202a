package dev.errand.core.fact;

import dev.errand.core.task.TaskDetails;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A piece of knowledge that tasks read or produce. Immutable; its JSON object is shared and must
 * not be changed.
 *
 * @param tenantId whose tenant
 * @param id its id
 * @param namespace where in the tenant it belongs
 * @param content what is known
 * @param validity since and until when it holds
 * @param timeline when what happened
 */
public record Fact(
    String tenantId,
    UUID id,
    String namespace,
    Content content,
    Validity validity,
    Timeline timeline) {

  /** What is known: in words, and as a statement if it was put as one. */
  public record Content(
      String text, List<String> tags, JsonObject metadata, @Nullable Statement statement) {}

  /** What is known as a triple. */
  public record Statement(String subject, String predicate, String object) {}

  /**
   * When it holds: from the first instant on, up to but without the last.
   *
   * @param from null since ever
   * @param to null for ever
   */
  public record Validity(@Nullable Instant from, @Nullable Instant to) {}

  /** When what happened, and who began it. */
  public record Timeline(String createdBy, int revision, Instant createdAt, Instant updatedAt) {}

  /** Its strong entity tag. */
  public String etag() {
    return "\"" + timeline.revision() + "\"";
  }

  /** The members that can be changed, under their public names. */
  JsonObject members() {
    var statement = content.statement();
    return new JsonObject()
        .put("namespace", namespace)
        .put("text", content.text())
        .put("tags", new JsonArray(content.tags()))
        .put("metadata", content.metadata())
        .put("subject", statement == null ? null : statement.subject())
        .put("predicate", statement == null ? null : statement.predicate())
        .put("object", statement == null ? null : statement.object())
        .put("valid_from", validity.from() == null ? null : validity.from().toString())
        .put("valid_to", validity.to() == null ? null : validity.to().toString());
  }

  /** One of these members, of which the statement is whole or absent. */
  static Fact of(String tenantId, UUID id, JsonObject members, Timeline timeline) {
    var subject = members.getString("subject");
    return new Fact(
        tenantId,
        id,
        members.getString("namespace", "default"),
        new Content(
            members.getString("text"),
            members.getJsonArray("tags", new JsonArray()).stream().map(String::valueOf).toList(),
            members.getJsonObject("metadata", new JsonObject()),
            subject == null
                ? null
                : new Statement(
                    subject, members.getString("predicate"), members.getString("object"))),
        new Validity(
            TaskDetails.instant(members.getString("valid_from")),
            TaskDetails.instant(members.getString("valid_to"))),
        timeline);
  }
}
