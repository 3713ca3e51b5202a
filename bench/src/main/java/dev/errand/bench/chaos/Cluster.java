package dev.errand.bench.chaos;

import dev.errand.bench.nats.NatsServer;
import dev.errand.bench.postgres.Database;
import dev.errand.bench.postgres.Server;
import dev.errand.bench.process.Child;
import dev.errand.bench.process.Cleanup;
import dev.errand.bench.service.Service;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Several services and workers on one database. Confined to one thread. */
final class Cluster {

  private final Place place;
  private final Database database;
  private final @Nullable NatsServer nats;
  private final Map<String, String> environment;
  private final List<Service> services = new ArrayList<>();
  private final List<Child> workers = new ArrayList<>();
  private final List<Path> journals = new ArrayList<>();
  private final Map<ProcessHandle, Long> frozen = new HashMap<>();
  private int starts;

  /** Where it runs. */
  record Place(Server server, Path folder, Cleanup cleanup) {}

  /**
   * One without services yet.
   *
   * @param environment of the services
   */
  Cluster(
      Place place, Database database, @Nullable NatsServer nats, Map<String, String> environment) {
    this.place = place;
    this.database = database;
    this.nats = nats;
    this.environment = environment;
  }

  void startServices(int count) {
    for (int i = 0; i < count; i++) {
      services.add(Service.start(start(0), place.cleanup()));
    }
  }

  private Service.Start start(int port) {
    var log = place.folder().resolve("service-%d.log".formatted(++starts));
    return new Service.Start(database, port, environment, log);
  }

  void startWorkers(int count) {
    for (int i = 0; i < count; i++) {
      workers.add(worker(i));
    }
  }

  private Child worker(int number) {
    var journal = place.folder().resolve("worker-%d.journal".formatted(++starts));
    journals.add(journal);
    var command =
        new ArrayList<>(
            List.of(
                Child.java(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ChaosWorker.class.getName(),
                "worker-" + number));
    addresses().forEach(address -> command.add(String.valueOf(address.getPort())));
    return Child.start(new Child.Start(command, Map.of(), journal), place.cleanup());
  }

  /** Stops a process where it is. */
  void freeze(ProcessHandle process) {
    Signals.freeze(process);
    frozen.putIfAbsent(process, System.nanoTime());
  }

  /** Lets those go on that have been frozen for so long. */
  void thaw(Duration time) {
    long before = System.nanoTime() - time.toNanos();
    for (var each : List.copyOf(frozen.entrySet())) {
      if (each.getValue() <= before) {
        Signals.thaw(each.getKey());
        frozen.remove(each.getKey());
      }
    }
  }

  /** Starts again who has died. */
  void revive() {
    for (int i = 0; i < services.size(); i++) {
      if (!services.get(i).alive()) {
        int port = services.get(i).address().getPort();
        services.set(i, Service.launch(start(port), place.cleanup()));
      }
    }
    for (int i = 0; i < workers.size(); i++) {
      if (!workers.get(i).alive()) {
        workers.set(i, worker(i));
      }
    }
  }

  List<InetSocketAddress> addresses() {
    return services.stream().map(Service::address).toList();
  }

  List<ProcessHandle> services() {
    return services.stream().map(Service::handle).toList();
  }

  List<ProcessHandle> workers() {
    return workers.stream().map(Child::handle).toList();
  }

  /** What the workers have written, in all their lives. */
  Journal journal() {
    return Journal.read(journals);
  }

  void endWorkers() {
    workers.forEach(Child::close);
    workers.clear();
  }

  Database database() {
    return database;
  }

  Server server() {
    return place.server();
  }

  @Nullable NatsServer nats() {
    return nats;
  }
}
