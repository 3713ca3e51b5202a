package dev.errand.bench.scenario;

import dev.errand.bench.load.RequestTemplate;
import dev.errand.bench.peer.Pgbench;
import dev.errand.bench.peer.SampleTask;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Report;
import dev.errand.bench.scenario.Sides.Errand;
import dev.errand.bench.scenario.Sides.Requests;
import dev.errand.core.task.TaskStatements;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** P2: both sides read the same rows by random ids. */
final class LookupScenario implements Scenario {

  private static final int SEED_BATCH = 1000;

  private final Stage stage;

  LookupScenario(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String id() {
    return "P2";
  }

  @Override
  public String title() {
    return "reading one task a request by its id, beside pgbench reading the same columns";
  }

  @Override
  public void run(Report report) {
    var floor = seeded("p2_floor");
    var own = seeded("p2_errand");
    int tasks = stage.options().tasks();
    var contest = new Contest(stage, id(), "reads");
    try (var service = stage.start(own, Map.of())) {
      var random = new SplittableRandom(2);
      var template =
          RequestTemplate.get(
              "/api/v1/tasks/" + SampleTask.ID_PREFIX + "############",
              service.host(),
              () -> random.nextLong(1, tasks + 1L));
      var sides = new Sides(stage);
      var errand = new Errand(service, own);
      contest.measure(
          List.of(
              sides.pgbench(Pgbench.lookups(tasks, stage.cleanup()), floor),
              sides.errand(errand, new Requests(32, template, 1)),
              sides.errand(errand, new Requests(128, template, 1))));
      contest.profile(errand, report);
    }
    var lines = contest.report(report, Traces.NONE);
    double best = Math.max(lines.get(1).rate(), lines.get(2).rate());
    report.add(
        new Comparison(
            id(),
            "reading over HTTP, the better of 32 and 128 connections, beside pgbench",
            best / lines.getFirst().rate(),
            Demand.ratio(0.5, 0.5)));
    stage.drop(List.of(floor, own));
  }

  private Database seeded(String name) {
    var database = stage.server().create(name);
    database.migrate();
    int tasks = stage.options().tasks();
    for (int first = 1; first <= tasks; first += SEED_BATCH) {
      int last = Math.min(tasks, first + SEED_BATCH - 1);
      database.execute(SampleTask.seed(TaskStatements.CREATE, first, last));
    }
    database.settle();
    return database;
  }
}
