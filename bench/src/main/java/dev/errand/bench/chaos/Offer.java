package dev.errand.bench.chaos;

import dev.errand.bench.load.Wire;
import dev.errand.bench.noop.NapExecutor;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Offers tasks of several kinds to the services, whichever answers, and remembers those that were
 * accepted. Runs on a thread of its own until it is stopped.
 */
final class Offer implements Runnable {

  private static final int CREATED = 201;
  private static final int PAUSE_MILLIS = 10;
  private static final int LONGEST_NAP_MILLIS = 500;
  private static final int FURTHEST_AHEAD_MILLIS = 5000;

  private static final String RETRY =
      "\"retry_policy\":{\"max_attempts\":null,\"initial_seconds\":0.2,\"max_seconds\":2}";

  private final List<InetSocketAddress> services;
  private final SplittableRandom random;
  private final boolean workers;
  private final Set<String> accepted = new HashSet<>();
  private final AtomicBoolean stopped = new AtomicBoolean();

  /**
   * Offers to come.
   *
   * @param workers whether there are remote workers to do some of it
   */
  Offer(List<InetSocketAddress> services, SplittableRandom random, boolean workers) {
    this.services = services;
    this.random = random;
    this.workers = workers;
  }

  @Override
  public void run() {
    while (!stopped.get()) {
      try (var wire = Wire.connect(services.get(random.nextInt(services.size())))) {
        var answer = wire.post("/api/v1/tasks", task());
        if (answer.status() == CREATED) {
          accepted.add(new JsonObject(answer.body()).getString("id"));
        }
      } catch (IOException trouble) {
        // Whether it was accepted nobody knows, so nobody may rely on it.
      }
      pause();
    }
  }

  private String task() {
    int kind = random.nextInt(workers ? 4 : 2);
    var when =
        random.nextInt(4) == 0
            ? "\"run_at\":\"%s\""
                .formatted(Instant.now().plusMillis(random.nextInt(FURTHEST_AHEAD_MILLIS)))
            : "\"run_immediately\":true";
    return kind >= 2
        ? "{\"title\":\"Remote\",\"type\":\"nothing\",\"performer\":\"worker\",%s,%s}"
            .formatted(when, RETRY)
        : "{\"title\":\"Nap\",\"type\":\"%s\",\"config\":{\"millis\":%d},%s,%s}"
            .formatted(NapExecutor.TYPE, random.nextInt(LONGEST_NAP_MILLIS), when, RETRY);
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      stopped.set(true);
    }
  }

  void stop() {
    stopped.set(true);
  }

  /** The ids; only after the thread has ended. */
  Set<String> accepted() {
    return accepted;
  }
}
