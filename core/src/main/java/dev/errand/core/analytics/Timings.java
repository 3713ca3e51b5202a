package dev.errand.core.analytics;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long executions ran or waited: how many of them in which bucket. Bucket 0 is below a
 * millisecond, and each further one ends at 51/49 of where the one below it ends, the first at a
 * millisecond. What is told of a bucket is its middle, at most 2 % from anything in it. Not
 * thread-safe.
 */
final class Timings {

  private static final double GROWTH = 51.0 / 49;
  private static final double MIDDLE = 0.98;

  private final SortedMap<Integer, Long> counts = new TreeMap<>();

  void add(int bucket, long count) {
    counts.merge(bucket, count, Long::sum);
  }

  void add(Timings others) {
    others.counts.forEach(this::add);
  }

  Percentiles percentiles() {
    return new Percentiles(millis(50), millis(95), millis(99));
  }

  /** That of the least which so many percent do not exceed. */
  private @Nullable Long millis(int percent) {
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    long rank = (total * percent + 99) / 100;
    for (Map.Entry<Integer, Long> bucket : counts.entrySet()) {
      rank -= bucket.getValue();
      if (rank <= 0) {
        return middle(bucket.getKey());
      }
    }
    return null;
  }

  private static long middle(int bucket) {
    return bucket == 0 ? 0 : Math.round(MIDDLE * Math.pow(GROWTH, bucket - 1.0));
  }
}
