package dev.errand.core.persistence;

import dev.errand.core.bus.Desk;
import dev.errand.core.calendar.DueDays;
import dev.errand.core.dependency.Dependents;
import dev.errand.core.quota.Quotas;
import dev.errand.core.task.TaskFactory;
import dev.errand.core.task.Tasks;
import dev.errand.core.trigger.Drafting;
import dev.errand.core.trigger.Recording;
import dev.errand.core.trigger.TriggerCommand.CreateTrigger;
import dev.errand.core.trigger.TriggerCommand.DeleteTrigger;
import dev.errand.core.trigger.TriggerCommand.ImportTriggers;
import dev.errand.core.trigger.TriggerCommand.RecordEvent;
import dev.errand.core.trigger.TriggerCommand.UpdateTrigger;
import dev.errand.core.trigger.TriggerQuery.ExportTriggers;
import dev.errand.core.trigger.TriggerQuery.GetEvent;
import dev.errand.core.trigger.TriggerQuery.GetTrigger;
import dev.errand.core.trigger.TriggerQuery.ListTriggers;
import dev.errand.core.trigger.TriggerQuery.TryTrigger;
import dev.errand.core.trigger.Triggers;

/** Has reached at a desk what makes tasks of events. */
final class TriggerHandlers {

  private final Desk desk;
  private final Triggers.Means means;
  private final Recording.Creating creating;

  TriggerHandlers(Desk desk, Tasks.Means tasks, Drafting drafting, Room room) {
    this.desk = desk;
    var factory = new TaskFactory(tasks.types(), tasks.ids(), tasks.clock());
    means = new Triggers.Means(tasks.pg(), factory, drafting, tasks.ids(), tasks.clock());
    creating =
        pg -> {
          var quotas = room.quotas().over(pg);
          var own = new Tasks(tasks.over(pg), quotas, room.dueDays());
          return new Creations(own, quotas, room.dependents())::create;
        };
  }

  /** What else decides about new tasks. */
  record Room(Quotas quotas, Dependents dependents, DueDays dueDays) {}

  void serve(Tasks tasks, Signals signals) {
    var triggers = new Triggers(means);
    desk.serve(CreateTrigger.class, command -> Claimed.once(triggers.create(command)));
    desk.serve(UpdateTrigger.class, triggers::update);
    desk.serve(DeleteTrigger.class, triggers::delete);
    desk.serve(ImportTriggers.class, triggers::importAll);
    desk.serve(GetTrigger.class, triggers::get);
    desk.serve(ListTriggers.class, triggers::list);
    desk.serve(ExportTriggers.class, triggers::export);
    var recording = new Recording(means, creating, tasks::places);
    desk.serve(
        RecordEvent.class,
        command ->
            signals
                .queueing(Claimed.once(recording.record(command)))
                .onSuccess(recorded -> recorded.tasks().forEach(signals::deferring)));
    desk.serve(GetEvent.class, recording::get);
    desk.serve(TryTrigger.class, recording::attempt);
  }
}
