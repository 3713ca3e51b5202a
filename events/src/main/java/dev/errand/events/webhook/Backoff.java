package dev.errand.events.webhook;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** When what has failed is tried again. */
final class Backoff {

  /** About a day in all. */
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(2),
          Duration.ofHours(4),
          Duration.ofHours(6),
          Duration.ofHours(10));

  private static final Duration LONGEST = Duration.ofHours(24);
  private static final double JITTER = 0.1;

  private Backoff() {}

  /**
   * The pause before the next attempt; null if there is none.
   *
   * @param before how many attempts there were before the one that has failed
   * @param asked what the receiver asked for; null for nothing
   */
  static @Nullable Duration after(int before, @Nullable Duration asked, RandomGenerator random) {
    if (before >= PAUSES.size()) {
      return null;
    }
    var usual = PAUSES.get(before);
    var spread = usual.plusMillis((long) (usual.toMillis() * JITTER * random.nextDouble()));
    if (asked == null || asked.compareTo(spread) <= 0) {
      return spread;
    }
    return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }
}
