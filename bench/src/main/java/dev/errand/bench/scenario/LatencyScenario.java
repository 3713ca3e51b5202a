package dev.errand.bench.scenario;

import dev.errand.bench.load.Latencies;
import dev.errand.bench.load.PacedLoad;
import dev.errand.bench.load.Wire;
import dev.errand.bench.nats.EventClock;
import dev.errand.bench.nats.NatsServer;
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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * P6: tasks are offered at a steady rate, every other one due a second later. How long after its
 * time does each start, and how long after a change does its event arrive?
 */
final class LatencyScenario implements Scenario {

  private static final int PER_SECOND = 200;
  private static final double MOST_MILLIS = 100;
  private static final Duration AHEAD = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private static final String DUE = "due, to its start";
  private static final String QUEUED = "queued, to its start";
  private static final String EVENT = "change, to its event on NATS";

  private static final String LEFT =
      "select (exists (select from ready) or exists (select from deferred)"
          + " or exists (select from lease))::integer";

  /** The title carries when the task is due, since a queue row does not outlive its execution. */
  private static final String AFTER_DUE =
      """
      select (extract(epoch from e.started_at - to_timestamp(t.title::numeric / 1000)) * 1e9)::bigint
      from execution e join task t on t.tenant_id = e.tenant_id and t.id = e.task_id
      where t.title ~ '^[0-9]+$'
      """;

  private static final String AFTER_QUEUED =
      """
      select (extract(epoch from e.started_at - e.queued_at) * 1e9)::bigint
      from execution e join task t on t.tenant_id = e.tenant_id and t.id = e.task_id
      where t.title = 'Now'
      """;

  private final Stage stage;
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  LatencyScenario(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String id() {
    return "P6";
  }

  @Override
  public String title() {
    return "due time to start, and change to event, at %d tasks a second".formatted(PER_SECOND);
  }

  @Override
  public void run(Report report) throws IOException {
    var database = stage.server().create("p6_errand");
    var environment = new HashMap<String, String>();
    environment.put("ERRAND_PLUGINS_DIR", NoopPlugin.writeInto(stage.folder()).toString());
    var missing = NatsServer.missing();
    if (missing.isPresent()) {
      report.leaveOut("P6: " + EVENT, missing.get());
      try (var service = stage.start(database, environment)) {
        measure(service, database, List::of);
      }
    } else {
      var nats = NatsServer.start(stage.folder(), stage.cleanup());
      environment.put("NATS_URL", nats.url());
      withEvents(database, environment, nats);
      nats.close();
    }
    report(report);
    stage.drop(List.of(database));
  }

  private void withEvents(Database database, Map<String, String> environment, NatsServer nats)
      throws IOException {
    try (var service = stage.start(database, environment);
        var clock = EventClock.listen(nats)) {
      measure(service, database, clock::take);
    }
  }

  /** Events that were under way. */
  @FunctionalInterface
  private interface Received {
    List<Long> take();
  }

  private void measure(Service service, Database database, Received events) {
    Stage.say("  warming up: Errand");
    offer(service, database, stage.options().warmUp());
    for (int run = 1; run <= stage.options().runs(); run++) {
      events.take();
      database.execute("truncate execution");
      long wal = database.walPosition();
      offer(service, database, stage.options().interval());
      long written = database.walPosition() - wal;
      note(DUE, database.numbers(AFTER_DUE), written);
      note(QUEUED, database.numbers(AFTER_QUEUED), written);
      // Events trail the work that they tell of.
      Wait.during(AHEAD);
      note(EVENT, events.take(), written);
    }
  }

  private void note(String what, List<Long> nanos, long wal) {
    if (nanos.isEmpty()) {
      return;
    }
    var latencies = Latencies.of(nanos);
    Stage.say("  %s: p99 %.1f ms".formatted(what, latencies.percentile(0.99) / 1e6));
    samples
        .computeIfAbsent(what, key -> new ArrayList<>())
        .add(new Sample(nanos.size(), stage.options().interval(), latencies, wal, null));
  }

  private static void offer(Service service, Database database, Duration time) {
    PacedLoad.run(new PacedLoad.Plan(service.address(), PER_SECOND, time, LatencyScenario::create));
    Wait.until("all tasks have run", LONGEST, () -> database.number(LEFT) == 0);
  }

  private static void create(Wire wire, long number) throws IOException {
    var due = Instant.now().plus(AHEAD).truncatedTo(ChronoUnit.MILLIS);
    var json =
        number % 2 == 0
            ? "{\"title\":\"Now\",\"type\":\"%s\",\"run_immediately\":true}"
                .formatted(NoopExecutor.TYPE)
            : "{\"title\":\"%d\",\"type\":\"%s\",\"run_at\":\"%s\"}"
                .formatted(due.toEpochMilli(), NoopExecutor.TYPE, due);
    wire.post("/api/v1/tasks", json).require(201);
  }

  private void report(Report report) {
    samples.forEach(
        (what, all) -> {
          var unit = what.equals(EVENT) ? "events" : "tasks";
          var line = report.add(new Line(id(), "Errand: " + what, unit, all, Traces.NONE));
          report.add(
              new Comparison(
                  id(),
                  what + ", 99th percentile",
                  line.millisAt(0.99),
                  Demand.millis(MOST_MILLIS)));
        });
  }
}
