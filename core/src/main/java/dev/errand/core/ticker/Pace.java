package dev.errand.core.ticker;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a ticker pauses between two passes: the shortest pause after a wake-up, twice as long
 * each time that nobody wakes it, up to the longest.
 *
 * @param shortest at least 1 ms
 * @param longest not less than the shortest
 * @param jitter by which part a pause may be shorter or longer, from 0 to below 1, so that nodes
 *     that start together do not keep asking together
 * @param random of the jitter
 */
public record Pace(Duration shortest, Duration longest, double jitter, RandomGenerator random) {

  /** Checks the bounds. */
  public Pace {
    if (shortest.toMillis() < 1 || longest.compareTo(shortest) < 0) {
      throw new IllegalArgumentException(
          "a pause lasts at least 1 ms, and the longest no less than the shortest: "
              + shortest
              + ", "
              + longest);
    }
    if (!(jitter >= 0 && jitter < 1)) {
      throw new IllegalArgumentException("jitter is at least 0 and below 1: " + jitter);
    }
  }

  /** The same pause each time, but for a jitter of a tenth. */
  public static Pace every(Duration pause, RandomGenerator random) {
    return new Pace(pause, pause, 0.1, random);
  }

  long millis(int passesSinceWake) {
    long millis = shortest.toMillis() << Math.min(passesSinceWake, 20);
    double factor = jitter == 0 ? 1 : 1 + jitter * (2 * random.nextDouble() - 1);
    return Math.max(1, (long) (Math.min(millis, longest.toMillis()) * factor));
  }
}
