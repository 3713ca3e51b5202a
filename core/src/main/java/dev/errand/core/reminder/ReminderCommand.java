package dev.errand.core.reminder;

import dev.errand.core.bus.Command;
import dev.errand.core.identity.Caller;
import dev.errand.core.task.TaskKey;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What callers can do to reminders. Reminders are no part of the task, so its revision stays.
 *
 * @param <R> the answer
 */
public sealed interface ReminderCommand<R> extends Command<R> {

  /**
   * Sets one.
   *
   * @param task of which to remind
   * @param id null for a new one
   * @param wish when and how
   * @param caller who asks for it
   */
  record SetReminder(TaskKey task, @Nullable UUID id, Wish wish, Caller caller)
      implements ReminderCommand<Reminder> {}

  /**
   * When and how to remind.
   *
   * @param at the time itself; null if it goes by the task
   * @param beforeDue so long before the task is due; null, without a time, as the user prefers
   * @param userId who; null for the assignee, or else the owner
   * @param channel how
   */
  record Wish(
      @Nullable Instant at,
      @Nullable Duration beforeDue,
      @Nullable String userId,
      String channel) {}

  /** Removes one. */
  record DeleteReminder(TaskKey task, UUID id, Caller caller) implements ReminderCommand<Void> {}

  /**
   * Puts one off that was not sent yet.
   *
   * @param by so long after its time, or after now if that has passed; null if until is given
   * @param until the new time
   */
  record SnoozeReminder(UUID id, @Nullable Duration by, @Nullable Instant until, Caller caller)
      implements ReminderCommand<Reminder> {}
}
