package dev.errand.bench.scenario;

import dev.errand.bench.load.HttpLoad;
import dev.errand.bench.load.HttpLoad.Until;
import dev.errand.bench.load.Latencies;
import dev.errand.bench.load.PacedLoad;
import dev.errand.bench.load.Wire;
import dev.errand.bench.noop.NoopExecutor;
import dev.errand.bench.noop.NoopPlugin;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Line;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Report;
import dev.errand.bench.report.Sample;
import dev.errand.bench.service.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * P9: one of a thousand tenants has a long backlog; each of the others offers a task now and then,
 * and should hardly wait.
 */
final class FairnessScenario implements Scenario {

  private static final int OTHERS = 999;
  private static final int PER_SECOND = 100;
  private static final double MOST_MILLIS = 200;
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final String TASK =
      "{\"title\":\"Nothing\",\"type\":\"%s\",\"run_immediately\":true}"
          .formatted(NoopExecutor.TYPE);

  private static final String BACKLOG = "select count(*) from ready where tenant_id = 'local'";
  private static final String OTHERS_LEFT =
      "select (exists (select from ready where tenant_id <> 'local')"
          + " or exists (select from lease where tenant_id <> 'local'))::integer";
  private static final String WAITS =
      "select (extract(epoch from started_at - queued_at) * 1e9)::bigint from execution"
          + " where tenant_id <> 'local'";

  private final Stage stage;
  private final List<Sample> samples = new ArrayList<>();

  FairnessScenario(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String id() {
    return "P9";
  }

  @Override
  public String title() {
    return "wait of 999 tenants' tasks beside one tenant's backlog";
  }

  @Override
  public void run(Report report) throws IOException {
    var plugins = NoopPlugin.writeInto(stage.folder());
    for (int run = 1; run <= stage.options().runs(); run++) {
      var database = stage.server().create("p9_errand_" + run);
      fill(database, plugins);
      try (var service = stage.start(database, environment(plugins, true))) {
        measure(service, database);
      }
      stage.drop(List.of(database));
    }
    var side = "Errand: a task queued, to its start";
    var line = report.add(new Line(id(), side, "tasks", samples, Traces.NONE));
    report.add(
        new Comparison(
            id(),
            "wait of the other tenants' tasks, 99th percentile",
            line.millisAt(0.99),
            Demand.millis(MOST_MILLIS)));
  }

  private static Map<String, String> environment(Path plugins, boolean engine) {
    return Map.of(
        "ERRAND_PLUGINS_DIR", plugins.toString(), "ENGINE_ENABLED", String.valueOf(engine));
  }

  private void fill(Database database, Path plugins) {
    int requests = Math.max(1, stage.options().backlog() / BulkRequest.TASKS);
    Stage.say("  queueing %,d tasks of one tenant".formatted(requests * BulkRequest.TASKS));
    try (var service = stage.start(database, environment(plugins, false))) {
      HttpLoad.run(
          new HttpLoad.Plan(
              service.address(), 2, new Until(LONGEST, requests), BulkRequest.of(service, TASK)));
    }
    database.settle();
  }

  private void measure(Service service, Database database) {
    long wal = database.walPosition();
    var time = stage.options().interval();
    PacedLoad.run(
        new PacedLoad.Plan(service.address(), PER_SECOND, time, FairnessScenario::create));
    long backlog = database.number(BACKLOG);
    long written = database.walPosition() - wal;
    Wait.until(
        "the other tenants' tasks have run", LONGEST, () -> database.number(OTHERS_LEFT) == 0);
    var latencies = Latencies.of(database.numbers(WAITS));
    Stage.say(
        "  p99 %.1f ms; %,d tasks of the backlog were left"
            .formatted(latencies.percentile(0.99) / 1e6, backlog));
    if (backlog == 0) {
      throw new IllegalStateException(
          "The backlog did not last as long as the measurement: raise --backlog");
    }
    samples.add(new Sample(latencies.count(), time, latencies, written, null));
  }

  private static void create(Wire wire, long number) throws IOException {
    var tenant = "tenant-" + (number * 7 % OTHERS);
    wire.post("/api/v1/tasks", TASK, Map.of("X-Tenant-ID", tenant, "X-User-ID", "somebody"))
        .require(201);
  }
}
