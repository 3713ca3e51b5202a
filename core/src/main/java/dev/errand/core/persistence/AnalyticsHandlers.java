package dev.errand.core.persistence;

import dev.errand.core.analytics.AnalyticsAnswers;
import dev.errand.core.analytics.AnalyticsQuery.GetAnalytics;
import dev.errand.core.analytics.AnalyticsQuery.GetServiceStats;
import dev.errand.core.analytics.AnalyticsQuery.GetUsage;
import dev.errand.core.analytics.RollupCommand.RemoveRollups;
import dev.errand.core.analytics.RollupCommand.RollUp;
import dev.errand.core.analytics.Rollups;
import dev.errand.core.bus.Bus;
import dev.errand.core.task.Tasks;

/** Has the bus reach what tells of the past. */
final class AnalyticsHandlers {

  private final Bus bus;
  private final Tasks.Means means;

  AnalyticsHandlers(Bus bus, Tasks.Means means) {
    this.bus = bus;
    this.means = means;
  }

  void serve(Tasks tasks) {
    var answers = new AnalyticsAnswers(means.pg(), means.clock(), tasks::stats);
    bus.serve(GetAnalytics.class, answers::analytics);
    bus.serve(GetUsage.class, answers::usage);
    bus.serve(GetServiceStats.class, answers::service);
    var rollups = new Rollups(means.pg());
    bus.serve(RollUp.class, rollups::rollUp);
    bus.serve(RemoveRollups.class, rollups::remove);
  }
}
