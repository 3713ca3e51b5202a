package dev.errand.core.recurrence;

import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.postgres.Transaction;
import dev.errand.core.problem.Problem;
import dev.errand.core.recurrence.FireDue.Fired;
import dev.errand.core.recurrence.FiringWrites.Advanced;
import dev.errand.core.recurrence.FiringWrites.Made;
import dev.errand.core.recurrence.FiringWrites.Written;
import dev.errand.core.recurrence.ScheduleWrites.Change;
import dev.errand.core.schedule.Firings;
import dev.errand.core.schedule.OffLoop;
import dev.errand.core.schedule.ScheduleSpec;
import dev.errand.core.task.TaskDraft;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Fires schedules, many in one transaction: it locks them, decides in Java what each of them does,
 * and writes that for all of them. What somebody else has locked is theirs to fire. If the
 * transaction is lost, nothing has happened, and the next pass does it all. Confined to one event
 * loop.
 */
final class FiringPass {

  private final Pg pg;
  private final Ids ids;
  private final Occurrences occurrences;
  private final FiringQuotas quotas;

  FiringPass(Pg pg, Ids ids, Occurrences occurrences, FiringQuotas quotas) {
    this.pg = pg;
    this.ids = ids;
    this.occurrences = occurrences;
    this.quotas = quotas;
  }

  Future<Fired> run(FireDue command) {
    return next(command.now())
        .compose(
            next ->
                next.due() ? fire(command) : Future.succeededFuture(new Fired(0, 0, next.at())));
  }

  private Future<Fired> fire(FireDue command) {
    var now = command.now();
    return pg.transaction(
            transaction ->
                DueSchedules.lock(transaction, now, command.max())
                    .compose(
                        found ->
                            OffLoop.compute(() -> plans(DueSchedules.free(found), now))
                                .compose(plans -> write(transaction, plans, now))
                                .map(fired -> new Fired(found.size(), fired, null))))
        .compose(
            fired -> next(now).map(next -> new Fired(fired.looked(), fired.fired(), next.at())));
  }

  /** Has one fire, whatever its times, as somebody wants. */
  Future<Firing> now(Change wanted) {
    var key = wanted.read().key();
    return pg.transaction(
        transaction ->
            DueSchedules.lock(transaction, key)
                .compose(
                    found -> {
                      if (found.isEmpty()) {
                        throw new Problem.NotFound("schedule", key.id());
                      }
                      return OffLoop.compute(() -> Planner.fireNow(found.getFirst(), wanted.at()));
                    })
                .compose(plan -> fireNow(transaction, plan, wanted)));
  }

  private Future<Firing> fireNow(Transaction transaction, Plan plan, Change wanted) {
    var now = wanted.at();
    return created(transaction, List.of(plan), now)
        .compose(
            created -> {
              var times = written(List.of(plan), created, now);
              return FiringWrites.fire(transaction, times)
                  .compose(
                      left -> {
                        var firing = firing(times.getFirst(), !left.isEmpty());
                        // A time of nobody's asking that came to nothing changes nothing.
                        return firing.outcome() != Firing.Outcome.FIRED
                            ? Future.succeededFuture(firing)
                            : FiringWrites.advance(
                                    transaction, List.of(advanced(plan, times, false, now)))
                                .compose(
                                    on ->
                                        ScheduleWrites.fired(transaction, wanted, firing.taskId()))
                                .map(firing);
                      });
            });
  }

  private static Firing firing(Written written, boolean left) {
    return new Firing(
        written.time().logical(),
        written.at(),
        left ? Firing.Outcome.SKIPPED : written.outcome(),
        written.ids().taskId(),
        left ? null : written.ids().executionId(),
        left ? "it could not be queued" : written.time().note());
  }

  /** Has one create its next task ahead of its time, if that task is the last one it created. */
  Future<Integer> ahead(ScheduleKey key, UUID taskId, Instant now) {
    return pg.transaction(
        transaction ->
            DueSchedules.lock(transaction, key)
                .compose(found -> OffLoop.compute(() -> ahead(found, taskId, now)))
                .compose(plans -> write(transaction, plans, now)));
  }

  private static List<Plan> ahead(List<DueSchedule> found, UUID taskId, Instant now) {
    return found.stream()
        .filter(due -> due.draft() != null && TaskDraft.isDated(due.draft()))
        .filter(due -> due.task() != null && due.task().id().equals(taskId))
        .flatMap(due -> Planner.ahead(due, now).stream())
        .toList();
  }

