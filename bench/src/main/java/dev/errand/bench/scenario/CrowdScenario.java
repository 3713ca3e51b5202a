package dev.errand.bench.scenario;

import dev.errand.bench.load.Wire;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Line;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Report;
import dev.errand.bench.report.Sample;
import dev.errand.bench.scenario.Sides.Errand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * S0-27: reading in a tenant of 100,000 tasks; then fifty at once change some of them, now and then
 * the same, and none of it is missing in the history.
 */
final class CrowdScenario implements Scenario {

  private static final int WRITERS = 50;
  private static final int CHANGED = 1000;

  private static final String CHANGES =
      "select count(*) from task_history where action = 'updated'";

  /** Tasks whose revisions are not all in their history. */
  private static final String GAPS =
      """
      select count(*) from task t join lateral (
        select count(*) as changes, max(seq) as last from task_history h
        where h.tenant_id = t.tenant_id and h.task_id = t.id
      ) h on h.changes <> t.revision or h.last <> t.revision
      """;

  private final Stage stage;

  CrowdScenario(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String id() {
    return "S0-27";
  }

  @Override
  public String title() {
    return "reading among %,d tasks, and %d writers at once"
        .formatted(stage.options().tasks(), WRITERS);
  }

  @Override
  public void run(Report report) {
    int tasks = stage.options().tasks();
    var database = Farm.database(stage, "s0_27", tasks);
    var contest = new Contest(stage.shorter(), id(), "answers");
    try (var service = stage.start(database, Map.of())) {
      var errand = new Errand(service, database);
      contest.measure(
          List.of(
              side(errand, Question.LIST),
              side(errand, Question.STATS),
              side(errand, Question.get(database, tasks))));
      var lines = contest.report(report, Traces.NONE);
      require(report, lines.get(0), "list of 100, two filters", 50);
      require(report, lines.get(1), "stats", 50);
      require(report, lines.get(2), "get", 10);
      write(report, errand);
    }
    stage.drop(List.of(database));
  }

  private Side side(Errand errand, Question question) {
    return new Sides(stage).alone(errand, question.name(), question::ask);
  }

  private void require(Report report, Line line, String what, double most) {
    report.add(
        new Comparison(id(), what + ", 95th percentile", line.millisAt(0.95), Demand.millis(most)));
  }

  private void write(Report report, Errand errand) {
    var database = errand.database();
    var ids = List.copyOf(database.texts("select id::text from task order by id limit " + CHANGED));
    var meter = new Meter(database, stage.server().process(), errand.process().handle());
    var samples = new ArrayList<Sample>();
    for (int run = 1; run <= stage.options().runs(); run++) {
      long before = database.number(CHANGES);
      var sample =
          meter.measure(
              () ->
                  Crowd.during(
                      stage.options().interval(),
                      WRITERS,
                      errand.process().address(),
                      (wire, number) -> change(wire, number, ids)));
      requireNoneLost(database, sample.count(), database.number(CHANGES) - before);
      Stage.say("  %d writers: %,.0f/s".formatted(WRITERS, sample.perSecond()));
      samples.add(sample);
    }
    report.add(
        new Line(id(), "Errand, %d writers".formatted(WRITERS), "changes", samples, Traces.NONE));
  }

  private static void change(Wire wire, long number, List<String> ids) throws IOException {
    var id = Farm.pick(new SplittableRandom(number), ids);
    var json = "{\"description\":\"Seen %d times, at %d.\"}".formatted(number, System.nanoTime());
    wire.send("PATCH", "/api/v1/tasks/" + id, json).require(200);
  }

  private static void requireNoneLost(Database database, long answered, long noted) {
    long gaps = database.number(GAPS);
    if (noted != answered || gaps > 0) {
      throw new IllegalStateException(
          "%d changes were answered, %d are in the history, and %d tasks have gaps in theirs"
              .formatted(answered, noted, gaps));
    }
  }
}
