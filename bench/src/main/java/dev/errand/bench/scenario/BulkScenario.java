package dev.errand.bench.scenario;

import dev.errand.bench.peer.SampleTask;
import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Report;
import dev.errand.bench.scenario.Sides.Errand;
import dev.errand.bench.scenario.Sides.Requests;
import java.util.List;
import java.util.Map;

/** P3: the same tasks as in P1, 500 a request. */
final class BulkScenario implements Scenario {

  private static final int CONNECTIONS = 2;

  private final Stage stage;

  BulkScenario(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String id() {
    return "P3";
  }

  @Override
  public String title() {
    return "creation of 500 tasks a request";
  }

  @Override
  public void run(Report report) {
    var own = stage.server().create("p3_errand");
    var contest = new Contest(stage, id(), "tasks");
    try (var service = stage.start(own, Map.of())) {
      var item = SampleTask.json().replace("########", "0001e240");
      var requests = new Requests(CONNECTIONS, BulkRequest.of(service, item), BulkRequest.TASKS);
      var errand = new Errand(service, own);
      contest.measure(List.of(new Sides(stage).errand(errand, requests)));
      contest.profile(errand, report);
    }
    long created = own.number("select count(*) from task");
    if (created < contest.count()) {
      throw new IllegalStateException(
          "%d tasks were answered, but only %d are there".formatted(contest.count(), created));
    }
    var line =
        contest.report(report, Traces.dead((double) own.deadVersions() / created)).getFirst();
    report.add(
        new Comparison(id(), "creation in bulk", line.rate(), Demand.rate("tasks/s", 40_000)));
    stage.drop(List.of(own));
  }
}
