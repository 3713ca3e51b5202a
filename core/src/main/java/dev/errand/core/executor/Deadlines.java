package dev.errand.core.executor;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * Tells which executions have reached their time limit. Those of one limit end in the order in
 * which they began, so one timer for each limit will do, and most executions end without one ever
 * made for them. Confined to one event loop.
 */
final class Deadlines {

  private final Vertx vertx;
  private final BiConsumer<UUID, Duration> passed;
  private final Map<Duration, Line> lines = new HashMap<>();

  /** The listener hears of each execution whose limit has passed, once. */
  Deadlines(Vertx vertx, BiConsumer<UUID, Duration> passed) {
    this.vertx = vertx;
    this.passed = passed;
  }

  /** Executions of one limit, by when it ends in nanoseconds, the next first. */
  private static final class Line {
    private final LinkedHashMap<UUID, Long> ends = new LinkedHashMap<>();
    private boolean timed;
  }

  void begin(UUID execution, Duration limit) {
    var line = lines.computeIfAbsent(limit, added -> new Line());
    line.ends.put(execution, System.nanoTime() + limit.toNanos());
    if (!line.timed) {
      arm(line, limit, limit.toNanos());
    }
  }

  void end(UUID execution, Duration limit) {
    var line = lines.get(limit);
    if (line != null) {
      line.ends.remove(execution);
    }
  }

  private void arm(Line line, Duration limit, long nanos) {
    line.timed = true;
    // Rounded up: a timer that fires early would find nothing.
    vertx.setTimer(Math.max(1, nanos / 1_000_000 + 1), fired -> check(line, limit));
  }

  private void check(Line line, Duration limit) {
    line.timed = false;
    long now = System.nanoTime();
    while (!line.ends.isEmpty()) {
      var next = line.ends.firstEntry();
      if (next.getValue() - now > 0) {
        arm(line, limit, next.getValue() - now);
        return;
      }
      line.ends.remove(next.getKey());
      passed.accept(next.getKey(), limit);
    }
    lines.remove(limit);
  }
}
