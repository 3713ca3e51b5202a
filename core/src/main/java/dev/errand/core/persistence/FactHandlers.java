package dev.errand.core.persistence;

import dev.errand.core.bus.Bus;
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

/** Has the bus reach what is known. */
final class FactHandlers {

  private final Bus bus;
  private final Tasks.Means means;

  FactHandlers(Bus bus, Tasks.Means means) {
    this.bus = bus;
    this.means = means;
  }

  void serve(Tasks tasks, Signals signals) {
    var facts = new Facts(means.pg(), tasks, means.ids(), means.clock());
    bus.serve(CreateFact.class, facts::create);
    bus.serve(UpdateFact.class, facts::update);
    bus.serve(DeleteFact.class, facts::delete);
    bus.serve(CleanUpFacts.class, facts::cleanUp);
    bus.serve(GetFact.class, facts::get);
    bus.serve(ListFacts.class, facts::list);
    bus.serve(GetFactStats.class, facts::stats);
    bus.serve(LinkFact.class, command -> signals.publishing(facts.link(command)));
    bus.serve(UnlinkFact.class, command -> signals.publishing(facts.unlink(command)));
    bus.serve(ListTaskFacts.class, facts::ofTask);
    bus.serve(ListFactTasks.class, facts::ofFact);
  }
}
