package dev.errand.core.engine;

import dev.errand.core.analytics.RollupCommand.RemoveRollups;
import dev.errand.core.analytics.RollupCommand.RollUp;
import dev.errand.core.bus.Bus;
import dev.errand.core.dependency.DependencyCommand.SweepDependencies;
import dev.errand.core.engine.GetEngineHealth.EngineHealth;
import dev.errand.core.execution.PurgePayloads;
import dev.errand.core.executor.CancelExecutions;
import dev.errand.core.executor.CancelExecutions.Reason;
import dev.errand.core.executor.ExecutionsEnded;
import dev.errand.core.idempotency.KeyCommand.PurgeKeys;
import dev.errand.core.lease.Claim;
import dev.errand.core.lease.LeaseCommand.ForgetWorkers;
import dev.errand.core.lease.LeaseCommand.PromoteDue;
import dev.errand.core.lease.LeaseCommand.Promoted;
import dev.errand.core.lease.LeaseCommand.ReleaseLeases;
import dev.errand.core.lease.LeaseCommand.RetireWorker;
import dev.errand.core.lease.Verdicts;
import dev.errand.core.recurrence.FireDue;
import dev.errand.core.recurrence.FireDue.Fired;
import dev.errand.core.reminder.TellCommand.TellDays;
import dev.errand.core.reminder.TellCommand.TellDueSoon;
import dev.errand.core.reminder.TellCommand.TellOverdue;
import dev.errand.core.reminder.TellCommand.TellReminders;
import dev.errand.core.retention.RetentionCommand.KeepPartitions;
import dev.errand.core.retention.RetentionCommand.RemoveOld;
import dev.errand.core.task.FoldTallies;
import dev.errand.core.task.TaskCommand.ExpireTasks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of an engine, one method a loop, each a single pass: tests call them with a clock of
 * their own. Confined to one event loop.
 */
final class Engine {

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final int PROMOTION_BATCH = 1000;
  private static final int UPKEEP_BATCH = 1000;
  private static final int SUMMARY_BATCH = 100;
  private static final int ROLLUP_BATCH = 20_000;
  private static final Duration ROLLUPS_KEPT = Duration.ofDays(400);

  static final int FIRING_BATCH = 500;

  private final Vertx vertx;
  private final Bus bus;
  private final EngineSettings settings;
  private final InstantSource clock;
  private final Dispatcher dispatcher;
  private final Rescuer rescuer;
  private final Heart heart;

