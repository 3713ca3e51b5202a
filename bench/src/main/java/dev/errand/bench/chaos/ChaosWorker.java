package dev.errand.bench.chaos;

import dev.errand.bench.load.Wire;
import dev.errand.bench.remote.Claimed;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A remote worker that does not give up: a process of its own, to be killed and frozen. On its
 * standard output it keeps its journal, a line each: {@code S} and an execution's id before it
 * reports its success, {@code A} and the id once that was answered with 200.
 */
public final class ChaosWorker {

  private static final int NOTHING = 204;
  private static final int REPORTS = 5;
  private static final int LONGEST_WORK_MILLIS = 300;
  private static final int PAUSE_MILLIS = 200;

  private final String claim;
  private final List<Integer> ports;

  private ChaosWorker(String id, List<Integer> ports) {
    this.ports = ports;
    this.claim =
        """
        {"worker_id":"%s","namespaces":["default"],"max":10,"lease_seconds":5,"wait_seconds":2}"""
            .formatted(id);
  }

  /** Takes its id and the services' ports; goes on until it is ended. */
  public static void main(String[] arguments) throws InterruptedException {
    var ports = Arrays.stream(arguments).skip(1).map(Integer::valueOf).toList();
    var worker = new ChaosWorker(arguments[0], ports);
    while (true) {
      worker.once();
    }
  }

  private void once() throws InterruptedException {
    List<Claimed> claimed;
    try (var wire = connect()) {
      var answer = wire.post("/api/v1/queue/claim", claim);
      if (answer.status() == NOTHING) {
        return;
      }
      claimed = Claimed.in(answer.require(200).body());
    } catch (IOException | IllegalStateException trouble) {
      Thread.sleep(PAUSE_MILLIS);
      return;
    }
    Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_WORK_MILLIS));
    claimed.forEach(each -> System.out.println("S " + each.executionId()));
    report(Claimed.outcomes(claimed, "complete"));
  }

  private Wire connect() throws IOException {
    int port = ports.get(ThreadLocalRandom.current().nextInt(ports.size()));
    return Wire.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** To another service when one does not answer; in the end the lease runs out. */
  private void report(String outcomes) throws InterruptedException {
    for (int attempt = 1; attempt <= REPORTS; attempt++) {
      try (var wire = connect()) {
        note(wire.post("/api/v1/queue/outcomes", outcomes).require(200).body());
        return;
      } catch (IOException | IllegalStateException trouble) {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private static void note(String answer) {
    var items = new JsonObject(answer).getJsonArray("items");
    for (int i = 0; i < items.size(); i++) {
      var item = items.getJsonObject(i);
      if (item.getInteger("status") == 200) {
        System.out.println("A " + item.getString("execution_id"));
      }
    }
  }
}
