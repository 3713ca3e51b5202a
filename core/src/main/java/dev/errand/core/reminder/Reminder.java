package dev.errand.core.reminder;

import dev.errand.core.task.TaskKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When somebody is to be reminded of a task.
 *
 * @param id its id
 * @param task the task
 * @param userId who is to be reminded
 * @param time when
 * @param channel how: event, email, telegram or webhook
 * @param standing what has become of it
 * @param createdBy who asked for it
 * @param createdAt when it was asked for
 */
public record Reminder(
    UUID id,
    TaskKey task,
    String userId,
    Time time,
    String channel,
    Standing standing,
    String createdBy,
    Instant createdAt) {

  /**
   * When.
   *
   * @param at null while a task that it goes by is not due at any time
   * @param beforeDue so long before the task is due; null if it goes by its own time
   */
  public record Time(@Nullable Instant at, @Nullable Duration beforeDue) {}

  /** What has become of it. */
  public record Standing(
      Status status, @Nullable Instant sentAt, int snoozeCount, @Nullable String error) {}

  /** Where it stands. */
  public enum Status {
    SCHEDULED,
    SENT,
    SNOOZED,
    CANCELLED,
    FAILED;

    /** The word that JSON uses. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Status of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
