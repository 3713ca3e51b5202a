package dev.errand.core.reminder;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.reminder.Reminder.Status;
import dev.errand.core.reminder.ReminderCommand.DeleteReminder;
import dev.errand.core.reminder.ReminderCommand.SetReminder;
import dev.errand.core.reminder.ReminderCommand.SnoozeReminder;
import dev.errand.core.reminder.ReminderQuery.GetReminder;
import dev.errand.core.reminder.ReminderQuery.ListReminders;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.Tasks;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The use cases of reminders: all but viewers have themselves reminded; of others, who may change
 * the task. Confined to one event loop.
 */
public final class Reminders {

  private final ReminderRows rows;
  private final Tasks tasks;
  private final Ids ids;
  private final InstantSource clock;

  /** On the event loop of the verticle that will call it. */
  public Reminders(Pg pg, Tasks tasks, Ids ids, InstantSource clock) {
    rows = new ReminderRows(pg, ids);
    this.tasks = tasks;
    this.ids = ids;
    this.clock = clock;
  }

  /** Sets one. */
  public Future<Reminder> set(SetReminder command) {
    var at = command.wish().at();
    if (at != null && !at.isAfter(clock.instant())) {
      throw past("remind_at");
    }
    return tasks
        .get(new GetTask(command.task(), command.caller().sight()))
        .compose(
            task -> {
              requireOwn(command.caller(), task, who(command, task));
              requireOpen(task);
              var id = ids.or(command.id());
              return rows.set(id, command, clock.instant())
                  .compose(done -> set(command.task(), id, done));
            });
  }

  private static String who(SetReminder command, Task task) {
    var wanted = command.wish().userId();
    var assignee = task.details().place().assigneeId();
    var owner = task.ownership().ownerId();
    return wanted != null
        ? wanted
        : assignee != null
            ? assignee
            : Objects.requireNonNullElse(owner, command.caller().userId());
  }

  private Future<Reminder> set(TaskKey task, UUID id, ReminderRows.Set done) {
    return switch (done) {
      case DONE -> read(task, id, Sight.ALL);
      case NO_TASK -> Future.failedFuture(new Problem.NotFound("task", task.id()));
      case NO_DUE_TIME ->
          Future.failedFuture(
              new Problem.Invalid(
                  List.of(
                      Violation.ofBody(
                          "before_due",
                          "needs a due time of the task, which has none; give remind_at, or set due_at first",
                          "no_due_time"))));
    };
  }

  private static void requireOpen(Task task) {
    var status = task.progress().status();
    if (status.terminal()) {
      throw new Problem.Conflict(
          "invalid_transition",
          "Nobody is reminded of a task in status " + status.word(),
          Map.of("from", status.word(), "command", "remind"));
    }
  }

  /** Reads one. */
  public Future<Reminder> get(GetReminder query) {
    return read(query.task(), query.id(), query.sight());
  }

  /** Lists. */
  public Future<Page<Reminder>> list(ListReminders query) {
    return tasks
        .get(new GetTask(query.task(), query.sight()))
        .compose(task -> rows.list(query.task(), query.part()));
  }

  /** Removes. */
  public Future<Void> delete(DeleteReminder command) {
    return tasks
        .get(new GetTask(command.task(), command.caller().sight()))
        .compose(
            task ->
                read(command.task(), command.id(), command.caller().sight())
                    .compose(
                        read -> {
                          requireOwn(command.caller(), task, read);
                          return rows.delete(read, clock.instant());
                        }));
  }

  /** Puts off; what lies ahead counts from its time, what is past from now. */
  public Future<Reminder> snooze(SnoozeReminder command) {
    var tenantId = command.caller().tenantId();
    return found(tenantId, command.id(), command.caller().sight())
        .compose(
            read ->
                tasks
                    .get(new GetTask(read.task()))
                    .compose(
                        task -> {
                          requireOwn(command.caller(), task, read);
                          requireWaiting(read.standing().status());
                          var now = clock.instant();
                          return rows.snooze(read, until(command, read.time().at(), now), now);
                        }))
        .compose(
            done ->
                found(tenantId, command.id(), Sight.ALL)
                    .map(
                        reminder -> {
                          if (!done) {
                            requireWaiting(reminder.standing().status());
                          }
                          return reminder;
                        }));
  }

  private static Instant until(SnoozeReminder command, @Nullable Instant at, Instant now) {
    if (command.by() != null) {
      return (at == null || at.isBefore(now) ? now : at).plus(command.by());
    }
    var until = Objects.requireNonNull(command.until());
    if (!until.isAfter(now)) {
      throw past("until");
    }
    return until;
  }

  private static Problem past(String member) {
    return new Problem.Invalid(List.of(Violation.ofBody(member, "must lie in the future", "past")));
  }

  private static void requireWaiting(Status status) {
    if (status != Status.SCHEDULED && status != Status.SNOOZED) {
      throw new Problem.Conflict(
          "invalid_transition",
          "Cannot snooze a reminder in status %s: set another one".formatted(status.word()),
          Map.of("from", status.word(), "command", "snooze"));
    }
  }

  private Future<Reminder> read(TaskKey task, UUID id, Sight sight) {
    return tasks
        .get(new GetTask(task, sight))
        .compose(known -> found(task.tenantId(), id, sight))
        .map(
            reminder -> {
              if (!reminder.task().equals(task)) {
                throw new Problem.NotFound("reminder", id);
              }
              return reminder;
            });
  }

  private Future<Reminder> found(String tenantId, UUID id, Sight sight) {
    return rows.find(tenantId, id, sight)
        .map(found -> found.orElseThrow(() -> new Problem.NotFound("reminder", id)));
  }

  private static void requireOwn(Caller caller, Task task, Reminder reminder) {
    if (!caller.userId().equals(reminder.createdBy())) {
      requireOwn(caller, task, reminder.userId());
    }
  }

  private static void requireOwn(Caller caller, Task task, String userId) {
    boolean changes =
        caller.userId().equals(task.ownership().ownerId())
            || caller.userId().equals(task.ownership().createdBy())
            || caller.role().atLeast(Role.MANAGER);
    if (caller.role() == Role.VIEWER || !(changes || caller.userId().equals(userId))) {
      throw new Problem.Denied("remind");
    }
  }
}
