package dev.errand.bench.scenario;

import dev.errand.bench.report.Report;
import java.io.IOException;
import java.util.List;

/** One piece of work that several sides do. Confined to one thread. */
public interface Scenario {

  /** Its name, as in the table of requirements. */
  String id();

  /** What it is about, one line. */
  String title();

  /** Carries it out. */
  void run(Report report) throws IOException;

  /** All there are, on one stage. */
  static List<Scenario> all(Stage stage) {
    var large = Once.of(() -> Farm.database(stage, "farm", stage.options().tenant()));
    return List.of(
        new CreationScenario(stage),
        new LookupScenario(stage),
        new BulkScenario(stage),
        new DrainScenario(stage),
        new WorkerScenario(stage),
        new LatencyScenario(stage),
        new RelayScenario(stage),
        new ReadingScenario(stage, large),
        new SnapshotScenario(stage),
        new FairnessScenario(stage),
        new StartScenario(stage),
        new AnalyticsScenario(stage),
        new EditingScenario(stage, large),
        new CrowdScenario(stage),
        new CreatorsScenario(stage),
        new HealthScenario(stage),
        new ExchangeScenario(stage));
  }
}
