package dev.errand.core.task;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What callers may change of a task. Made from JSON that the contract has validated; the same
 * member names serve creation, merge patch, output and the per-field changes of history.
 *
 * @param text title and description
 * @param priority how urgent it is
 * @param content what its performer reads
 * @param place who it is assigned to, and where it belongs
 * @param effort when it is due, and how much work it is
 * @param policy retries and time limit, where the task differs from its type
 * @param keeping what is kept of its executions, and how long it may wait
 */
public record TaskDetails(
    Text text,
    Priority priority,
    Content content,
    Place place,
    Effort effort,
    Policy policy,
    Keeping keeping) {

  /**
   * Title and description.
   *
   * @param translations by language, each with {@code title}, {@code description} or both
   */
  public record Text(String title, @Nullable String description, JsonObject translations) {}

  /** What the performer reads. */
  public record Content(
      JsonObject config, JsonArray args, JsonObject metadata, List<String> tags) {}

  /** Where it belongs. */
  public record Place(
      @Nullable String assigneeId,
      @Nullable String domain,
      @Nullable UUID siteId,
      @Nullable String fieldId,
      @Nullable String zoneId) {}

  /**
   * When it is due, and how much work it is.
   *
   * @param timezone whose local time its times are told in; null means UTC
   * @param scheduledTime HH:MM, as the caller said it
   * @param astronomical what the calendar says of the day on which it is due, see {@link
   *     TaskAstronomy}; no caller's to change, and so not among the members of {@link #toJson}
   */
  public record Effort(
      @Nullable Instant dueAt,
      @Nullable String timezone,
      @Nullable String scheduledTime,
      @Nullable Integer estimatedMinutes,
      double driftScore,
      @Nullable JsonObject astronomical) {}

  /**
   * Where the task differs from its type; null means as its type says.
   *
   * @param retry of failed attempts
   * @param timeoutSeconds of one attempt
   * @param requiredEvidence the kinds without which a person cannot complete it
   */
  public record Policy(
      @Nullable JsonObject retry,
      @Nullable Integer timeoutSeconds,
      @Nullable List<String> requiredEvidence) {}

  /**
   * What is kept of executions, and how long the task may wait.
   *
   * @param storeResult whether results are kept at all
   * @param resultTtlSeconds how long results are kept
   * @param errorTtlSeconds how long errors are kept; null for as long as the execution is
   * @param expiresAt when it is called off if it has not started
   */
  public record Keeping(
      boolean storeResult,
      int resultTtlSeconds,
      @Nullable Integer errorTtlSeconds,
      @Nullable Instant expiresAt) {

    /** A week. */
    public static final int RESULT_TTL_SECONDS = 604_800;
  }

  /** Reads validated members; absent ones take their defaults. */
  public static TaskDetails from(JsonObject members) {
    return new TaskDetails(
        new Text(
            members.getString("title"),
            members.getString("description"),
            members.getJsonObject("translations", new JsonObject())),
        priority(members.getValue("priority")),
        new Content(
            members.getJsonObject("config", new JsonObject()),
            members.getJsonArray("args", new JsonArray()),
            members.getJsonObject("metadata", new JsonObject()),
            members.getJsonArray("tags", new JsonArray()).stream().map(String::valueOf).toList()),
        new Place(
            members.getString("assignee_id"),
            members.getString("domain"),
            id(members.getString("site_id")),
            members.getString("field_id"),
            members.getString("zone_id")),
        new Effort(
            instant(members.getString("due_at")),
            members.getString("timezone"),
            members.getString("scheduled_time"),
            members.getInteger("estimated_minutes"),
            members.getDouble("drift_score", 0.0),
            members.getJsonObject("astronomical")),
        new Policy(
            members.getJsonObject("retry_policy"),
            members.getInteger("timeout_seconds"),
            texts(members.getJsonArray("required_evidence"))),
        new Keeping(
            members.getBoolean("store_result", true),
            members.getInteger("result_ttl_seconds", Keeping.RESULT_TTL_SECONDS),
            members.getInteger("error_ttl_seconds"),
            instant(members.getString("expires_at"))));
  }

  private static @Nullable List<String> texts(@Nullable JsonArray array) {
    return array == null ? null : array.stream().map(String::valueOf).toList();
  }

  /** Every member under its public name; the priority as its rank. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("title", text.title())
        .put("description", text.description())
        .put("translations", text.translations())
        .put("priority", priority.rank())
        .put("config", content.config())
        .put("args", content.args())
        .put("metadata", content.metadata())
        .put("tags", new JsonArray(List.copyOf(content.tags())))
        .put("assignee_id", place.assigneeId())
        .put("domain", place.domain())
        .put("site_id", place.siteId() == null ? null : place.siteId().toString())
        .put("field_id", place.fieldId())
        .put("zone_id", place.zoneId())
        .put("due_at", effort.dueAt() == null ? null : effort.dueAt().toString())
        .put("timezone", effort.timezone())
        .put("scheduled_time", effort.scheduledTime())
        .put("estimated_minutes", effort.estimatedMinutes())
        .put("drift_score", effort.driftScore())
        .put("retry_policy", policy.retry())
        .put("timeout_seconds", policy.timeoutSeconds())
        .put(
            "required_evidence",
            policy.requiredEvidence() == null ? null : new JsonArray(policy.requiredEvidence()))
        .put("store_result", keeping.storeResult())
        .put("result_ttl_seconds", keeping.resultTtlSeconds())
        .put("error_ttl_seconds", keeping.errorTtlSeconds())
        .put("expires_at", keeping.expiresAt() == null ? null : keeping.expiresAt().toString());
  }

  /** The same with another config. */
  TaskDetails withConfig(JsonObject config) {
    return new TaskDetails(
        text,
        priority,
        new Content(config, content.args(), content.metadata(), content.tags()),
        place,
        effort,
        policy,
        keeping);
  }

  /** The same with what the calendar says. */
  TaskDetails withAstronomical(@Nullable JsonObject astronomical) {
    return new TaskDetails(
        text,
        priority,
        content,
        place,
        new Effort(
            effort.dueAt(),
            effort.timezone(),
            effort.scheduledTime(),
            effort.estimatedMinutes(),
            effort.driftScore(),
            astronomical),
        policy,
        keeping);
  }

  /** Reads an RFC 3339 instant that the contract has validated. */
  public static @Nullable Instant instant(@Nullable String text) {
    return text == null ? null : at(text);
  }

  static Instant at(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  private static @Nullable UUID id(@Nullable String text) {
    return text == null ? null : UUID.fromString(text);
  }

  private static Priority priority(@Nullable Object value) {
    return switch (value) {
      case null -> Priority.MEDIUM;
      case Number rank -> new Priority(rank.intValue());
      default -> Priority.of(value.toString());
    };
  }
}
