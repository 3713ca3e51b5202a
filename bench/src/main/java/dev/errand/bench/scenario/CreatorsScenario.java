package dev.errand.bench.scenario;

import dev.errand.bench.load.RequestTemplate;
import dev.errand.bench.peer.SampleTask;
import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Report;
import dev.errand.bench.scenario.Sides.Errand;
import dev.errand.bench.scenario.Sides.Requests;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** S2-15: a hundred create at once, and none is turned away; lists of 10,000 tasks by filters. */
final class CreatorsScenario implements Scenario {

  private static final int CREATORS = 100;
  private static final double CREATION_MILLIS = 100;
  private static final double LIST_MILLIS = 200;

  private final Stage stage;

  CreatorsScenario(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String id() {
    return "S2-15";
  }

  @Override
  public String title() {
    return "%d creators at once, and lists of %,d tasks".formatted(CREATORS, Farm.SMALL);
  }

  @Override
  public void run(Report report) {
    var full = Farm.database(stage, "s2_15_full", Farm.SMALL);
    var empty = stage.server().create("s2_15_empty");
    var contest = new Contest(stage, id(), "answers");
    try (var lists = stage.start(full, Map.of());
        var creations = stage.start(empty, Map.of())) {
      var body = new RequestTemplate.Body(SampleTask.json(), new AtomicLong()::incrementAndGet);
      var template = RequestTemplate.post("/api/v1/tasks", creations.host(), body);
      var sides = new Sides(stage);
      contest.measure(
          List.of(
              sides.alone(new Errand(lists, full), Question.LIST.name(), Question.LIST::ask),
              // Ends the run at the first answer but 2xx.
              sides.errand(new Errand(creations, empty), new Requests(CREATORS, template, 1))));
    }
    var lines = contest.report(report, Traces.NONE);
    report.add(
        new Comparison(
            id(),
            "list by two filters, 95th percentile",
            lines.getFirst().millisAt(0.95),
            Demand.millis(LIST_MILLIS)));
    report.add(
        new Comparison(
            id(),
            "creation by %d at once, 95th percentile".formatted(CREATORS),
            lines.getLast().millisAt(0.95),
            Demand.millis(CREATION_MILLIS)));
    stage.drop(List.of(full, empty));
  }
}
