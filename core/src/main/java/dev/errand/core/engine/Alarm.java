package dev.errand.core.engine;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Rings at the earliest time that it was set to, a little apart from the time before. Times further
 * away than the horizon are left to whoever looks that often anyway. Confined to one event loop.
 */
final class Alarm {

  /** What is due within so short a time is found together. */
  private static final Duration APART = Duration.ofMillis(20);

  private final Vertx vertx;
  private final InstantSource clock;
  private final Duration horizon;
  private Runnable ring = () -> {};
  private Instant rang = Instant.EPOCH;
  private @Nullable Instant setTo;
  private long timer;

  Alarm(Vertx vertx, InstantSource clock, Duration horizon) {
    this.vertx = vertx;
    this.clock = clock;
    this.horizon = horizon;
  }

  void onRing(Runnable action) {
    ring = action;
  }

  /** Has it ring then, unless it will ring before; null changes nothing. */
  void set(@Nullable Instant at) {
    var now = clock.instant();
    if (at == null || at.isAfter(now.plus(horizon)) || (setTo != null && !at.isBefore(setTo))) {
      return;
    }
    if (setTo != null) {
      vertx.cancelTimer(timer);
    }
    setTo = at;
    var earliest = rang.plus(APART);
    var wait = Duration.between(now, at.isBefore(earliest) ? earliest : at);
    // A timer may fire within the millisecond before its time.
    timer = vertx.setTimer(Math.max(1, wait.toMillis() + 1), fired -> ring());
  }

  private void ring() {
    setTo = null;
    rang = clock.instant();
    ring.run();
  }
}
