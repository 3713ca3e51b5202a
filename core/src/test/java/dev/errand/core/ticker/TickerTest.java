package dev.errand.core.ticker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class TickerTest {

  private static final Pace NEVER_BY_ITSELF = pace(Duration.ofDays(1), Duration.ofDays(1));
  private static final Pace SOON = pace(Duration.ofMillis(1), Duration.ofMillis(2));

  @Test
  void begins_at_once_and_pauses_only_when_a_pass_has_ended(Vertx vertx) throws Exception {
    var passes = new Passes();
    var ticker = new Ticker(vertx, "test", SOON, passes::begin);
    ticker.start();
    for (int i = 0; i < 20; i++) {
      passes.next().complete();
    }
    assertEquals(1, passes.mostAtOnce.get());
    ticker.stop();
  }

  @Test
  void wake_ups_during_a_pass_are_one_pass_more(Vertx vertx) throws Exception {
    var passes = new Passes();
    var ticker = new Ticker(vertx, "test", NEVER_BY_ITSELF, passes::begin);
    ticker.start();
    var first = passes.next();
    ticker.wake();
    ticker.wake();
    ticker.wake();
    first.complete();
    passes.next().complete();
    ticker.stop().await(60, SECONDS);
    assertEquals(2, passes.begun.get());
  }

  @Test
  void a_wake_up_ends_the_pause(Vertx vertx) throws Exception {
    var passes = new Passes();
    var ticker = new Ticker(vertx, "test", NEVER_BY_ITSELF, passes::begin);
    ticker.start();
    passes.next().complete();
    ticker.wake();
    passes.next().complete();
    ticker.stop().await(60, SECONDS);
  }

  @Test
  void goes_on_after_failures_and_after_throws(Vertx vertx) throws Exception {
    var passes = new Semaphore(0);
    var count = new AtomicInteger();
    var ticker =
        new Ticker(
            vertx,
            "test",
            SOON,
            () -> {
              passes.release();
              return switch (count.getAndIncrement()) {
                case 0 -> Future.failedFuture("on purpose");
                case 1 -> throw new IllegalStateException("on purpose");
                default -> Future.succeededFuture();
              };
            });
    ticker.start();
    assertTrue(passes.tryAcquire(4, 10, SECONDS));
    ticker.stop().await(60, SECONDS);
  }

  @Test
  void stop_completes_when_the_running_pass_has_ended(Vertx vertx) throws Exception {
    var passes = new Passes();
    var ticker = new Ticker(vertx, "test", SOON, passes::begin);
    ticker.start();
    var running = passes.next();
    var stopped = ticker.stop();
    ticker.wake();
    assertFalse(stopped.isComplete());
    running.complete();
    stopped.await(60, SECONDS);
    assertEquals(1, passes.begun.get());
  }

  @Test
  void stops_without_ever_having_started(Vertx vertx) throws Exception {
    var passes = new Passes();
    var ticker = new Ticker(vertx, "test", SOON, passes::begin);
    ticker.stop().await(60, SECONDS);
    ticker.start();
    ticker.wake();
    ticker.stop().await(60, SECONDS);
    assertEquals(0, passes.begun.get());
  }

  @Test
  void pauses_grow_from_the_shortest_to_the_longest() {
    var pace = new Pace(Duration.ofMillis(200), Duration.ofSeconds(1), 0, new Random(1));
    assertEquals(200, pace.millis(0));
    assertEquals(400, pace.millis(1));
    assertEquals(800, pace.millis(2));
    assertEquals(1000, pace.millis(3));
    assertEquals(1000, pace.millis(Integer.MAX_VALUE));
  }

  @Test
  void jitter_keeps_to_its_bounds() {
    var pace = new Pace(Duration.ofMillis(100), Duration.ofMillis(100), 0.2, new Random(1));
    for (int i = 0; i < 1000; i++) {
      long millis = pace.millis(i);
      assertTrue(millis >= 80 && millis <= 120, () -> "pause of " + millis);
    }
  }

  @Test
  void refuses_a_pace_that_makes_no_sense() {
    assertThrows(IllegalArgumentException.class, () -> pace(Duration.ZERO, Duration.ofSeconds(1)));
    assertThrows(
        IllegalArgumentException.class, () -> pace(Duration.ofSeconds(2), Duration.ofSeconds(1)));
  }

  private static Pace pace(Duration shortest, Duration longest) {
    return new Pace(shortest, longest, 0, new Random(1));
  }

  /** Passes that end when the test says so. */
  private static final class Passes {
    private final BlockingQueue<Promise<Void>> open = new LinkedBlockingQueue<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    Future<Void> begin() {
      begun.incrementAndGet();
      mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      var promise = Promise.<Void>promise();
      open.add(promise);
      return promise
          .future()
          .eventually(
              () -> {
                atOnce.decrementAndGet();
                return Future.succeededFuture();
              });
    }

    Promise<Void> next() throws InterruptedException {
      var next = open.poll(10, SECONDS);
      if (next == null) {
        throw new AssertionError("no pass within 10 s");
      }
      return next;
    }
  }
}
