package dev.errand.bench.scenario;

import dev.errand.bench.load.PacedLoad.Sender;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Line;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Report;
import dev.errand.bench.report.Sample;
import dev.errand.bench.service.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** P12: one client at a time creates tasks, changes them, and deletes them, in a large tenant. */
final class EditingScenario implements Scenario {

  private static final String CREATE = "create";
  private static final String CHANGE = "PATCH";
  private static final String DELETE = "DELETE";
  private static final Map<String, Double> MOST_MILLIS =
      Map.of(CREATE, 5.0, CHANGE, 8.0, DELETE, 6.0);

  private final Stage stage;
  private final Supplier<Database> farm;
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  /**
   * A scenario to come.
   *
   * @param farm the large tenant
   */
  EditingScenario(Stage stage, Supplier<Database> farm) {
    this.stage = stage;
    this.farm = farm;
  }

  @Override
  public String id() {
    return "P12";
  }

  @Override
  public String title() {
    return "creating, changing and deleting, one client at a time, among %,d tasks"
        .formatted(stage.options().tenant());
  }

  @Override
  public void run(Report report) {
    var database = farm.get();
    try (var service = stage.start(database, Map.of())) {
      Stage.say("  warming up: Errand");
      measure(service, database, stage.options().warmUp());
      samples.clear();
      for (int run = 1; run <= stage.options().runs(); run++) {
        measure(service, database, stage.options().interval());
        database.settle();
      }
    }
    samples.forEach(
        (what, all) -> {
          var line = report.add(new Line(id(), "Errand, " + what, "tasks", all, Traces.NONE));
          report.add(
              new Comparison(
                  id(),
                  what + ", 95th percentile",
                  line.millisAt(0.95),
                  Demand.millis(MOST_MILLIS.getOrDefault(what, 0.0))));
        });
  }

  /** A third of the time for each; what one makes, the next ones take. */
  private void measure(Service service, Database database, Duration time) {
    var meter = new Meter(database, stage.server().process(), service.handle());
    var share = time.dividedBy(3);
    var ids = new ArrayList<String>();
    note(
        CREATE,
        meter.measure(
            () ->
                Sequence.during(
                    share,
                    service.address(),
                    (wire, number) ->
                        ids.add(wire.post("/api/v1/tasks", task(number)).require(201).id()))));
    note(CHANGE, meter.measure(() -> Sequence.during(share, service.address(), change(ids))));
    note(
        DELETE,
        meter.measure(
            () ->
                Sequence.run(
                    share,
                    ids.size(),
                    service.address(),
                    (wire, number) -> wire.send("DELETE", path(ids, number), "").require(204))));
  }

  private static String task(long number) {
    return "{\"title\":\"Mend the fence at post %d\",\"type\":\"maintenance\",\"assignee_id\":\"worker-1\",\"due_at\":\"2035-06-01T08:00:00Z\"}"
        .formatted(number);
  }

  private static Sender change(List<String> ids) {
    return (wire, number) ->
        wire.send(
                "PATCH",
                path(ids, number),
                "{\"description\":\"Bring %d staples.\",\"priority\":\"%s\"}"
                    .formatted(number, number / ids.size() % 2 == 0 ? "high" : "low"))
            .require(200);
  }

  private static String path(List<String> ids, long number) {
    return "/api/v1/tasks/" + ids.get((int) (number % ids.size()));
  }

  private void note(String what, Sample sample) {
    samples.computeIfAbsent(what, key -> new ArrayList<>()).add(sample);
    Stage.say("  %s: %,.0f/s".formatted(what, sample.perSecond()));
  }
}
