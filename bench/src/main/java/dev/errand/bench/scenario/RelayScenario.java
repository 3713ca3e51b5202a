package dev.errand.bench.scenario;

import dev.errand.bench.load.HttpLoad;
import dev.errand.bench.load.HttpLoad.Until;
import dev.errand.bench.nats.EventStore;
import dev.errand.bench.nats.NatsServer;
import dev.errand.bench.peer.SampleTask;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.process.ProcessorTime;
import dev.errand.bench.profile.Profile;
import dev.errand.bench.report.Comparison;
import dev.errand.bench.report.Comparison.Demand;
import dev.errand.bench.report.Line;
import dev.errand.bench.report.Line.Traces;
import dev.errand.bench.report.Report;
import dev.errand.bench.report.Sample;
import dev.errand.bench.report.Sample.Processor;
import dev.errand.bench.service.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tasks are created while NATS is away, one event each; then NATS comes back. The time counts from
 * the first of these events that its stream keeps to the last.
 */
final class RelayScenario implements Scenario {

  private static final double LEAST = 20_000;
  private static final int LOADERS = 2;
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Stage stage;

  RelayScenario(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String id() {
    return "relay";
  }

  @Override
  public String title() {
    return "events to NATS after it was away, %,d at a time".formatted(events());
  }

  /** One a task, in requests that are full. */
  private int events() {
    return requests() * BulkRequest.TASKS;
  }

  private int requests() {
    return Math.ceilDiv(stage.options().tasks(), BulkRequest.TASKS);
  }

  @Override
  public void run(Report report) {
    var missing = NatsServer.missing();
    if (missing.isPresent()) {
      report.leaveOut("relay", missing.get());
      return;
    }
    var database = stage.server().create("relay_errand");
    var nats = NatsServer.start(stage.folder(), stage.cleanup());
    var samples = new ArrayList<Sample>();
    try (var service = stage.start(database, Map.of("NATS_URL", nats.url()))) {
      var pause = new Pause(service, database, nats);
      // The first is the warming up.
      for (int run = 0; run <= stage.options().runs(); run++) {
        fill(pause);
        samples.add(relay(pause));
      }
      if (stage.options().profile()) {
        fill(pause);
        report.add(
            "relay",
            Profile.of(
                new Profile.Subject(service.handle(), database, stage.folder()),
                () -> relay(pause)));
      }
    }
    nats.close();
    report(report, samples.subList(1, samples.size()));
    stage.drop(List.of(database));
  }

  private record Pause(Service service, Database database, NatsServer nats) {}

  /** Without NATS. */
  private void fill(Pause pause) {
    pause.nats.close();
    var item = SampleTask.json().replace("########", "0001e240");
    HttpLoad.run(
        new HttpLoad.Plan(
            pause.service.address(),
            LOADERS,
            new Until(LONGEST, requests()),
            BulkRequest.of(pause.service, item)));
    pause.database.settle();
  }

  private Sample relay(Pause pause) {
    long wal = pause.database.walPosition();
    var service = ProcessorTime.ofTree(pause.service.handle());
    var database = ProcessorTime.ofTree(stage.server().process());
    pause.nats.start();
    try (var store = EventStore.of(pause.nats)) {
      Wait.until("all events are on NATS", LONGEST, () -> store.kept() >= events());
      var sample =
          new Sample(
              events(),
              store.time(),
              null,
              pause.database.walPosition() - wal,
              new Processor(
                  ProcessorTime.ofTree(pause.service.handle()).minus(service),
                  ProcessorTime.ofTree(stage.server().process()).minus(database),
                  ProcessorTime.of(pause.nats.handle())));
      if (store.kept() != events()) {
        throw new IllegalStateException(
            "%d events were written, and NATS keeps %d".formatted(events(), store.kept()));
      }
      store.empty();
      Stage.say("  %,.0f events a second".formatted(sample.perSecond()));
      return sample;
    }
  }

  private void report(Report report, List<Sample> samples) {
    var line = report.add(new Line(id(), "Errand, NATS as load", "events", samples, Traces.NONE));
    report.add(
        new Comparison(
            id(),
            "relay of the outbox after a pause",
            line.rate(),
            Demand.rate("events/s", LEAST)));
  }
}
