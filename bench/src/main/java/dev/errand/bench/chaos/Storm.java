package dev.errand.bench.chaos;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Strikes in a random order, for a bounded time. Confined to one thread. */
final class Storm {

  private static final int LONGEST_PAUSE_MILLIS = 8000;

  /** Longer than the leases of workers and services last in a chaos run. */
  private static final Duration FROZEN = Duration.ofSeconds(12);

  private final Cluster cluster;
  private final SplittableRandom random;
  private final Map<Strike, Integer> counts = new EnumMap<>(Strike.class);

  Storm(Cluster cluster, SplittableRandom random) {
    this.cluster = cluster;
    this.random = random;
  }

  /** Rages for so long, then lets everybody live. Answers how often what has struck. */
  Map<Strike, Integer> rage(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      var strike = Strike.next(random);
      counts.merge(strike, 1, Integer::sum);
      System.out.println("  " + strike);
      strike.hit(cluster, random);
      Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
      cluster.thaw(FROZEN);
      cluster.revive();
    }
    cluster.thaw(Duration.ZERO);
    cluster.revive();
    return counts;
  }
}
