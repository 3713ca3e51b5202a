package dev.errand.bench.scenario;

import dev.errand.bench.profile.Profile;
import dev.errand.bench.report.Line;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Report;
import dev.errand.bench.report.Sample;
import dev.errand.bench.scenario.Sides.Errand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sides that do the same work for a while, in turn. The last of them is Errand at its busiest. */
final class Contest {

  private final Stage stage;
  private final String id;
  private final String unit;
  private List<Side> sides = List.of();
  private Map<String, List<Sample>> samples = Map.of();

  /**
   * A contest to come.
   *
   * @param id of the scenario
   * @param unit of what is counted
   */
  Contest(Stage stage, String id, String unit) {
    this.stage = stage;
    this.id = id;
    this.unit = unit;
  }

  void measure(List<Side> contestants) {
    sides = contestants;
    samples = Side.measure(contestants, stage.options());
  }

  /** Has Errand do it once more under observation, if that is wanted. */
  void profile(Errand errand, Report report) {
    if (stage.options().profile()) {
      var side = sides.getLast();
      Stage.say("  profiling: " + side.name());
      var text =
          Profile.of(
              new Profile.Subject(errand.process().handle(), errand.database(), stage.folder()),
              () -> side.work().during(stage.options().interval()));
      report.add("%s: where the time goes (%s)".formatted(id, side.name()), text);
    }
  }

  /** How much all sides have done in all runs. */
  long count() {
    return samples.values().stream().flatMap(List::stream).mapToLong(Sample::count).sum();
  }

  /**
   * Adds a line for each side, and answers with them in order.
   *
   * @param traces of Errand's sides, which share a database; the others' were not looked at
   */
  List<Line> report(Report report, Traces traces) {
    var lines = new ArrayList<Line>();
    for (var side : sides) {
      var all = samples.getOrDefault(side.name(), List.of());
      var own = side.name().startsWith("Errand") ? traces : Traces.NONE;
      lines.add(report.add(new Line(id, side.name(), unit, all, own)));
    }
    return lines;
  }
}
