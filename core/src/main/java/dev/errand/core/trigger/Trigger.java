package dev.errand.core.trigger;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule: when an event of its name happens and its condition holds, a task is made. Immutable; its
 * JSON object is shared and must not be changed.
 *
 * @param members all of it that people write, complete, under its public names
 * @param timeline when what happened
 */
public record Trigger(UUID id, JsonObject members, Timeline timeline) {

  /** The members that people write, in their order. */
  public static final List<String> MEMBERS =
      List.of("name", "description", "event_name", "namespace", "condition", "task", "is_active");

  /** When what happened, and who began it. */
  public record Timeline(String createdBy, int revision, Instant createdAt, Instant updatedAt) {}

  /** One of these members; those that are missing or null are as usual. */
  static Trigger of(UUID id, JsonObject given, Timeline timeline) {
    var members = new JsonObject();
    for (var name : MEMBERS) {
      members.put(name, given.getValue(name));
    }
    if (members.getValue("is_active") == null) {
      members.put("is_active", true);
    }
    return new Trigger(id, members, timeline);
  }

  /** Its strong entity tag. */
  public String etag() {
    return "\"" + timeline.revision() + "\"";
  }

  /** What people call it, unlike all others of its tenant. */
  public String name() {
    return members.getString("name");
  }

  /** The name of the events that it looks at. */
  public String eventName() {
    return members.getString("event_name");
  }

  /** True if it takes part. */
  public boolean active() {
    return members.getBoolean("is_active");
  }

  /** True if it looks at events of this namespace. */
  boolean looksAt(String namespace) {
    var own = members.getString("namespace");
    return own == null || own.equals(namespace);
  }

  /** What must be true of an event; null for all. */
  @Nullable String condition() {
    return members.getString("condition");
  }

  /** The draft of its tasks, with placeholders. */
  JsonObject task() {
    return members.getJsonObject("task");
  }
}
