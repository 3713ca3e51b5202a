package dev.errand.core.persistence;

import dev.errand.core.apikey.ApiKeyCommand.CreateApiKey;
import dev.errand.core.apikey.ApiKeyCommand.RevokeApiKey;
import dev.errand.core.apikey.ApiKeyCommand.UseApiKey;
import dev.errand.core.apikey.ApiKeyQuery.GetApiKey;
import dev.errand.core.apikey.ApiKeyQuery.ListApiKeys;
import dev.errand.core.apikey.ApiKeys;
import dev.errand.core.bus.Desk;
import dev.errand.core.bus.Notification;
import dev.errand.core.calendar.CalendarQuery.FindBestDays;
import dev.errand.core.calendar.CalendarQuery.GetDay;
import dev.errand.core.calendar.CalendarQuery.ValidateDate;
import dev.errand.core.calendar.DueDays;
import dev.errand.core.dependency.Dependencies;
import dev.errand.core.dependency.DependencyCommand.AddDependency;
import dev.errand.core.dependency.DependencyCommand.RemoveDependency;
import dev.errand.core.dependency.DependencyCommand.SweepDependencies;
import dev.errand.core.dependency.DependencyQuery.ListDependencies;
import dev.errand.core.dependency.Dependents;
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
import dev.errand.core.postgres.Pg;
import dev.errand.core.quota.Levels;
import dev.errand.core.quota.Quotas;
import dev.errand.core.recurrence.FireDue;
import dev.errand.core.recurrence.ScheduleCommand.AttachSchedule;
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
import dev.errand.core.task.TaskQuery.GetCreated;
import dev.errand.core.task.TaskQuery.GetHistory;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.TaskQuery.GetTaskStats;
import dev.errand.core.task.TaskQuery.ListDue;
import dev.errand.core.task.TaskQuery.ListTasks;
import dev.errand.core.task.Tasks;
import dev.errand.core.ticker.Later;
import dev.errand.core.trigger.Drafting;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What callers can do and read, over one way to the database. Confined to one event loop. */
final class Features {

  private static final Future<Void> DONE = Future.succeededFuture();

  final Tasks tasks;
  final Signals signals;
  final Dependents dependents;
  final EvidenceKeeping evidence;
  private final Tasks.Means means;
  private final RandomGenerator random;
  private final Drafting drafting;
  private final Outside outside;
  private final Quotas quotas;
  private final DueDays dueDays;
  private final Schedules schedules;

  /**
   * What they work with.
   *
   * @param tasks and whatever else needs the same
   * @param files where those of evidence lie
   * @param random makes secrets, so it must be fit for them
   * @param dueDays what the calendar says
   * @param levels where levels of subscription come from
   * @param drafting reads the drafts of triggers
   * @param outside what others are told
   */
  record Means(
      Tasks.Means tasks,
      FileStores files,
      RandomGenerator random,
      Levels.Settings levels,
      Drafting drafting,
      Outside outside,
      DueDays dueDays) {

    /** The same, for what is going to be undone. */
    Means rehearsing(Pg pg) {
      return new Means(
          tasks.over(pg), files.untouched(), random, levels, drafting, outside, dueDays);
    }
  }

  /** Others learn of changes later, or at once. */
  Features(Means all, Later later, Consumer<Notification> tell) {
    means = all.tasks();
    random = all.random();
    drafting = all.drafting();
    outside = all.outside();
    signals = new Signals(later, tell);
    dependents = new Dependents(later, means.pg(), means.clock(), () -> signals.queueing(DONE));
    var levels = new Levels(means.pg(), means.clock(), all.levels());
    quotas = new Quotas(means.pg(), means.clock(), levels);
    dueDays = all.dueDays();
    tasks = new Tasks(means, quotas, dueDays);
    schedules = new Schedules(means, quotas, dueDays);
    evidence =
        new EvidenceKeeping(
            new EvidenceKeeping.Means(means.pg(), means.ids(), means.clock(), all.files()), tasks);
  }

  /** Has them reached at a desk. */
  void serve(Desk desk) {
    serveTasks(desk);
    serveMoves(desk);
    new PeopleHandlers(desk, means, quotas.levels()).serve(tasks, signals);
    new FactHandlers(desk, means).serve(tasks, signals);
    serveDependencies(desk);
    serveEvidence(desk);
    new OutsideHandlers(desk, means, outside).serve(signals, random);
    serveSchedules(desk);
    serveApiKeys(desk);
    serveCalendar(desk);
    var room = new TriggerHandlers.Room(quotas, dependents, dueDays);
    new TriggerHandlers(desk, means, drafting, room).serve(tasks, signals);
  }

  private void serveCalendar(Desk desk) {
    var calendar = dueDays.calendar();
    desk.serve(GetDay.class, calendar::answer);
    desk.serve(FindBestDays.class, calendar::answer);
    desk.serve(ValidateDate.class, calendar::answer);
  }

