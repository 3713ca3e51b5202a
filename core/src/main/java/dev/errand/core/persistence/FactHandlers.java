package dev.errand.core.persistence;

import dev.errand.core.bus.Desk;
import dev.errand.core.fact.FactCommand.CleanUpFacts;
import dev.errand.core.fact.FactCommand.CreateFact;
import dev.errand.core.fact.FactCommand.DeleteFact;
import dev.errand.core.fact.FactCommand.LinkFact;
import dev.errand.core.fact.FactCommand.UnlinkFact;
import dev.errand.core.fact.FactCommand.UpdateFact;
import dev.errand.core.fact.FactQuery.GetFact;
import dev.errand.core.fact.FactQuery.GetFactStats;
import dev.errand.core.fact.FactQuery.ListFactTasks;
import dev.errand.core.fact.FactQuery.ListFacts;
import dev.errand.core.fact.FactQuery.ListTaskFacts;
import dev.errand.core.fact.Facts;
import dev.errand.core.task.Tasks;

/** Has reached at a desk what is known. */
final class FactHandlers {

  private final Desk desk;
  private final Tasks.Means means;

  FactHandlers(Desk desk, Tasks.Means means) {
    this.desk = desk;
    this.means = means;
  }

  void serve(Tasks tasks, Signals signals) {
    var facts = new Facts(means.pg(), tasks, means.ids(), means.clock());
    desk.serve(CreateFact.class, command -> Claimed.once(facts.create(command)));
    desk.serve(UpdateFact.class, facts::update);
    desk.serve(DeleteFact.class, facts::delete);
    desk.serve(CleanUpFacts.class, facts::cleanUp);
    desk.serve(GetFact.class, facts::get);
    desk.serve(ListFacts.class, facts::list);
    desk.serve(GetFactStats.class, facts::stats);
    desk.serve(LinkFact.class, command -> signals.publishing(facts.link(command)));
    desk.serve(UnlinkFact.class, command -> signals.publishing(facts.unlink(command)));
    desk.serve(ListTaskFacts.class, facts::ofTask);
    desk.serve(ListFactTasks.class, facts::ofFact);
  }
}
