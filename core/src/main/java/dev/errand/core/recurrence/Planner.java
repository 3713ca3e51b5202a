package dev.errand.core.recurrence;

import dev.errand.core.recurrence.DueSchedule.Wait;
import dev.errand.core.recurrence.Plan.Next;
import dev.errand.core.recurrence.Plan.Time;
import dev.errand.core.schedule.Firings;
import dev.errand.core.schedule.Policy.Anchor;
import dev.errand.core.schedule.Policy.Misfire;
import dev.errand.core.schedule.Policy.Overlap;
import dev.errand.core.schedule.Progress;
import dev.errand.core.schedule.Rule;
import dev.errand.core.schedule.ScheduleSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a due schedule does now: which of its times fire, which are left out, which wait,
 * and when it is looked at again. Touches no database; may take a second for a contrived rule.
 */
final class Planner {

  /** How late a firing may be without counting as missed: longer than a pass under load. */
  static final Duration GRACE = Duration.ofSeconds(10);

  /** So many failures in a row, and a schedule pauses itself. */
  static final int MOST_FAILURES = 10;

  static final String TOO_MANY_FAILURES = "too many failures";

  private static final Duration SHORTEST_LOOK = Duration.ofSeconds(1);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);

  private final DueSchedule schedule;
  private final ScheduleSpec spec;
  private final Firings firings;
  private final Duration jitter;
  private final Instant now;

  /** Jitter puts off all times alike, so a schedule lives by a clock that is late by it. */
  private final Instant ownNow;

  private final List<Time> times = new ArrayList<>();
  private int runs;
  private boolean active;

  private Planner(DueSchedule schedule, Instant now) {
    this.schedule = schedule;
    this.now = now;
    spec = ScheduleSpec.stored(schedule.spec());
    firings = Firings.of(spec);
    jitter = Duration.between(now, firings.runAt(now, schedule.key().id()));
    ownNow = now.minus(jitter);
    runs = schedule.progress().runs();
    active = schedule.active();
  }

  /**
   * What is to be done at that time, by the clock. A schedule that cannot be computed any more, as
   * its zone is gone perhaps, pauses, lest it hold up the others.
   */
  static Plan plan(DueSchedule schedule, Instant now) {
    try {
      var planner = new Planner(schedule, now);
      return new Plan(schedule, planner.times, planner.decide());
    } catch (RuntimeException wrong) {
      var progress = schedule.progress();
      var reason = "cannot be computed: " + wrong.getMessage();
      return new Plan(
          schedule,
          List.of(),
          new Next(progress.since(), null, progress.nextLogical(), now, reason));
    }
  }

  /** What is to be done if somebody has it fire now, whatever its times. */
  static Plan fireNow(DueSchedule schedule, Instant now) {
    var planner = new Planner(schedule, now);
    var time = planner.judged(now);
    if (time == null) {
      time = Time.skipped(now, "the previous execution is not over");
    }
    planner.record(time);
    return new Plan(
        schedule,
        planner.times,
        planner.afterwards(planner.schedule.progress().since(), time.fires()));
  }

  /**
   * What is to be done when the last task that it has created is done before the next time: that
   * time's task is created at once. Empty if there is no further time, or if it has come already.
   */
  static Optional<Plan> ahead(DueSchedule schedule, Instant now) {
    var planner = new Planner(schedule, now);
    var logical = planner.upcoming();
    if (logical.isEmpty() || !logical.get().isAfter(planner.ownNow)) {
      return Optional.empty();
    }
    planner.record(Time.fired(logical.get()));
    return Optional.of(new Plan(schedule, planner.times, planner.afterwards(logical.get(), true)));
  }

  private Optional<Instant> upcoming() {
    var progress = schedule.progress();
    if (progress.waits() == Wait.COMPLETION) {
      return firings.afterCompletion(now);
    }
    return progress.waits() == null
        ? Optional.ofNullable(progress.nextLogical())
        : Optional.empty();
  }

  /** How it goes on where not all times that were to fire have. */
  static Next afterFiring(Plan plan, int fired, Instant now) {
    var planner = new Planner(plan.schedule(), now);
    planner.runs += fired;
    return planner.afterwards(plan.times().getLast().logical(), fired > 0);
  }

  private Next decide() {
    var progress = schedule.progress();
    var task = schedule.task();
    if (!schedule.creates() && (task == null || task.resting().equals("cancelled"))) {
      return end(progress.since());
    }
    if (schedule.creates()
        ? progress.failures() >= MOST_FAILURES
        : task != null && task.failuresInARow() >= MOST_FAILURES) {
      return new Next(progress.since(), null, progress.nextLogical(), now, TOO_MANY_FAILURES);
    }
    if (progress.waits() == Wait.TURN && progress.nextLogical() != null) {
      return waited(progress.nextLogical());
    }
    if (progress.waits() == Wait.COMPLETION) {
      return schedule.over() ? due(completedAt()) : lookAgain(progress.since(), Wait.COMPLETION);
    }
    return due(progress.since());
  }

  private Instant completedAt() {
    var ended = schedule.task() == null ? null : schedule.task().endedAt();
    var fired = schedule.progress().since();
    return ended == null || ended.isBefore(fired) ? ownNow : ended;
  }

  private Next due(Instant since) {
    var due = firings.due(new Progress(since, runs), ownNow, GRACE);
    var done = since;
    for (var logical : due.fire()) {
      var time = judged(logical);
      if (time == null) {
        return lookAgain(done, logical);
      }
      record(time);
      done = logical;
    }
    if (times.isEmpty()) {
      // All were missed, or none has come yet.
      done = due.missed() > 0 ? ownNow : since;
      return next(due.next().orElse(null), done);
    }
    return next(done);
  }

  /** A time that has waited for its turn. */
  private Next waited(Instant logical) {
    if (active) {
      return lookAgain(schedule.progress().since(), logical);
    }
    record(Time.fired(logical));
    return next(logical);
  }

  private void record(Time time) {
    times.add(time);
    if (time.fires()) {
      runs++;
      active = true;
    }
  }

  /** Null if the time has to wait for its turn. */
  private @Nullable Time judged(Instant logical) {
    var task = schedule.task();
    if (!schedule.creates() && task != null && isHeldBack(task.resting())) {
      return Time.skipped(logical, "the task is " + task.resting());
    }
    if (!active) {
      return Time.fired(logical);
    }
    if (isMadeUp(logical)) {
      return null;
    }
    boolean fired = times.stream().anyMatch(Time::fires);
    return switch (spec.policy().overlap()) {
      case SKIP -> Time.skipped(logical, "the previous execution is not over");
      case QUEUE -> null;
      case CANCEL_OTHER ->
          fired
              ? Time.skipped(logical, "another firing of the same moment is queued")
              : new Time(logical, true, true, null);
      case ALLOW ->
          // A task has one place in the queue.
          !schedule.creates() && (fired || (task != null && task.waiting()))
              ? Time.skipped(logical, "an execution is queued already")
              : Time.fired(logical);
    };
  }

  private static boolean isHeldBack(String resting) {
    return resting.equals("paused") || resting.equals("blocked") || resting.equals("cancelled");
  }

  /** What is made up for would be lost if one run of it left out the next. */
  private boolean isMadeUp(Instant logical) {
    return spec.policy().misfire() == Misfire.CATCH_UP
        && spec.policy().overlap() != Overlap.ALLOW
        && logical.isBefore(ownNow.minus(GRACE));
  }

  /** After times up to this one. */
  private Next next(Instant done) {
    boolean fired = times.stream().anyMatch(Time::fires);
    return afterwards(done, fired);
  }

  private Next afterwards(Instant done, boolean fired) {
    if (spec.rule() instanceof Rule.Once(var at) && !done.isBefore(at)) {
      return end(done);
    }
    if (spec.bounds().spentBy(runs)) {
      return end(done);
    }
    if (fired && spec.policy().anchor() == Anchor.FROM_COMPLETION) {
      return new Next(done, Wait.COMPLETION, null, now.plus(SHORTEST_LOOK), null);
    }
    var due = firings.due(new Progress(done, runs), ownNow, GRACE);
    return due.fire().isEmpty()
        ? next(due.next().orElse(null), done)
        : new Next(done, null, due.fire().getFirst(), now, null);
  }

  private Next next(@Nullable Instant logical, Instant done) {
    return logical == null ? end(done) : new Next(done, null, logical, logical.plus(jitter), null);
  }

  private static Next end(Instant done) {
    return new Next(done, null, null, null, null);
  }

  private Next lookAgain(Instant done, Instant waiting) {
    return new Next(done, Wait.TURN, waiting, now.plus(look()), null);
  }

  private Next lookAgain(Instant done, Wait wait) {
    return new Next(done, wait, null, now.plus(look()), null);
  }

  /** A tenth of the time that has passed: soon after a short run, seldom during a long one. */
  private Duration look() {
    var fired = schedule.progress().lastFiredAt();
    var passed = fired == null ? Duration.ZERO : Duration.between(fired, now).dividedBy(10);
    if (passed.compareTo(SHORTEST_LOOK) < 0) {
      return SHORTEST_LOOK;
    }
    return passed.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : passed;
  }
}
