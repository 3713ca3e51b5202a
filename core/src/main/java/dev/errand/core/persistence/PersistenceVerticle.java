package dev.errand.core.persistence;

import dev.errand.core.bus.Bus;
import dev.errand.core.calendar.DueDays;
import dev.errand.core.calendar.FarmCalendar;
import dev.errand.core.event.EventCommand.AdvanceFeed;
import dev.errand.core.event.EventCommand.ReadFeed;
import dev.errand.core.event.EventCommand.ReleaseFeed;
import dev.errand.core.event.EventCommand.WatchEvents;
import dev.errand.core.event.EventQuery.FindFeedEnd;
import dev.errand.core.event.EventQuery.GetLag;
import dev.errand.core.event.EventQuery.ReadEvents;
import dev.errand.core.event.Events;
import dev.errand.core.event.EventsWritten;
import dev.errand.core.event.FeedReads;
import dev.errand.core.event.FeedTail;
import dev.errand.core.evidence.EvidenceCommand.SweepFiles;
import dev.errand.core.evidence.EvidenceKeeping;
import dev.errand.core.evidence.FileStores;
import dev.errand.core.execution.ExecutionQuery.FindExecutions;
import dev.errand.core.execution.ExecutionQuery.GetExecution;
import dev.errand.core.execution.ExecutionQuery.ListExecutions;
import dev.errand.core.execution.Executions;
import dev.errand.core.execution.Payloads;
import dev.errand.core.execution.PurgePayloads;
import dev.errand.core.field.GetFieldHealth;
import dev.errand.core.field.HealthSource;
import dev.errand.core.idempotency.KeyCommand.ClaimKey;
import dev.errand.core.idempotency.KeyCommand.PurgeKeys;
import dev.errand.core.idempotency.KeyCommand.ReleaseKey;
import dev.errand.core.idempotency.KeyCommand.StoreAnswer;
import dev.errand.core.idempotency.RequestKeys;
import dev.errand.core.lease.ExecutionsQueued;
import dev.errand.core.lease.ExecutionsQueuedElsewhere;
import dev.errand.core.lease.LeaseCommand.Beat;
import dev.errand.core.lease.LeaseCommand.ClaimReady;
import dev.errand.core.lease.LeaseCommand.ClaimRemote;
import dev.errand.core.lease.LeaseCommand.EndCancelled;
import dev.errand.core.lease.LeaseCommand.EndExecutions;
import dev.errand.core.lease.LeaseCommand.FindLost;
import dev.errand.core.lease.LeaseCommand.FindUnheard;
import dev.errand.core.lease.LeaseCommand.ForgetWorkers;
import dev.errand.core.lease.LeaseCommand.PromoteDue;
import dev.errand.core.lease.LeaseCommand.Promoted;
import dev.errand.core.lease.LeaseCommand.ReleaseLeases;
import dev.errand.core.lease.LeaseCommand.RetireWorker;
import dev.errand.core.lease.LeaseQuery.GetQueueDepth;
import dev.errand.core.lease.Leases;
import dev.errand.core.lease.Verdicts;
import dev.errand.core.queue.QueueQuery.CountTasks;
import dev.errand.core.queue.QueueQuery.ExplainTask;
import dev.errand.core.queue.QueueQuery.GetQueueStats;
import dev.errand.core.queue.Queues;
import dev.errand.core.quota.Levels;
import dev.errand.core.retention.OldRows;
import dev.errand.core.retention.Partitions;
import dev.errand.core.retention.RetentionCommand.KeepPartitions;
import dev.errand.core.retention.RetentionCommand.RemoveOld;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.Tasks;
import dev.errand.core.ticker.Later;
import dev.errand.core.ticker.Pace;
import dev.errand.core.ticker.Ticker;
import dev.errand.core.trigger.Drafting;
import dev.errand.core.worker.StopWaiting;
import dev.errand.core.worker.WorkerCommand.ClaimTasks;
import dev.errand.core.worker.WorkerCommand.GiveBack;
import dev.errand.core.worker.WorkerCommand.Heartbeat;
import dev.errand.core.worker.WorkerCommand.SettleExecutions;
import dev.errand.core.worker.WorkerQuery.ListWorkers;
import dev.errand.core.worker.Workers;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Serves every command and query that needs the database. One instance coalesces best. */
public final class PersistenceVerticle extends VerticleBase {