  Engine(Vertx vertx, Dispatcher.Means means, Verdicts verdicts) {
    this.vertx = vertx;
    this.bus = means.bus();
    this.settings = means.settings();
    this.clock = means.clock();
    var writer = new EndingWriter(vertx, means, verdicts);
    dispatcher = new Dispatcher(means, verdicts, writer);
    bus.listen(ExecutionsEnded.class, dispatcher::ended);
    rescuer = new Rescuer(means, verdicts, writer);
    heart = new Heart(means);
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  /** Before anything else: says that this engine is there, and alone if it is. */
  Future<Void> enter() {
    return settings.timing().soleNode()
        ? bus.request(new ForgetWorkers()).compose(forgotten -> heart.runOnce())
        : heart.runOnce();
  }

  EngineHealth health() {
    return new EngineHealth(
        settings.workerId(), dispatcher.held().size(), settings.concurrency(), heart.beating());
  }

  Future<Void> beat() {
    return heart.runOnce();
  }

  /** Queues what is due. */
  Future<Promoted> promote() {
    return bus.request(new PromoteDue(clock.instant(), PROMOTION_BATCH));
  }

  /** Fires schedules whose time has come. */
  Future<Fired> fire() {
    return bus.request(new FireDue(clock.instant(), FIRING_BATCH));
  }

  /** Rescues what is lost; answers with its number. */
  Future<Integer> rescue() {
    boolean engines = heart.steady();
    boolean remote = heart.steadyForRemote();
    return engines || remote ? rescuer.runOnce(engines, remote) : Future.succeededFuture(0);
  }

  /** Calls off what has waited too long; answers with its number. */
  Future<Integer> expire() {
    return untilFew(
        () -> bus.request(new ExpireTasks(clock.instant(), UPKEEP_BATCH)).map(List::size));
  }

  /** Removes payloads and remembered answers whose time is over; answers with their number. */
  Future<Integer> purge() {
    var payloads = untilFew(() -> bus.request(new PurgePayloads(clock.instant(), UPKEEP_BATCH)));
    var keys = untilFew(() -> bus.request(new PurgeKeys(clock.instant(), UPKEEP_BATCH)));
    return Future.join(payloads, keys).map(both -> payloads.result() + keys.result());
  }

  /** Adds up what changes of tasks have tallied; answers with the rows that are left of it. */
  Future<Integer> fold() {
    return bus.request(new FoldTallies(UPKEEP_BATCH));
  }

  /** Adds up what executions have come to; answers with whether there is more. */
  Future<Boolean> rollUp() {
    return bus.request(new RollUp(clock.instant(), ROLLUP_BATCH));
  }

  /** Tells people of reminders and due times that have come; answers with their number. */
  Future<Integer> tell() {
    var reminders = untilFew(() -> bus.request(new TellReminders(clock.instant(), UPKEEP_BATCH)));
    var soon = untilFew(() -> bus.request(new TellDueSoon(clock.instant(), UPKEEP_BATCH)));
    var overdue = untilFew(() -> bus.request(new TellOverdue(clock.instant(), UPKEEP_BATCH)));
    return Future.join(reminders, soon, overdue)
        .map(all -> reminders.result() + soon.result() + overdue.result());
  }

  /** Tells people what their day brings; answers with their number. */
  Future<Integer> tellDays() {
    return untilFew(SUMMARY_BATCH, () -> bus.request(new TellDays(clock.instant(), SUMMARY_BATCH)));
  }

  /** Goes on at once while there is more than a batch holds. */
  private static Future<Integer> untilFew(Supplier<Future<Integer>> batch) {
    return untilFew(UPKEEP_BATCH, batch);
  }

  private static Future<Integer> untilFew(int size, Supplier<Future<Integer>> batch) {
    return batch
        .get()
        .compose(
            done ->
                done < size
                    ? Future.succeededFuture(done)
                    : untilFew(size, batch).map(more -> more + done));
  }

  /** Sees to those who wait for what has ended unseen; answers with their number. */
  Future<Integer> sweepDependencies() {
    return bus.request(new SweepDependencies());
  }

  /** Makes partitions ahead and drops those past their time. */
  Future<Integer> keepPartitions() {
    var retention = settings.retention();
    return bus.request(
            new KeepPartitions(clock.instant(), retention.days(), retention.keepUnrelayed()))
        .onSuccess(
            dropped -> {
              if (dropped > 0) {
                LOG.info("Dropped {} partitions past {} days", dropped, retention.days());
              }
            });
  }

  /** Removes old rows that lie in no partition; answers with their number. */
  Future<Integer> removeOld() {
    var before = clock.instant().minus(Duration.ofDays(settings.retention().days()));
    var rows = untilFew(() -> bus.request(new RemoveOld(before, UPKEEP_BATCH)));
    var told = clock.instant().minus(ROLLUPS_KEPT);
    var rollups = untilFew(() -> bus.request(new RemoveRollups(told, UPKEEP_BATCH)));
    return Future.join(rows, rollups).map(both -> rows.result() + rollups.result());
  }

  /** Claims no more, waits, and gives back what has not ended by the end of the grace. */
  Future<Void> leave() {
    var grace = vertx.timer(Math.max(1, settings.timing().stopGrace().toMillis()));
    return Future.any(dispatcher.drain(), grace)
        .transform(
            done -> {
              grace.cancel();
              return release();
            })
        .compose(released -> dispatcher.drain())
        .compose(drained -> bus.request(new RetireWorker(settings.workerId())))
        .recover(failure -> Future.succeededFuture());
  }

  private Future<Void> release() {
    var held = dispatcher.held();
    if (held.isEmpty()) {
      return Future.succeededFuture();
    }
    LOG.info("Giving back {} executions that have not ended", held.size());
    return bus.request(new ReleaseLeases(held, clock.instant()))
        .transform(
            released -> {
              var ids = held.stream().map(Claim.Lease::executionId).collect(Collectors.toSet());
              bus.publish(new CancelExecutions(ids, Reason.STOPPING));
              return Future.succeededFuture();
            });
  }
}