  /** Lets a schedule go on, within the transaction that has changed it. */
  Future<Integer> goOn(Transaction transaction, ScheduleKey key, Instant now) {
    return DueSchedules.lock(transaction, key)
        .compose(found -> OffLoop.compute(() -> plans(found, now)))
        .compose(plans -> write(transaction, plans, now));
  }

  private record Next(boolean due, @Nullable Instant at) {}

  private Future<Next> next(Instant now) {
    return pg.run(DueSchedules.NEXT, Tuple.of(Columns.timestamp(now)))
        .map(
            rows -> {
              var r = new RowReader(rows.iterator().next());
              return new Next(r.bool(), r.instantOrNull());
            });
  }

  private static List<Plan> plans(List<DueSchedule> due, Instant now) {
    return due.stream().map(schedule -> Planner.plan(schedule, now)).toList();
  }

  /** Answers with how many fired. */
  private Future<Integer> write(Transaction transaction, List<Plan> plans, Instant now) {
    return created(transaction, plans, now)
        .compose(
            created -> {
              var times = written(plans, created, now);
              return FiringWrites.fire(transaction, times)
                  .compose(
                      left ->
                          OffLoop.compute(() -> advanced(plans, times, left, now))
                              .compose(next -> FiringWrites.advance(transaction, next).map(next)))
                  .map(next -> next.stream().mapToInt(Advanced::fired).sum());
            });
  }

  private Future<Occurrences.Created> created(
      Transaction transaction, List<Plan> plans, Instant now) {
    return quotas
        .exceeded(transaction, plans, now)
        .compose(exceeded -> occurrences.create(transaction, plans, exceeded));
  }

  List<Written> written(List<Plan> plans, Occurrences.Created created, Instant now) {
    var written = new ArrayList<Written>();
    for (var plan : plans) {
      for (var time : plan.times()) {
        written.add(
            plan.schedule().creates()
                ? created.written(plan, time, ids.next(), now)
                : run(plan.schedule(), created.judged(plan, time), now));
      }
    }
    return written;
  }

  private Written run(DueSchedule schedule, Plan.Time time, Instant now) {
    var taskId = schedule.task() == null ? null : schedule.task().id();
    return new Written(
        schedule.key(),
        time,
        time.fires() ? Firing.Outcome.FIRED : Firing.Outcome.SKIPPED,
        new Made(taskId, time.fires() ? ids.next() : null, ids.next()),
        time.fires(),
        time.replaces() ? taskId : null,
        runAt(schedule, time, now),
        now);
  }

  static Instant runAt(DueSchedule schedule, Plan.Time time, Instant now) {
    var wanted =
        Firings.of(ScheduleSpec.stored(schedule.spec())).runAt(time.logical(), schedule.key().id());
    return wanted.isAfter(now) ? now : wanted;
  }

  private List<Advanced> advanced(
      List<Plan> plans, List<Written> times, Set<ScheduleKey> left, Instant now) {
    var advanced = new ArrayList<Advanced>(plans.size());
    int from = 0;
    for (var plan : plans) {
      var own = times.subList(from, from + plan.times().size());
      from += own.size();
      advanced.add(advanced(plan, own, left.contains(plan.schedule().key()), now));
    }
    return advanced;
  }

  Advanced advanced(Plan plan, List<Written> own, boolean left, Instant now) {
    int fired = 0;
    int failures = plan.schedule().progress().failures();
    UUID taskId = null;
    for (var time : own) {
      switch (time.outcome()) {
        case FIRED -> {
          fired += left ? 0 : 1;
          failures = 0;
          taskId = plan.schedule().creates() ? time.ids().taskId() : taskId;
        }
        case FAILED -> failures++;
        case SKIPPED -> {}
      }
    }
    boolean less = fired < plan.times().stream().filter(Plan.Time::fires).count();
    var next = less ? Planner.afterFiring(plan, fired, now) : plan.next();
    if (plan.schedule().creates() && failures >= Planner.MOST_FAILURES) {
      next =
          new Plan.Next(
              next.since(), null, next.logical(), next.fireAt(), Planner.TOO_MANY_FAILURES);
    }
    var last = own.isEmpty() ? null : own.getLast().time().logical();
    return new Advanced(
        plan.schedule().key(), next, fired, failures, last, taskId, now, ids.next());
  }
}