  private static final Future<Void> DONE = Future.succeededFuture();
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(5);

  private final Bus bus;
  private final Tasks.Means means;
  private final FileStores files;
  private final RandomGenerator random;
  private Levels.Settings levels = Levels.Settings.USUAL;
  private Drafting drafting = Drafting.NONE;
  private Outside outside = Outside.USUAL;
  private FarmCalendar calendar = FarmCalendar.LOCAL;
  private HealthSource fields = HealthSource.NONE;
  private @Nullable Workers workers;
  private @Nullable Ticker sweeping;
  private @Nullable Ticker following;

  /**
   * The clients are made and closed outside: other verticles stop later than this one starts.
   *
   * @param files where those of evidence lie
   * @param random spreads retries and polls, and makes secrets, so it must be fit for them
   */
  public PersistenceVerticle(Bus bus, Tasks.Means means, FileStores files, RandomGenerator random) {
    this.bus = bus;
    this.means = means;
    this.files = files;
    this.random = random;
  }

  /** With levels of subscription that come from there. */
  public PersistenceVerticle levels(Levels.Settings settings) {
    levels = settings;
    return this;
  }

  /** With drafts of triggers read like this. */
  public PersistenceVerticle drafting(Drafting reading) {
    drafting = reading;
    return this;
  }

  /** Telling others outside so. */
  public PersistenceVerticle outside(Outside settings) {
    outside = settings;
    return this;
  }

  /** With this calendar. */
  public PersistenceVerticle calendar(FarmCalendar source) {
    calendar = source;
    return this;
  }

  /** With the health of fields from there. */
  public PersistenceVerticle fields(HealthSource source) {
    fields = source;
    return this;
  }

  @Override
  public Future<?> start() {
    var dueDays = new DueDays(calendar, means.clock());
    var all = new Features.Means(means, files, random, levels, drafting, outside, dueDays);
    var features = new Features(all, Later.by(vertx), bus::publish);
    features.serve(bus);
    bus.rehearse(new Rehearsals(all)::rehearse);
    var leases = new Leases(means.pg(), features.dependents::ended);
    serveExecutions(features.signals, leases);
    serveWorkers(features.signals, features.tasks, leases);
    new AnalyticsHandlers(bus, means).serve(features.tasks);
    serveEvents();
    new DeliveryHandlers(bus, means).serve(features.tasks, features.signals);
    new ExchangeHandlers(bus, means, dueDays).serve(vertx, features.signals);
    bus.serve(GetFieldHealth.class, fields::health);
    sweep(features.evidence);
    return Future.succeededFuture();
  }

  private void sweep(EvidenceKeeping evidence) {
    var pace = Pace.every(SWEEP_EVERY, random);
    sweeping = new Ticker(vertx, "sweeping files", pace, () -> evidence.sweep(new SweepFiles()));
    sweeping.start();
  }

