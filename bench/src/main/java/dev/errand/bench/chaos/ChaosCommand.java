package dev.errand.bench.chaos;

import dev.errand.bench.load.Wire;
import dev.errand.bench.nats.NatsServer;
import dev.errand.bench.noop.NapExecutor;
import dev.errand.bench.noop.NoopPlugin;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.postgres.Server;
import dev.errand.bench.process.Cleanup;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Has services and workers in trouble for a while, and checks afterwards that nothing is lost. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description =
        "Kills, freezes and cuts off services, workers, PostgreSQL and NATS, then checks that every"
            + " task accepted has ended once and every event has arrived, over NATS, by webhook"
            + " and in a stream.")
public final class ChaosCommand implements Callable<Integer> {

  private static final int NOT_FOUND = 404;
  private static final int CREATED = 201;

  /** One may wait for a frozen service while the others go on. */
  private static final int OFFERS = 4;

  private static final int ATTEMPTS_TO_CANCEL = 60;
  private static final Duration LONGEST_CALM = Duration.ofMinutes(5);

  private static final String BUSY =
      "select (exists (select from ready) or exists (select from deferred)"
          + " or exists (select from lease))::integer";

  @Option(names = "--minutes", description = "How long trouble lasts (${DEFAULT-VALUE}).")
  private double minutes = 10;

  @Option(names = "--seed", description = "Decides which trouble comes (${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(names = "--services", description = "How many (${DEFAULT-VALUE}).")
  private int services = 3;

  @Option(names = "--workers", description = "How many (${DEFAULT-VALUE}).")
  private int workers = 10;

  private ChaosCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (var cleanup = Cleanup.atExit()) {
      var folder = cleanup.folder();
      var server = cleanup.add(Server.start(folder.resolve("postgres"), false));
      var place = new Cluster.Place(server, folder, cleanup);
      var missing = NatsServer.missing();
      missing.ifPresent(why -> notChecked("events on NATS", why));
      var nats = missing.isPresent() ? null : NatsServer.start(folder, cleanup);
      var cluster = new Cluster(place, server.create("chaos"), nats, environment(folder, nats));
      cluster.startServices(services);
      var findings = run(cluster);
      findings.forEach(finding -> System.out.println("WRONG: " + finding));
      System.out.println(findings.isEmpty() ? "The books are right." : "The books are wrong.");
      return findings.isEmpty() ? 0 : 1;
    }
  }

  private static Map<String, String> environment(Path folder, @Nullable NatsServer nats)
      throws IOException {
    var environment = new HashMap<String, String>();
    environment.put("ERRAND_PLUGINS_DIR", NoopPlugin.writeInto(folder).toString());
    environment.put("EGRESS_ALLOW", "127.0.0.1");
    environment.put("ENGINE_LEASE", "6s");
    environment.put("ENGINE_HEARTBEAT", "2s");
    if (nats != null) {
      environment.put("NATS_URL", nats.url());
    }
    return environment;
  }

  private List<String> run(Cluster cluster) throws IOException, InterruptedException {
    var random = new SplittableRandom(seed);
    var audience = Audience.gather(cluster);
    boolean remote = startWorkers(cluster);
    var scheduled = startSchedule(cluster.addresses().getFirst());
    var offers =
        Stream.generate(() -> new Offer(cluster.addresses(), random.split(), remote))
            .limit(OFFERS)
            .toList();
    var offering = offers.stream().map(Thread.ofPlatform().daemon()::start).toList();
    System.out.printf("%s minutes of trouble, seed %d%n", minutes, seed);
    var counts = new Storm(cluster, random).rage(Duration.ofMillis((long) (minutes * 60_000)));
    offers.forEach(Offer::stop);
    for (var thread : offering) {
      thread.join();
    }
    var accepted = new HashSet<String>();
    offers.forEach(offer -> accepted.addAll(offer.accepted()));
    System.out.printf("%,d tasks were accepted; trouble: %s%n", accepted.size(), counts);
    if (scheduled.isPresent()) {
      cancel(cluster, scheduled.get());
    }
    if (!calm(cluster)) {
      System.out.printf("It is not calm after %s.%n", LONGEST_CALM);
    }
    cluster.endWorkers();
    return check(cluster, new Promises(accepted, scheduled.isPresent()), audience);
  }

  private boolean startWorkers(Cluster cluster) throws IOException {
    try (var wire = Wire.connect(cluster.addresses().getFirst())) {
      if (wire.post("/api/v1/queue/claim", "{}").status() == NOT_FOUND) {
        notChecked("remote workers", "this Errand has no /queue/claim");
        return false;
      }
    }
    cluster.startWorkers(workers);
    return true;
  }

  private static Optional<String> startSchedule(InetSocketAddress service) throws IOException {
    try (var wire = Wire.connect(service)) {
      if (wire.post("/api/v1/schedules", "{}").status() == NOT_FOUND) {
        notChecked("schedules", "this Errand has no /schedules");
        return Optional.empty();
      }
      var json =
          """
          {"title":"Every second","type":"%s","schedule":{"type":"interval","every":"PT1S"}}"""
              .formatted(NapExecutor.TYPE);
      var answer = wire.post("/api/v1/tasks", json);
      if (answer.status() != CREATED) {
        throw new IllegalStateException("No task with a schedule is accepted: " + answer.body());
      }
      return Optional.of(new JsonObject(answer.body()).getString("id"));
    }
  }

  /** Ends what would never be calm; a service may still be starting. */
  private static void cancel(Cluster cluster, String task) throws InterruptedException {
    for (int attempt = 1; attempt <= ATTEMPTS_TO_CANCEL; attempt++) {
      try (var wire = Wire.connect(cluster.addresses().getFirst())) {
        if (wire.post("/api/v1/tasks/" + task + "/cancel", "{}").status() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // Tried again.
      }
      Thread.sleep(1000);
    }
    throw new IllegalStateException("The task with a schedule cannot be cancelled");
  }

  private static void notChecked(String what, String why) {
    System.out.printf("NOT CHECKED: %s: %s%n", what, why);
  }

  /** Waits until nothing waits or runs any more. */
  private static boolean calm(Cluster cluster) throws InterruptedException {
    long end = System.nanoTime() + LONGEST_CALM.toNanos();
    while (System.nanoTime() < end) {
      cluster.revive();
      if (!busy(cluster.database())) {
        return true;
      }
      Thread.sleep(1000);
    }
    return false;
  }

  private static boolean busy(Database database) {
    return database.number(BUSY) != 0;
  }

  /**
   * What was promised.
   *
   * @param accepted tasks
   * @param schedules whether there was one
   */
  private record Promises(Set<String> accepted, boolean schedules) {}

  private static List<String> check(Cluster cluster, Promises promises, Audience audience) {
    var ledger = new Ledger(cluster.database());
    ledger.tasks(promises.accepted());
    ledger.outcomes(cluster.journal());
    ledger.outbox();
    if (promises.schedules()) {
      ledger.schedules();
    }
    for (var way : audience.ways()) {
      ledger.events(way);
    }
    audience.close();
    return ledger.findings();
  }
}
