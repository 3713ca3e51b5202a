package dev.errand.bench.scenario;

import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Report;
import dev.errand.bench.scenario.Sides.Errand;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** P11: analytics of a tenant with many executions, each time of a period that nobody remembers. */
final class AnalyticsScenario implements Scenario {

  private static final double MOST_MILLIS = 200;
  private static final Duration ADDED_UP = Duration.ofMinutes(20);

  private final Stage stage;

  AnalyticsScenario(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String id() {
    return "P11";
  }

  @Override
  public String title() {
    return "analytics over 30 days and %,d executions".formatted(stage.options().tenant());
  }

  @Override
  public void run(Report report) {
    int executions = stage.options().tenant();
    var database = stage.server().create("p11");
    database.migrate();
    Stage.say("  writing %,d executions".formatted(executions));
    new PastExecutions(executions).write(database);
    var asked = List.of(question("of all", "all=true"), question("of one of 200", "user_id=u7"));
    var contest = new Contest(stage.shorter(), id(), "answers");
    try (var service = stage.start(database, Map.of())) {
      Stage.say("  adding them up");
      Wait.until(
          "all executions are added up",
          ADDED_UP,
          () -> PastExecutions.addedUp(database, executions));
      database.settle();
      var errand = new Errand(service, database);
      contest.measure(
          asked.stream()
              .map(question -> new Sides(stage).alone(errand, question.name(), question::ask))
              .toList());
    }
    var lines = contest.report(report, Traces.NONE);
    for (int i = 0; i < asked.size(); i++) {
      var question = asked.get(i);
      report.add(
          new Comparison(
              id(),
              question.name() + ", 95th percentile",
              lines.get(i).millisAt(0.95),
              Demand.millis(MOST_MILLIS)));
      Stage.say("  plans: " + question.name());
      report.add("P11: plans: " + question.name(), new Plans(stage).of(question, database));
    }
    stage.drop(List.of(database));
  }

  /** In another zone each time: what was told of one says nothing of the next. */
  private static Question question(String whose, String parameters) {
    var zones =
        ZoneId.getAvailableZoneIds().stream()
            .filter(id -> id.matches("(Africa|America|Asia|Europe|Pacific)/\\w+"))
            .sorted()
            .toList();
    return new Question(
        "analytics " + whose,
        1,
        number ->
            "/api/v1/analytics?%s&days=%d&timezone=%s"
                .formatted(
                    parameters,
                    30 + number / zones.size() % 5,
                    zones.get((int) (number % zones.size()))));
  }
}
