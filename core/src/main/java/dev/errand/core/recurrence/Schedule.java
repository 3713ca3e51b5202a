package dev.errand.core.recurrence;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Says when new executions of a task, or new tasks, arise. Immutable; its JSON objects are shared
 * and must not be changed.
 *
 * @param key names it
 * @param label where it belongs, and what people call it
 * @param target what it makes
 * @param spec what it says, in canonical form
 * @param ownership whose it is
 * @param standing how far it has come
 * @param timeline when what happened to it
 */
public record Schedule(
    ScheduleKey key,
    Label label,
    Target target,
    JsonObject spec,
    Ownership ownership,
    Standing standing,
    Timeline timeline) {

  /** Where it belongs, and what people call it. */
  public record Label(String namespace, @Nullable String name) {}

  /**
   * What it makes.
   *
   * @param mode {@code run_task} or {@code create_task}
   * @param taskId the task that it runs, or the last one that it created
   * @param task the members of those that it creates
   */
  public record Target(String mode, @Nullable UUID taskId, @Nullable JsonObject task) {}

  /** Whose it is. */
  public record Ownership(@Nullable String ownerId, String createdBy) {}

  /**
   * How far it has come.
   *
   * @param paused whether it is held back
   * @param pauseReason why
   * @param fireCount how often it has fired
   * @param failuresInARow tasks in a row that it could not create
   * @param lastLogicalAt the last time dealt with
   * @param nextLogicalAt the next time that it names
   * @param nextFireAt when it fires next; null when it has ended
   */
  public record Standing(
      boolean paused,
      @Nullable String pauseReason,
      int fireCount,
      int failuresInARow,
      @Nullable Instant lastLogicalAt,
      @Nullable Instant nextLogicalAt,
      @Nullable Instant nextFireAt) {}

  /** When what happened to it. */
  public record Timeline(int revision, Instant createdAt, Instant updatedAt) {}

  /** Its strong entity tag: it changes with every command and every firing. */
  public String etag() {
    var next = standing.nextFireAt();
    return "\"%d-%d-%s\""
        .formatted(
            timeline.revision(),
            standing.fireCount(),
            next == null ? "end" : Long.toString(next.toEpochMilli(), 36));
  }

  /** True if a tag is of this version: firings change the tag, but nobody's edits. */
  public boolean matches(String tag) {
    return tag.startsWith("\"" + timeline.revision() + "-");
  }
}
