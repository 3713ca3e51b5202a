package dev.errand.core.persistence;

import dev.errand.core.apikey.ApiKeyCommand.CreateApiKey;
import dev.errand.core.apikey.ApiKeyCommand.RevokeApiKey;
import dev.errand.core.apikey.ApiKeyCommand.UseApiKey;
import dev.errand.core.apikey.ApiKeyQuery.GetApiKey;
import dev.errand.core.apikey.ApiKeyQuery.ListApiKeys;
import dev.errand.core.apikey.ApiKeys;
import dev.errand.core.bus.Bus;
import dev.errand.core.dependency.Dependencies;
import dev.errand.core.dependency.DependencyCommand.AddDependency;
import dev.errand.core.dependency.DependencyCommand.RemoveDependency;
import dev.errand.core.dependency.DependencyCommand.SweepDependencies;
import dev.errand.core.dependency.DependencyQuery.ListDependencies;
import dev.errand.core.dependency.Dependents;
import dev.errand.core.event.EventCommand.AdvanceFeed;
import dev.errand.core.event.EventCommand.ReadFeed;
import dev.errand.core.event.EventCommand.ReleaseFeed;
import dev.errand.core.event.EventQuery.GetLag;
import dev.errand.core.event.Events;
import dev.errand.core.evidence.EvidenceCommand.AddEvidence;
import dev.errand.core.evidence.EvidenceCommand.AppendPiece;
import dev.errand.core.evidence.EvidenceCommand.DropFile;
import dev.errand.core.evidence.EvidenceCommand.KeepFile;
import dev.errand.core.evidence.EvidenceCommand.OpenFile;
import dev.errand.core.evidence.EvidenceCommand.RemoveEvidence;
import dev.errand.core.evidence.EvidenceCommand.SweepFiles;
import dev.errand.core.evidence.EvidenceKeeping;
import dev.errand.core.evidence.EvidenceQuery.GetEvidence;
import dev.errand.core.evidence.EvidenceQuery.ListEvidence;
import dev.errand.core.evidence.EvidenceQuery.ReadFile;
import dev.errand.core.evidence.FileStores;
import dev.errand.core.execution.ExecutionQuery.FindExecutions;
import dev.errand.core.execution.ExecutionQuery.GetExecution;
import dev.errand.core.execution.ExecutionQuery.ListExecutions;
import dev.errand.core.execution.Executions;
import dev.errand.core.execution.Payloads;
import dev.errand.core.execution.PurgePayloads;
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
import dev.errand.core.namespace.NamespaceCommand.SetNamespace;
import dev.errand.core.namespace.NamespaceQuery.GetNamespace;
import dev.errand.core.namespace.NamespaceQuery.ListNamespaces;
import dev.errand.core.namespace.NamespaceQuery.ListTypes;
import dev.errand.core.namespace.Namespaces;
import dev.errand.core.queue.QueueQuery.CountTasks;
import dev.errand.core.queue.QueueQuery.ExplainTask;
import dev.errand.core.queue.QueueQuery.GetQueueStats;
import dev.errand.core.queue.Queues;
import dev.errand.core.recurrence.FireDue;
import dev.errand.core.recurrence.ScheduleCommand.CreateSchedule;
import dev.errand.core.recurrence.ScheduleCommand.DeleteSchedule;
import dev.errand.core.recurrence.ScheduleCommand.FireSchedule;
import dev.errand.core.recurrence.ScheduleCommand.PauseSchedule;
import dev.errand.core.recurrence.ScheduleCommand.ResumeSchedule;
import dev.errand.core.recurrence.ScheduleCommand.UpdateSchedule;
import dev.errand.core.recurrence.ScheduleQuery.GetSchedule;
import dev.errand.core.recurrence.ScheduleQuery.ListFirings;
import dev.errand.core.recurrence.ScheduleQuery.ListSchedules;
import dev.errand.core.recurrence.Schedules;
import dev.errand.core.retention.OldRows;
import dev.errand.core.retention.Partitions;
import dev.errand.core.retention.RetentionCommand.KeepPartitions;
import dev.errand.core.retention.RetentionCommand.RemoveOld;
import dev.errand.core.task.FoldTallies;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.ActOnTasks;
import dev.errand.core.task.TaskCommand.AssignTask;
import dev.errand.core.task.TaskCommand.AssignTasks;
import dev.errand.core.task.TaskCommand.CancelTask;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskCommand.CreateTasks;
import dev.errand.core.task.TaskCommand.DeleteTask;
import dev.errand.core.task.TaskCommand.ExpireTasks;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.task.TaskCommand.RunTask;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskMove;
import dev.errand.core.task.TaskQuery.FindByKey;
import dev.errand.core.task.TaskQuery.FindHistory;
import dev.errand.core.task.TaskQuery.FindPlaces;
import dev.errand.core.task.TaskQuery.GetAgenda;
import dev.errand.core.task.TaskQuery.GetHistory;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.TaskQuery.GetTaskStats;
import dev.errand.core.task.TaskQuery.ListDue;
import dev.errand.core.task.TaskQuery.ListTasks;
import dev.errand.core.task.Tasks;
import dev.errand.core.ticker.Pace;
import dev.errand.core.ticker.Ticker;
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
import java.util.List;
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
  private @Nullable Workers workers;
  private @Nullable Ticker sweeping;

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

  @Override
  public Future<?> start() {
    var signals = new Signals(vertx, bus);
    var dependents = new Dependents(vertx, means.pg(), means.clock(), () -> signals.queueing(DONE));
    var tasks = new Tasks(means);
    var leases = new Leases(means.pg(), dependents::ended);
    var schedules = new Schedules(means);
    serveTasks(tasks, signals, dependents);
    serveMoves(tasks, signals, dependents, schedules);
    new PeopleHandlers(bus, means).serve(tasks, signals);
    serveDependencies(tasks, signals, dependents);
    serveEvidence(tasks, signals);
    serveExecutions(signals, leases);
    serveWorkers(signals, tasks, leases);
    serveNamespaces(signals);
    serveEvents();
    serveSchedules(schedules, signals);
    serveApiKeys();
    new ExchangeHandlers(bus, means).serve(vertx, signals);
    return Future.succeededFuture();
  }

  private void serveTasks(Tasks tasks, Signals signals, Dependents dependents) {
    var creations = new Creations(tasks, dependents);
    bus.serve(
        CreateTask.class,
        command ->
            command.trigger() == null
                ? signals.publishing(creations.create(command).onSuccess(signals::deferring))
                : signals.queueing(creations.create(command).onSuccess(signals::deferring)));
    bus.serve(CreateTasks.class, command -> signals.queueing(creations.createAll(command)));
    bus.serve(RunTask.class, command -> signals.queueing(tasks.run(command)));
    bus.serve(
        UpdateTask.class,
        command -> signals.publishing(tasks.update(command).onSuccess(signals::deferring)));
    bus.serve(AssignTask.class, command -> signals.publishing(tasks.assign(command)));
    bus.serve(AssignTasks.class, command -> signals.publishing(tasks.assign(command)));
    bus.serve(
        ExpireTasks.class,
        command -> signals.publishing(tasks.expire(command)).onSuccess(dependents::ended));
    bus.serve(GetTask.class, tasks::get);
    bus.serve(FindByKey.class, tasks::byKey);
    bus.serve(FindPlaces.class, tasks::places);
    bus.serve(GetAgenda.class, tasks::agenda);
    bus.serve(ListTasks.class, tasks::list);
    bus.serve(ListDue.class, tasks::due);
    bus.serve(GetTaskStats.class, tasks::stats);
    bus.serve(FoldTallies.class, tasks::fold);
    bus.serve(GetHistory.class, tasks::history);
    bus.serve(FindHistory.class, tasks::history);
  }

  private void serveMoves(
      Tasks tasks, Signals signals, Dependents dependents, Schedules schedules) {
    bus.serve(
        DeleteTask.class,
        command -> signals.publishing(tasks.delete(command)).onSuccess(dependents::mayHaveEnded));
    bus.serve(
        CancelTask.class,
        command -> signals.publishing(tasks.cancel(command)).onSuccess(dependents::mayHaveEnded));
    bus.serve(
        MoveTask.class,
        command ->
            signals
                .moving(tasks.move(command))
                .onSuccess(dependents::mayHaveEnded)
                .compose(
                    task ->
                        command.instruction().move() == TaskMove.COMPLETE
                                && !command.condition().dryRun()
                            ? signals.publishing(schedules.done(task))
                            : Future.succeededFuture(task)));
    bus.serve(
        ActOnTasks.class,
        command ->
            signals
                .queueing(tasks.act(command))
                .onSuccess(acted -> dependents.ended(acted.changed()))
                .compose(
                    acted ->
                        command.instruction().move() == TaskMove.COMPLETE && !command.dryRun()
                            ? Future.join(done(acted.changed(), tasks, schedules))
                                .transform(followed -> Future.succeededFuture(acted))
                            : Future.succeededFuture(acted)));
  }

  private static List<Future<Task>> done(List<TaskKey> keys, Tasks tasks, Schedules schedules) {
    return keys.stream().map(key -> tasks.get(new GetTask(key)).compose(schedules::done)).toList();
  }

  private void serveDependencies(Tasks tasks, Signals signals, Dependents dependents) {
    var own = new Dependencies.Means(means.pg(), means.ids(), means.clock());
    var dependencies = new Dependencies(own, tasks, dependents);
    bus.serve(AddDependency.class, command -> signals.publishing(dependencies.add(command)));
    bus.serve(RemoveDependency.class, command -> signals.queueing(dependencies.remove(command)));
    bus.serve(ListDependencies.class, dependencies::list);
    bus.serve(SweepDependencies.class, dependents::sweep);
  }

  private void serveEvidence(Tasks tasks, Signals signals) {
    var own = new EvidenceKeeping.Means(means.pg(), means.ids(), means.clock(), files);
    var evidence = new EvidenceKeeping(own, tasks);
    bus.serve(AddEvidence.class, command -> signals.publishing(evidence.add(command)));
    bus.serve(RemoveEvidence.class, command -> signals.publishing(evidence.remove(command)));
    bus.serve(OpenFile.class, evidence::open);
    bus.serve(AppendPiece.class, evidence::append);
    bus.serve(KeepFile.class, command -> signals.publishing(evidence.keep(command)));
    bus.serve(DropFile.class, evidence::drop);
    bus.serve(SweepFiles.class, evidence::sweep);
    bus.serve(GetEvidence.class, evidence::get);
    bus.serve(ListEvidence.class, evidence::list);
    bus.serve(ReadFile.class, evidence::read);
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

  private void serveSchedules(Schedules schedules, Signals signals) {
    bus.serve(FireDue.class, command -> signals.firing(schedules.fireDue(command)));
    bus.serve(CreateSchedule.class, command -> signals.setting(schedules.create(command)));
    bus.serve(UpdateSchedule.class, command -> signals.setting(schedules.update(command)));
    bus.serve(DeleteSchedule.class, command -> signals.publishing(schedules.delete(command)));
    bus.serve(PauseSchedule.class, command -> signals.publishing(schedules.pause(command)));
    bus.serve(
        ResumeSchedule.class,
        command -> signals.queueing(signals.setting(schedules.resume(command))));
    bus.serve(FireSchedule.class, command -> signals.queueing(schedules.fire(command)));
    bus.serve(GetSchedule.class, schedules::get);
    bus.serve(ListSchedules.class, schedules::list);
    bus.serve(ListFirings.class, schedules::firings);
  }

  private void serveNamespaces(Signals signals) {
    var namespaces = new Namespaces(means.pg(), means.clock());
    // Executions may be let go: by the end of a pause, or by a higher limit.
    bus.serve(SetNamespace.class, command -> signals.queueing(namespaces.set(command)));
    bus.serve(ListNamespaces.class, namespaces::list);
    bus.serve(GetNamespace.class, namespaces::get);
    bus.serve(ListTypes.class, namespaces::types);
  }

  private void serveApiKeys() {
    var keys = new ApiKeys(means.pg(), means.ids(), means.clock(), random);
    bus.serve(CreateApiKey.class, keys::create);
    bus.serve(RevokeApiKey.class, keys::revoke);
    bus.serve(UseApiKey.class, keys::use);
    bus.serve(GetApiKey.class, keys::get);
    bus.serve(ListApiKeys.class, keys::list);
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
        workers == null ? DONE : workers.stop(), sweeping == null ? DONE : sweeping.stop());
  }

  private void serveEvents() {
    var events = new Events(means.pg());
    bus.serve(ReadFeed.class, events::read);
    bus.serve(AdvanceFeed.class, events::advance);
    bus.serve(ReleaseFeed.class, events::release);
    bus.serve(GetLag.class, events::lag);
    bus.serve(KeepPartitions.class, new Partitions(means.pg())::keep);
    bus.serve(RemoveOld.class, new OldRows(means.pg())::remove);
  }
}
