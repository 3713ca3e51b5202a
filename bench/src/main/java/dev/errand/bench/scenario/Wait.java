package dev.errand.bench.scenario;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for something that others bring about. */
final class Wait {

  private static final long POLL_MILLIS = 500;

  private Wait() {}

  /**
   * Looks twice a second.
   *
   * @param what is waited for, as a statement
   * @throws IllegalStateException if it has not come about in time
   */
  static void until(String what, Duration longest, BooleanSupplier condition) {
    long end = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("It is not so after %s that %s".formatted(longest, what));
      }
      during(Duration.ofMillis(POLL_MILLIS));
    }
  }

  /** Waits for so long. */
  static void during(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting", e);
    }
  }
}
