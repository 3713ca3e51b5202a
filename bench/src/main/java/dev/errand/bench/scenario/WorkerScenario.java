package dev.errand.bench.scenario;

import dev.errand.bench.load.HttpLoad;
import dev.errand.bench.load.HttpLoad.Until;
import dev.errand.bench.load.Wire;
import dev.errand.bench.profile.Profile;
import dev.errand.bench.remote.RemoteWorker;
import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Line;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Report;
import dev.errand.bench.report.Sample;
import dev.errand.bench.scenario.Sides.Errand;
import dev.errand.bench.service.Service;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** P5: remote workers drain a queue over HTTP; eight of them beside one alone. */
final class WorkerScenario implements Scenario {

  private static final int MANY = 8;
  private static final int NOT_FOUND = 404;
  private static final String ITEM =
      "{\"type\":\"nothing\",\"performer\":\"worker\",\"run_immediately\":true}";

  private final Stage stage;
  private final Map<Integer, List<Sample>> samples = new LinkedHashMap<>();

  WorkerScenario(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String id() {
    return "P5";
  }

  @Override
  public String title() {
    return "remote workers that claim 100 tasks a request and report 100 outcomes a request";
  }

  @Override
  public void run(Report report) throws IOException {
    var database = stage.server().create("p5_errand");
    try (var service = stage.start(database, Map.of())) {
      if (!servesWorkers(service)) {
        report.leaveOut(id(), "this Errand has no /queue/claim");
        return;
      }
      var errand = new Errand(service, database);
      warmUp(errand);
      for (int run = 1; run <= stage.options().runs(); run++) {
        measure(errand, 1, stage.options().tasks() / MANY);
        measure(errand, MANY, stage.options().tasks());
      }
      profile(errand, report);
    }
    report(report);
    stage.drop(List.of(database));
  }

  private void profile(Errand errand, Report report) {
    if (stage.options().profile()) {
      Stage.say("  profiling: " + name(MANY));
      fill(errand, stage.options().tasks());
      var subject =
          new Profile.Subject(errand.process().handle(), errand.database(), stage.folder());
      var text = Profile.of(subject, () -> drain(errand, MANY));
      report.add("%s: where the time goes (%s)".formatted(id(), name(MANY)), text);
    }
  }

  private static boolean servesWorkers(Service service) throws IOException {
    try (var wire = Wire.connect(service.address())) {
      return wire.post("/api/v1/queue/claim", "{}").status() != NOT_FOUND;
    }
  }

  private void warmUp(Errand errand) {
    Stage.say("  warming up: Errand");
    long end = System.nanoTime() + stage.options().warmUp().toNanos();
    while (System.nanoTime() < end) {
      fill(errand, stage.options().tasks() / MANY);
      drain(errand, MANY);
    }
  }

  private void measure(Errand errand, int workers, int tasks) {
    int filled = fill(errand, tasks);
    errand.database().settle();
    var meter = new Meter(errand.database(), stage.server().process(), errand.process().handle());
    var sample = meter.measure(() -> drain(errand, workers));
    if (sample.count() != filled) {
      throw new IllegalStateException(
          "%d tasks were queued, and %d came out".formatted(filled, sample.count()));
    }
    samples.computeIfAbsent(workers, key -> new ArrayList<>()).add(sample);
    Stage.say("  %s: %,.0f/s".formatted(name(workers), sample.perSecond()));
  }

  private static int fill(Errand errand, int tasks) {
    int requests = Math.max(1, tasks / BulkRequest.TASKS);
    HttpLoad.run(
        new HttpLoad.Plan(
            errand.process().address(),
            2,
            new Until(Duration.ofMinutes(5), requests),
            BulkRequest.of(errand.process(), ITEM)));
    return requests * BulkRequest.TASKS;
  }

  private static Meter.Work drain(Errand errand, int workers) {
    long start = System.nanoTime();
    try (var pool = Executors.newFixedThreadPool(workers)) {
      var shares =
          IntStream.range(0, workers)
              .mapToObj(n -> new RemoteWorker(errand.process().address(), "worker-" + n))
              .map(worker -> pool.submit(worker::drain))
              .toList();
      long ended = 0;
      for (Future<Long> share : shares) {
        ended += share.get();
      }
      return new Meter.Work(ended, Duration.ofNanos(System.nanoTime() - start), null);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A worker failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while workers work", e);
    }
  }

  private static String name(int workers) {
    return "Errand, remote workers: " + workers;
  }

  private void report(Report report) {
    var rates =
        samples.entrySet().stream()
            .map(each -> new Line(id(), name(each.getKey()), "tasks", each.getValue(), Traces.NONE))
            .map(report::add)
            .map(Line::rate)
            .toList();
    double many = rates.getLast();
    report.add(new Comparison(id(), "eight remote workers", many, Demand.rate("tasks/s", 10_000)));
    report.add(
        new Comparison(
            id(), "eight remote workers beside one", many / rates.getFirst(), Demand.ratio(3, 3)));
  }
}