  private void serveTasks(Desk desk) {
    var creations = new Creations(tasks, quotas, dependents);
    desk.serve(
        CreateTask.class,
        command ->
            command.trigger() == null
                ? signals.publishing(creations.create(command).onSuccess(signals::deferring))
                : signals.queueing(creations.create(command).onSuccess(signals::deferring)));
    desk.serve(
        CreateTasks.class, command -> signals.queueing(Claimed.once(creations.createAll(command))));
    desk.serve(RunTask.class, command -> signals.queueing(tasks.run(command)));
    desk.serve(
        UpdateTask.class,
        command -> signals.publishing(tasks.update(command).onSuccess(signals::deferring)));
    desk.serve(AssignTask.class, command -> signals.publishing(tasks.assign(command)));
    desk.serve(AssignTasks.class, command -> signals.publishing(tasks.assign(command)));
    desk.serve(
        ExpireTasks.class,
        command -> signals.publishing(tasks.expire(command)).onSuccess(dependents::ended));
    desk.serve(GetTask.class, tasks::get);
    desk.serve(GetCreated.class, tasks::created);
    desk.serve(FindByKey.class, tasks::byKey);
    desk.serve(FindPlaces.class, tasks::places);
    desk.serve(GetAgenda.class, tasks::agenda);
    desk.serve(ListTasks.class, tasks::list);
    desk.serve(ListDue.class, tasks::due);
    desk.serve(GetTaskStats.class, tasks::stats);
    desk.serve(FoldTallies.class, tasks::fold);
    desk.serve(GetHistory.class, tasks::history);
    desk.serve(FindHistory.class, tasks::history);
  }

  private void serveMoves(Desk desk) {
    desk.serve(
        DeleteTask.class,
        command -> signals.publishing(tasks.delete(command)).onSuccess(dependents::mayHaveEnded));
    desk.serve(
        CancelTask.class,
        command -> signals.publishing(tasks.cancel(command)).onSuccess(dependents::mayHaveEnded));
    desk.serve(
        MoveTask.class,
        command ->
            signals
                .moving(tasks.move(command))
                .onSuccess(dependents::mayHaveEnded)
                .compose(
                    task ->
                        command.instruction().move() == TaskMove.COMPLETE
                            ? signals.publishing(schedules.done(task))
                            : Future.succeededFuture(task)));
    desk.serve(
        ActOnTasks.class,
        command ->
            signals
                .queueing(tasks.act(command))
                .onSuccess(acted -> dependents.ended(acted.changed()))
                .compose(
                    acted ->
                        command.instruction().move() == TaskMove.COMPLETE && !command.dryRun()
                            ? Future.join(done(acted.changed()))
                                .transform(followed -> Future.succeededFuture(acted))
                            : Future.succeededFuture(acted)));
  }

  private List<Future<Task>> done(List<TaskKey> keys) {
    return keys.stream().map(key -> tasks.get(new GetTask(key)).compose(schedules::done)).toList();
  }

  private void serveDependencies(Desk desk) {
    var own = new Dependencies.Means(means.pg(), means.ids(), means.clock());
    var dependencies = new Dependencies(own, tasks, dependents);
    desk.serve(AddDependency.class, command -> signals.publishing(dependencies.add(command)));
    desk.serve(RemoveDependency.class, command -> signals.queueing(dependencies.remove(command)));
    desk.serve(ListDependencies.class, dependencies::list);
    desk.serve(SweepDependencies.class, dependents::sweep);
  }

  private void serveEvidence(Desk desk) {
    desk.serve(
        AddEvidence.class, command -> signals.publishing(Claimed.once(evidence.add(command))));
    desk.serve(RemoveEvidence.class, command -> signals.publishing(evidence.remove(command)));
    desk.serve(OpenFile.class, evidence::open);
    desk.serve(AppendPiece.class, evidence::append);
    desk.serve(KeepFile.class, command -> signals.publishing(Claimed.once(evidence.keep(command))));
    desk.serve(DropFile.class, evidence::drop);
    desk.serve(SweepFiles.class, evidence::sweep);
    desk.serve(GetEvidence.class, evidence::get);
    desk.serve(ListEvidence.class, evidence::list);
    desk.serve(ReadFile.class, evidence::read);
  }

  private void serveSchedules(Desk desk) {
    desk.serve(FireDue.class, command -> signals.firing(schedules.fireDue(command)));
    desk.serve(
        CreateSchedule.class, command -> signals.setting(Claimed.once(schedules.create(command))));
    desk.serve(AttachSchedule.class, command -> signals.setting(schedules.attach(command, tasks)));
    desk.serve(UpdateSchedule.class, command -> signals.setting(schedules.update(command)));
    desk.serve(DeleteSchedule.class, command -> signals.publishing(schedules.delete(command)));
    desk.serve(PauseSchedule.class, command -> signals.publishing(schedules.pause(command)));
    desk.serve(
        ResumeSchedule.class,
        command -> signals.queueing(signals.setting(schedules.resume(command))));
    desk.serve(FireSchedule.class, command -> signals.queueing(schedules.fire(command)));
    desk.serve(GetSchedule.class, schedules::get);
    desk.serve(ListSchedules.class, schedules::list);
    desk.serve(ListFirings.class, schedules::firings);
  }

  private void serveApiKeys(Desk desk) {
    var keys = new ApiKeys(means.pg(), means.ids(), means.clock(), random);
    desk.serve(CreateApiKey.class, keys::create);
    desk.serve(RevokeApiKey.class, keys::revoke);
    desk.serve(UseApiKey.class, keys::use);
    desk.serve(GetApiKey.class, keys::get);
    desk.serve(ListApiKeys.class, keys::list);
  }
}
