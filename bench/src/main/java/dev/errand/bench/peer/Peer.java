package dev.errand.bench.peer;

import dev.errand.bench.postgres.Database;
import dev.errand.bench.process.Child;
import dev.errand.bench.process.Cleanup;
import dev.errand.bench.report.Sample;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A job queue of somebody else on PostgreSQL, driven in a process of its own. Its driver takes
 * {@code add WARM_UP_SECONDS SECONDS} or {@code drain JOBS} and prints one line of JSON with the
 * count, seconds and wal_bytes of the timed part.
 */
public final class Peer {

  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Driver driver;
  private final Place place;

  Peer(Driver driver, Place place) {
    this.driver = driver;
    this.place = place;
  }

  /**
   * How a peer is driven.
   *
   * @param name of the peer
   * @param command up to the arguments
   * @param share of the tasks that it drains: less than 1 for one that would take minutes
   */
  record Driver(String name, List<String> command, double share) {}

  /** Where drivers run: a folder for their logs, and what ends them. */
  record Place(Path folder, Cleanup cleanup) {}

  /** Its name. */
  public String name() {
    return driver.name();
  }

  /** Adds jobs one by one in an empty database, for so long after warming up for so long. */
  public Sample add(Database database, Duration warmUp, Duration time) {
    return drive(
        database,
        List.of("add", String.valueOf(warmUp.toSeconds()), String.valueOf(time.toSeconds())));
  }

  /** Fills its queue in an empty database, and drains it. */
  public Sample drain(Database database, int tasks) {
    return drive(
        database, List.of("drain", String.valueOf(Math.max(1, (int) (tasks * driver.share())))));
  }

  private Sample drive(Database database, List<String> arguments) {
    var command = new ArrayList<>(driver.command());
    command.addAll(arguments);
    var address = database.address();
    var environment =
        Map.of(
            "PEER_DATABASE_URL",
            "postgres://%s@%s:%d/%s"
                .formatted(address.user(), address.host(), address.port(), address.name()),
            "PEER_JDBC_URL",
            address.jdbcUrl(),
            "PEER_USER",
            address.user());
    var log = place.folder().resolve(driver.name() + ".log");
    var output =
        Child.start(new Child.Start(command, environment, log), place.cleanup()).await(LONGEST);
    return parse(driver.name(), output);
  }

  static Sample parse(String name, String output) {
    var line =
        output
            .lines()
            .filter(each -> each.startsWith("{\"count\""))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(name + " says " + output));
    var json = new JsonObject(line);
    return new Sample(
        json.getLong("count"),
        Duration.ofNanos((long) (json.getDouble("seconds") * 1e9)),
        null,
        json.getLong("wal_bytes"),
        null);
  }
}
