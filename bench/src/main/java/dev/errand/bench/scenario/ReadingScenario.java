package dev.errand.bench.scenario;

import dev.errand.bench.postgres.Database;
import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Line;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Report;
import dev.errand.bench.scenario.Sides.Errand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * P7: lists, searches, statistics and look-ups in a large tenant, beside the same in a small one.
 */
final class ReadingScenario implements Scenario {

  private static final double TIMES_SMALL = 1.5;

  /** Of the questions, in their order. */
  private static final List<Double> MOST_MILLIS = List.of(20.0, 50.0, 15.0, 5.0);

  private final Stage stage;
  private final Supplier<Database> farm;

  /**
   * A scenario to come.
   *
   * @param farm the large one
   */
  ReadingScenario(Stage stage, Supplier<Database> farm) {
    this.stage = stage;
    this.farm = farm;
  }

  @Override
  public String id() {
    return "P7";
  }

  @Override
  public String title() {
    return "reading in a tenant of %,d tasks, beside one of %,d"
        .formatted(stage.options().tenant(), Farm.SMALL);
  }

  @Override
  public void run(Report report) {
    var small = Farm.database(stage, "p7_small", Farm.SMALL);
    var large = farm.get();
    var asked = Question.all(large, stage.options().tenant());
    var contest = new Contest(stage.shorter(), id(), "answers");
    try (var few = stage.start(small, Map.of());
        var many = stage.start(large, Map.of())) {
      var sides = new ArrayList<Side>();
      sides.addAll(sides(new Errand(few, small), Question.all(small, Farm.SMALL), Farm.SMALL));
      sides.addAll(sides(new Errand(many, large), asked, stage.options().tenant()));
      contest.measure(sides);
    }
    compare(report, asked, contest.report(report, Traces.NONE));
    for (var question : asked) {
      Stage.say("  plans: " + question.name());
      report.add("P7: plans: " + question.name(), new Plans(stage).of(question, large));
    }
    stage.drop(List.of(small));
  }

  private List<Side> sides(Errand errand, List<Question> asked, int tasks) {
    return asked.stream()
        .map(
            question ->
                new Sides(stage)
                    .alone(
                        errand,
                        "%s, of %,d tasks".formatted(question.name(), tasks),
                        question::ask))
        .toList();
  }

  private void compare(Report report, List<Question> asked, List<Line> lines) {
    for (int i = 0; i < asked.size(); i++) {
      double small = lines.get(i).millisAt(0.95);
      double large = lines.get(asked.size() + i).millisAt(0.95);
      var what = asked.get(i).name() + ", 95th percentile";
      report.add(new Comparison(id(), what, large, Demand.millis(MOST_MILLIS.get(i))));
      report.add(
          new Comparison(
              id(),
              what + ", beside a small tenant",
              large / small,
              Demand.ratioAtMost(TIMES_SMALL)));
    }
  }
}
