package dev.errand.core.recurrence;

import dev.errand.core.bus.Command;
import dev.errand.core.identity.Caller;
import dev.errand.core.task.Places;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskKey;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What callers can do to schedules. Each but firing raises the revision by one.
 *
 * @param <R> the answer
 */
public sealed interface ScheduleCommand<R> extends Command<R> {

  /**
   * Creates a schedule.
   *
   * @param first the task that it runs, which is created with it, or what it will create, which is
   *     not; with the schedule in it
   * @param name for people
   */
  record CreateSchedule(CreateTask first, @Nullable String name)
      implements ScheduleCommand<Schedule> {}

  /**
   * Gives a task that has none a schedule.
   *
   * @param spec as callers write it
   * @param name for people
   */
  record AttachSchedule(TaskKey task, @Nullable Object spec, @Nullable String name, Caller caller)
      implements ScheduleCommand<Schedule> {}

  /**
   * Changes a schedule by JSON merge patch (RFC 7396).
   *
   * @param patch of name, spec and task; a spec that names its type replaces the old one
   * @param around what is known of what the task in it names
   */
  record UpdateSchedule(ScheduleKey key, JsonObject patch, Places around, Condition condition)
      implements ScheduleCommand<Schedule> {}

  /** Ends a schedule for good; its task stays. */
  record DeleteSchedule(ScheduleKey key, Condition condition)
      implements ScheduleCommand<Schedule> {}

  /**
   * Holds a schedule back.
   *
   * @param reason kept with it
   */
  record PauseSchedule(ScheduleKey key, @Nullable String reason, Condition condition)
      implements ScheduleCommand<Schedule> {}

  /** Lets a schedule go on; its misfire policy decides about the times in between. */
  record ResumeSchedule(ScheduleKey key, Condition condition)
      implements ScheduleCommand<Schedule> {}

  /** Has a schedule fire now, besides its times. */
  record FireSchedule(ScheduleKey key, Condition condition) implements ScheduleCommand<Firing> {}
}
