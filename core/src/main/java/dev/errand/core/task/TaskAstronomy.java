package dev.errand.core.task;

import dev.errand.almanac.Activity;
import dev.errand.core.calendar.DueDay;
import dev.errand.core.calendar.DueDays;
import dev.errand.core.schedule.TimeZones;
import dev.errand.core.task.TaskCommand.CreateTask;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Adds to tasks with a due time what the calendar says of that day. Thread-safe. */
public final class TaskAstronomy {

  private final DueDays days;

  /** Asks this calendar. */
  public TaskAstronomy(DueDays days) {
    this.days = days;
  }

  /** Of each of them, in order. */
  public Future<List<CreateTask>> added(List<CreateTask> commands) {
    return Future.all(commands.stream().map(this::added).toList()).map(CompositeFuture::list);
  }

  /** Only tasks that are due pay. */
  Future<CreateTask> added(CreateTask command) {
    var task = command.task();
    return task.details().effort().dueAt() == null
        ? Future.succeededFuture(command)
        : added(task.kind().type(), task.details())
            .map(
                details ->
                    new CreateTask(
                        task.with(details),
                        command.trigger(),
                        command.caller(),
                        command.terms(),
                        command.schedule(),
                        command.remindAt()));
  }

  /** Anew if it is due at another time or elsewhere, for the same work as before. */
  Future<TaskDetails> changed(Task task, TaskDetails details) {
    var old = task.details().effort();
    var now = details.effort();
    if (Objects.equals(old.dueAt(), now.dueAt())
        && Objects.equals(old.timezone(), now.timezone())) {
      return Future.succeededFuture(details.withAstronomical(old.astronomical()));
    }
    var work = old.astronomical() == null ? null : old.astronomical().getString(DueDay.ACTIVITY);
    return added(
        task.kind().type(),
        details.withAstronomical(
            work == null ? null : new JsonObject().put(DueDay.ACTIVITY, work)));
  }

  private Future<TaskDetails> added(String type, TaskDetails details) {
    var effort = details.effort();
    var due = effort.dueAt();
    if (due == null) {
      return Future.succeededFuture(details.withAstronomical(null));
    }
    var wanted = effort.astronomical();
    return days.of(due, zone(effort), activity(type, wanted))
        .map(
            said ->
                details.withAstronomical(
                    said.map(day -> day.suggested(isSuggested(wanted)).stored()).orElse(null)));
  }

  /** In whose days it is due. */
  public static ZoneId zone(TaskDetails.Effort effort) {
    return Optional.ofNullable(effort.timezone()).flatMap(TimeZones::find).orElse(TimeZones.UTC);
  }

  /** The work that was named, or else that of the type. */
  private static @Nullable Activity activity(String type, @Nullable JsonObject wanted) {
    var named = wanted == null ? null : wanted.getString(DueDay.ACTIVITY);
    return Activity.find(named == null ? type : named).orElse(null);
  }

  private static boolean isSuggested(@Nullable JsonObject wanted) {
    return wanted != null && Boolean.TRUE.equals(wanted.getBoolean(DueDay.SUGGESTED));
  }
}
