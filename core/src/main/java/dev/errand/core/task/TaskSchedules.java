package dev.errand.core.task;

import dev.errand.core.identity.Ids;
import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.NewSchedule;
import dev.errand.core.schedule.Policy.Mode;
import dev.errand.core.schedule.ScheduleSpec;
import dev.errand.core.schedule.ScheduleSpec.Defaults;
import dev.errand.core.tasktype.Performer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the schedules of tasks from what callers write. Thread-safe; may take a second. */
public final class TaskSchedules {

  private static final ZoneId UTC = ZoneId.of("UTC");

  private final Ids ids;

  /** The source of ids. */
  public TaskSchedules(Ids ids) {
    this.ids = ids;
  }

  /**
   * A schedule that is asked for.
   *
   * @param value as the caller wrote it
   * @param loc where it stands
   * @param performer of the task
   * @param firstAt the task's own first time; null if it names none
   * @param now when it was asked for
   */
  public record Wanted(
      Object value,
      List<Object> loc,
      Performer performer,
      @Nullable Instant firstAt,
      Instant now) {}

  /**
   * The schedule; null if it is wrong, and then the problems say why, or if it says never.
   *
   * @param draft of the task, for a schedule that creates tasks
   */
  public @Nullable NewSchedule read(Wanted wanted, JsonObject draft, List<Violation> problems) {
    var now = wanted.now();
    var firstAt = wanted.firstAt();
    var first = firstAt == null ? null : LocalDateTime.ofInstant(firstAt, UTC);
    var reading = ScheduleSpec.read(wanted.value(), wanted.loc(), new Defaults(now, UTC, first));
    problems.addAll(reading.violations());
    var spec = reading.spec();
    if (spec == null) {
      return null;
    }
    var mode = mode(spec, wanted, problems);
    if (mode == null) {
      return null;
    }
    // PostgreSQL keeps microseconds.
    var since = firstAt != null && firstAt.isAfter(now) ? firstAt.minus(1, ChronoUnit.MICROS) : now;
    var schedule = NewSchedule.of(ids.next(), spec, mode == Mode.CREATE_TASK ? draft : null, since);
    if (schedule.isEmpty()) {
      problems.add(
          new Violation(
              wanted.loc(),
              "never fires: it ends before the first time of the task, " + since,
              "never_fires"));
    }
    return schedule.orElse(null);
  }

  /** A problem of a task that is a member of the body, rather than the body. */
  public static Violation within(Violation problem, String member) {
    var loc = new ArrayList<>(problem.loc());
    loc.add(1, member);
    return new Violation(List.copyOf(loc), problem.msg(), problem.type());
  }

  /** People's work is a new task each time: what was done stays done. */
  private static @Nullable Mode mode(ScheduleSpec spec, Wanted wanted, List<Violation> problems) {
    boolean human = wanted.performer() == Performer.HUMAN;
    var mode = spec.policy().mode();
    if (mode == null) {
      return human ? Mode.CREATE_TASK : Mode.RUN_TASK;
    }
    if (mode == Mode.RUN_TASK && human) {
      var loc = new ArrayList<>(wanted.loc());
      loc.add("mode");
      problems.add(
          new Violation(
              List.copyOf(loc),
              "must be create_task: the task is done by a person, and cannot be run",
              "not_executable"));
      return null;
    }
    return mode;
  }
}
