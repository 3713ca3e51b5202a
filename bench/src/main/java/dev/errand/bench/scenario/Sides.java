package dev.errand.bench.scenario;

import dev.errand.bench.load.HttpLoad;
import dev.errand.bench.load.HttpLoad.Until;
import dev.errand.bench.load.PacedLoad;
import dev.errand.bench.load.RequestTemplate;
import dev.errand.bench.peer.Peer;
import dev.errand.bench.peer.Pgbench;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.service.Service;
import java.time.Duration;
import java.util.List;

/**
 * Makes sides of those who can be put under load for any length of time.
 *
 * @param stage what they share
 */
record Sides(Stage stage) {

  /**
   * Errand on its database.
   *
   * @param process its process
   * @param database its database
   */
  record Errand(Service process, Database database) {}

  /**
   * Requests of one kind.
   *
   * @param connections how many at a time
   * @param template what each looks like
   * @param items what one counts for
   */
  record Requests(int connections, RequestTemplate template, int items) {}

  Side pgbench(Pgbench pgbench, Database database) {
    return new Side(
        "pgbench, 32 clients",
        time ->
            meter(database)
                .measure(
                    () -> {
                      var result = pgbench.run(database, time, stage.folder());
                      return new Meter.Work(result.transactions(), result.elapsed(), null);
                    }),
        database::settle);
  }

  /** A peer in a new database each time; its process warms itself up. */
  Side adding(Peer peer) {
    var warmUp = stage.options().warmUp();
    return new Side(
        peer.name() + ", 32 at a time",
        time -> {
          var database = stage.server().create("adding_peer");
          var sample = peer.add(database, warmUp.dividedBy(3), time);
          stage.drop(List.of(database));
          return sample;
        },
        () -> {});
  }

  private Meter meter(Database database) {
    return new Meter(database, stage.server().process(), null);
  }

  Side errand(Errand errand, Requests requests) {
    var meter = new Meter(errand.database(), stage.server().process(), errand.process().handle());
    return new Side(
        "Errand, %d connections".formatted(requests.connections()),
        time -> meter.measure(() -> load(errand.process(), requests, time)),
        errand.database()::settle);
  }

  /** One client, which sends its next request when the last has been answered. */
  Side alone(Errand errand, String name, PacedLoad.Sender sender) {
    var meter = new Meter(errand.database(), stage.server().process(), errand.process().handle());
    return new Side(
        "Errand, " + name,
        time -> meter.measure(() -> Sequence.during(time, errand.process().address(), sender)),
        () -> {});
  }

  private static Meter.Work load(Service service, Requests requests, Duration time) {
    var result =
        HttpLoad.run(
            new HttpLoad.Plan(
                service.address(), requests.connections(), Until.after(time), requests.template()));
    var latencies = result.latencies();
    return new Meter.Work((long) latencies.count() * requests.items(), result.elapsed(), latencies);
  }
}
