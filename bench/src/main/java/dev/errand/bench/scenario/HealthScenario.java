package dev.errand.bench.scenario;

import dev.errand.bench.load.RequestTemplate;
import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Report;
import dev.errand.bench.scenario.Sides.Errand;
import dev.errand.bench.scenario.Sides.Requests;
import java.util.List;
import java.util.Map;

/** S3-23: {@code /health} answers in under 10 ms, 99 times in a hundred. */
final class HealthScenario implements Scenario {

  private static final double MILLIS = 10;

  private final Stage stage;

  HealthScenario(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String id() {
    return "S3-23";
  }

  @Override
  public String title() {
    return "asking for the health, one request at a time";
  }

  @Override
  public void run(Report report) {
    var own = stage.server().create("health_errand");
    var contest = new Contest(stage, id(), "answers");
    try (var service = stage.start(own, Map.of())) {
      var template = RequestTemplate.get("/health", service.host(), () -> 0);
      var side = new Sides(stage).errand(new Errand(service, own), new Requests(1, template, 1));
      contest.measure(List.of(side));
    }
    var line = contest.report(report, Traces.NONE).getFirst();
    report.add(
        new Comparison(
            id(), "the health's 99th percentile", line.millisAt(0.99), Demand.millis(MILLIS)));
    stage.drop(List.of(own));
  }
}
