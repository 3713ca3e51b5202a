package dev.errand.core.persistence;

import dev.errand.core.bus.Bus;
import dev.errand.core.event.EventCommand.AdvanceFeed;
import dev.errand.core.event.EventCommand.ReadFeed;
import dev.errand.core.event.EventCommand.ReleaseFeed;
import dev.errand.core.event.EventQuery.GetLag;
import dev.errand.core.event.Events;
import dev.errand.core.execution.ExecutionQuery.GetExecution;
import dev.errand.core.execution.ExecutionQuery.ListExecutions;
import dev.errand.core.execution.Executions;
import dev.errand.core.lease.LeaseCommand.Beat;
import dev.errand.core.lease.LeaseCommand.ClaimReady;
import dev.errand.core.lease.LeaseCommand.EndCancelled;
import dev.errand.core.lease.LeaseCommand.EndExecutions;
import dev.errand.core.lease.LeaseCommand.FindLost;
import dev.errand.core.lease.LeaseCommand.ForgetWorkers;
import dev.errand.core.lease.LeaseCommand.PromoteDue;
import dev.errand.core.lease.LeaseCommand.ReleaseLeases;
import dev.errand.core.lease.LeaseCommand.RetireWorker;
import dev.errand.core.lease.LeaseQuery.GetQueueDepth;
import dev.errand.core.lease.Leases;
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
import dev.errand.core.retention.Partitions;
import dev.errand.core.retention.RetentionCommand.KeepPartitions;
import dev.errand.core.task.TaskCommand.AssignTask;
import dev.errand.core.task.TaskCommand.CancelTask;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskCommand.CreateTasks;
import dev.errand.core.task.TaskCommand.DeleteTask;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.task.TaskCommand.RunTask;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.task.TaskQuery.GetHistory;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.TaskQuery.ListTasks;
import dev.errand.core.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Serves every command and query that needs the database. One instance coalesces best. */
public final class PersistenceVerticle extends VerticleBase {

  private final Bus bus;
  private final Tasks.Means means;

  /** The clients are made and closed outside: other verticles stop later than this one starts. */
  public PersistenceVerticle(Bus bus, Tasks.Means means) {
    this.bus = bus;
    this.means = means;
  }

  @Override
  public Future<?> start() {
    var signals = new Signals(vertx, bus);
    serveTasks(signals);
    serveExecutions(signals);
    serveEvents();
    serveSchedules(signals);
    return Future.succeededFuture();
  }

  private void serveTasks(Signals signals) {
    var tasks = new Tasks(means);
    bus.serve(
        CreateTask.class,
        command ->
            command.trigger() == null
                ? signals.publishing(tasks.create(command).onSuccess(signals::deferring))
                : signals.queueing(tasks.create(command).onSuccess(signals::deferring)));
    bus.serve(CreateTasks.class, command -> signals.queueing(tasks.createAll(command)));
    bus.serve(RunTask.class, command -> signals.queueing(tasks.run(command)));
    bus.serve(
        UpdateTask.class,
        command -> signals.publishing(tasks.update(command).onSuccess(signals::deferring)));
    bus.serve(DeleteTask.class, command -> signals.publishing(tasks.delete(command)));
    bus.serve(CancelTask.class, command -> signals.publishing(tasks.cancel(command)));
    bus.serve(MoveTask.class, command -> signals.moving(tasks.move(command)));
    bus.serve(AssignTask.class, command -> signals.publishing(tasks.assign(command)));
    bus.serve(GetTask.class, tasks::get);
    bus.serve(ListTasks.class, tasks::list);
    bus.serve(GetHistory.class, tasks::history);
  }

  private void serveExecutions(Signals signals) {
    var executions = new Executions(means.pg());
    bus.serve(GetExecution.class, executions::get);
    bus.serve(ListExecutions.class, executions::list);
    var leases = new Leases(means.pg());
    bus.serve(ClaimReady.class, leases::claim);
    bus.serve(EndExecutions.class, command -> signals.publishing(leases.end(command)));
    bus.serve(EndCancelled.class, command -> signals.publishing(leases.endCancelled(command)));
    bus.serve(ReleaseLeases.class, leases::release);
    bus.serve(Beat.class, leases::beat);
    bus.serve(FindLost.class, leases::lost);
    bus.serve(PromoteDue.class, leases::promote);
    bus.serve(ForgetWorkers.class, leases::forget);
    bus.serve(RetireWorker.class, leases::retire);
    bus.serve(GetQueueDepth.class, leases::depth);
    var queues = new Queues(means.pg(), means.clock());
    bus.serve(CountTasks.class, queues::count);
    bus.serve(GetQueueStats.class, queues::stats);
    bus.serve(ExplainTask.class, queues::explain);
  }

  private void serveSchedules(Signals signals) {
    var schedules = new Schedules(means);
    bus.serve(FireDue.class, command -> signals.firing(schedules.fireDue(command)));
    bus.serve(CreateSchedule.class, command -> signals.setting(schedules.create(command)));
    bus.serve(UpdateSchedule.class, command -> signals.setting(schedules.update(command)));
    bus.serve(DeleteSchedule.class, schedules::delete);
    bus.serve(PauseSchedule.class, schedules::pause);
    bus.serve(
        ResumeSchedule.class,
        command -> signals.queueing(signals.setting(schedules.resume(command))));
    bus.serve(FireSchedule.class, command -> signals.queueing(schedules.fire(command)));
    bus.serve(GetSchedule.class, schedules::get);
    bus.serve(ListSchedules.class, schedules::list);
    bus.serve(ListFirings.class, schedules::firings);
  }

  private void serveEvents() {
    var events = new Events(means.pg());
    bus.serve(ReadFeed.class, events::read);
    bus.serve(AdvanceFeed.class, events::advance);
    bus.serve(ReleaseFeed.class, events::release);
    bus.serve(GetLag.class, events::lag);
    bus.serve(KeepPartitions.class, new Partitions(means.pg())::keep);
  }
}
