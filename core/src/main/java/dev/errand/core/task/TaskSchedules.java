package dev.errand.core.task;

import dev.errand.core.identity.Ids;
import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.Firings;
import dev.errand.core.schedule.NewSchedule;
import dev.errand.core.schedule.Policy.Mode;
import dev.errand.core.schedule.ScheduleSpec;
import dev.errand.core.schedule.ScheduleSpec.Defaults;
import dev.errand.core.schedule.TimeZones;
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
   * @param own what the task says of its times
   * @param now when it was asked for
   */
  public record Wanted(Object value, List<Object> loc, Performer performer, Own own, Instant now) {}

  /**
   * What a task says of its times.
   *
   * @param zone whose local time it goes by; null means UTC
   * @param runAt when it is to run first
   * @param dueAt when it is due
   * @param first whether it is the first that the schedule makes
   */
  public record Own(
      @Nullable String zone, @Nullable Instant runAt, @Nullable Instant dueAt, boolean first) {

    /** Nothing. */
    public static final Own NOTHING = new Own(null, null, null, false);

    ZoneId zoneId() {
      return zone == null ? TimeZones.UTC : TimeZones.find(zone).orElse(TimeZones.UTC);
    }
  }

  /**
   * The schedule; null if it is wrong, and then the problems say why, or if it says never.
   *
   * @param draft of the task, for a schedule that creates tasks; changed to go with its times
   */
  public @Nullable NewSchedule read(Wanted wanted, JsonObject draft, List<Violation> problems) {
    var now = wanted.now();
    var own = wanted.own();
    var firstAt = isForPeople(wanted) ? own.dueAt() : own.runAt();
    var zone = own.zoneId();
    var first = firstAt == null ? null : LocalDateTime.ofInstant(firstAt, zone);
    var reading = ScheduleSpec.read(wanted.value(), wanted.loc(), new Defaults(now, zone, first));
    problems.addAll(reading.violations());
    var spec = reading.spec();
    if (spec == null) {
      return null;
    }
    var mode = mode(spec, wanted, problems);
    if (mode == null) {
      return null;
    }
    boolean creates = mode == Mode.CREATE_TASK;
    if (creates && (own.dueAt() != null || (own.first() && isForPeople(wanted)))) {
      TaskDraft.dueBy(draft, spec, own.dueAt());
    }
    var since = since(wanted, spec, creates);
    var schedule = NewSchedule.of(ids.next(), spec, creates ? draft : null, since);
    if (schedule.isEmpty()) {
      problems.add(
          new Violation(
              wanted.loc(),
              "never fires: it ends before the first time of the task, " + since,
              "never_fires"));
    }
    return schedule.orElse(null);
  }

  /** What the task itself stands for does not count any more. */
  private static Instant since(Wanted wanted, ScheduleSpec spec, boolean creates) {
    var now = wanted.now();
    var runAt = wanted.own().runAt();
    var dueAt = wanted.own().dueAt();
    if (runAt != null && runAt.isAfter(now)) {
      // PostgreSQL keeps microseconds.
      return runAt.minus(1, ChronoUnit.MICROS);
    }
    return creates && wanted.own().first() && dueAt != null && dueAt.isAfter(now)
        ? Firings.of(spec).lastUpTo(dueAt).filter(now::isBefore).orElse(now)
        : now;
  }

  private static boolean isForPeople(Wanted wanted) {
    return wanted.performer() == Performer.HUMAN;
  }

  /** A problem of a task that is a member of the body, rather than the body. */
  public static Violation within(Violation problem, String member) {
    var loc = new ArrayList<>(problem.loc());
    loc.add(1, member);
    return new Violation(List.copyOf(loc), problem.msg(), problem.type());
  }

  /** People's work is a new task each time: what was done stays done. */
  private static @Nullable Mode mode(ScheduleSpec spec, Wanted wanted, List<Violation> problems) {
    boolean human = isForPeople(wanted);
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
