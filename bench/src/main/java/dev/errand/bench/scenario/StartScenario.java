package dev.errand.bench.scenario;

import dev.errand.bench.load.HttpLoad;
import dev.errand.bench.load.HttpLoad.Until;
import dev.errand.bench.load.RequestTemplate;
import dev.errand.bench.peer.SampleTask;
import dev.errand.bench.process.Memory;
import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Report;
import dev.errand.bench.service.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * P10: how long a start with the embedded database takes, once the database is made, and how much
 * memory the service then has, idle and under the load of P1.
 */
final class StartScenario implements Scenario {

  private static final double MOST_MILLIS = 5_000;
  private static final double MOST_IDLE = 300;
  private static final double MOST_LOADED = 512;
  private static final int CONNECTIONS = 128;
  private static final Duration IDLE = Duration.ofSeconds(20);

  private final Stage stage;

  StartScenario(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String id() {
    return "P10";
  }

  @Override
  public String title() {
    return "start with the embedded database, and memory";
  }

  @Override
  public void run(Report report) {
    start().close();
    var millis = new ArrayList<Double>();
    for (int run = 1; run < stage.options().runs(); run++) {
      timed(millis).close();
    }
    try (var service = timed(millis)) {
      Wait.during(IDLE);
      var idle = Memory.of(service.handle());
      create(service);
      var most = Memory.mostOf(service.handle());
      report.add(
          new Comparison(
              id(),
              "start with the embedded database, the longest",
              Collections.max(millis),
              Demand.millis(MOST_MILLIS)));
      add(report, "memory, idle", idle, MOST_IDLE);
      add(report, "the most memory during creations over 128 connections", most, MOST_LOADED);
    }
  }

  private Service timed(List<Double> millis) {
    long begun = System.nanoTime();
    var service = start();
    millis.add((System.nanoTime() - begun) / 1e6);
    Stage.say("  started in %,.0f ms".formatted(millis.getLast()));
    return service;
  }

  private Service start() {
    var data = stage.folder().resolve("embedded");
    return Service.start(
        new Service.Start(
            null,
            0,
            Map.of("ERRAND_DATA_DIR", data.toString()),
            stage.folder().resolve("embedded.log")),
        stage.cleanup());
  }

  private void create(Service service) {
    var body = new RequestTemplate.Body(SampleTask.json(), new AtomicLong()::incrementAndGet);
    HttpLoad.run(
        new HttpLoad.Plan(
            service.address(),
            CONNECTIONS,
            Until.after(stage.options().warmUp().plus(stage.options().interval())),
            RequestTemplate.post("/api/v1/tasks", service.host(), body)));
  }

  private void add(Report report, String what, OptionalLong mebibytes, double most) {
    if (mebibytes.isPresent()) {
      report.add(new Comparison(id(), what, mebibytes.getAsLong(), Demand.mebibytes(most)));
    } else {
      report.leaveOut("P10: " + what, "it is not known here");
    }
  }
}