  private void serveExecutions(Signals signals, Leases leases) {
    var executions = new Executions(means.pg(), means.clock());
    var keys = new RequestKeys(means.pg(), means.clock());
    bus.serve(ClaimKey.class, keys::claim);
    bus.serve(StoreAnswer.class, keys::store);
    bus.serve(ReleaseKey.class, keys::release);
    bus.serve(PurgeKeys.class, keys::purge);
    bus.serve(PurgePayloads.class, new Payloads(means.pg())::purge);
    bus.serve(GetExecution.class, executions::get);
    bus.serve(ListExecutions.class, executions::list);
    bus.serve(FindExecutions.class, executions::find);
    bus.serve(ClaimReady.class, leases::claim);
    bus.serve(ClaimRemote.class, leases::claimRemote);
    bus.serve(EndExecutions.class, command -> signals.publishing(leases.end(command)));
    bus.serve(EndCancelled.class, command -> signals.publishing(leases.endCancelled(command)));
    bus.serve(ReleaseLeases.class, command -> signals.queueing(leases.release(command)));
    bus.serve(Beat.class, leases::beat);
    bus.serve(FindLost.class, leases::lost);
    bus.serve(FindUnheard.class, leases::unheard);
    bus.serve(PromoteDue.class, command -> leases.promote(command).onSuccess(this::tell));
    bus.serve(ForgetWorkers.class, leases::forget);
    bus.serve(RetireWorker.class, leases::retire);
    bus.serve(GetQueueDepth.class, leases::depth);
    var queues = new Queues(means.pg(), means.clock());
    bus.serve(CountTasks.class, queues::count);
    bus.serve(GetQueueStats.class, queues::stats);
    bus.serve(ExplainTask.class, queues::explain);
  }

  /** Remote workers may be waiting for what was put off. */
  private void tell(Promoted promoted) {
    if (promoted.moved() > 0) {
      bus.publish(new ExecutionsQueued());
    }
  }

  private void serveWorkers(Signals signals, Tasks tasks, Leases leases) {
    var verdicts = new Verdicts(means.types(), means.ids(), means.clock(), random);
    var serving =
        new Workers(
            new Workers.Means(
                vertx,
                means.pg(),
                key -> tasks.get(new GetTask(key)),
                verdicts,
                new Workers.Sources(means.clock(), random),
                means.limits(),
                bus::publish),
            leases);
    workers = serving;
    serving.open();
    bus.listen(ExecutionsQueued.class, queued -> serving.wake());
    bus.listen(ExecutionsQueuedElsewhere.class, queued -> serving.wake());
    bus.listen(StopWaiting.class, stopping -> serving.stopWaiting());
    bus.serve(ClaimTasks.class, serving::claim);
    bus.serve(GiveBack.class, command -> signals.queueing(serving.giveBack(command)));
    bus.serve(Heartbeat.class, serving::beat);
    bus.serve(
        SettleExecutions.class,
        command ->
            command.queues()
                ? signals.queueing(serving.settle(command))
                : signals.publishing(serving.settle(command)));
    bus.serve(ListWorkers.class, serving::list);
  }

  @Override
  public Future<?> stop() {
    return Future.join(
        workers == null ? DONE : workers.stop(),
        sweeping == null ? DONE : sweeping.stop(),
        following == null ? DONE : following.stop());
  }

  private void serveEvents() {
    var events = new Events(means.pg());
    bus.serve(ReadFeed.class, events::read);
    bus.serve(AdvanceFeed.class, events::advance);
    bus.serve(ReleaseFeed.class, events::release);
    bus.serve(GetLag.class, events::lag);
    follow(new FeedReads(means.pg()));
    bus.serve(KeepPartitions.class, new Partitions(means.pg())::keep);
    bus.serve(RemoveOld.class, new OldRows(means.pg())::remove);
  }

  /** Other nodes tell of what they queue; the rest of what they write is found a little later. */
  private void follow(FeedReads reads) {
    var tail = new FeedTail(reads, bus::publish);
    var pace = new Pace(Duration.ofMillis(250), Duration.ofSeconds(1), 0.1, random);
    var ticker = new Ticker(vertx, "Following events", pace, tail::pass);
    tail.onMore(ticker::wake);
    bus.serve(FindFeedEnd.class, reads::end);
    bus.serve(ReadEvents.class, reads::read);
    bus.serve(WatchEvents.class, tail::watch);
    bus.listen(EventsWritten.class, written -> ticker.wake());
    bus.listen(ExecutionsQueuedElsewhere.class, queued -> ticker.wake());
    following = ticker;
    ticker.start();
  }
}
