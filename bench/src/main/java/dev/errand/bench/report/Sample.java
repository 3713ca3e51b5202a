package dev.errand.bench.report;

import dev.errand.bench.load.Latencies;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one side did in one run.
 *
 * @param count of what is counted: tasks, or reads
 * @param latencies of its requests; null where there are none to be seen
 * @param walBytes written to the write-ahead log meanwhile
 * @param processor where the processors' time went; null where it cannot be told apart
 */
public record Sample(
    long count,
    Duration elapsed,
    @Nullable Latencies latencies,
    long walBytes,
    @Nullable Processor processor) {

  /**
   * Processor time used.
   *
   * @param service by Errand
   * @param database by PostgreSQL
   * @param load by whoever made the load
   */
  public record Processor(Duration service, Duration database, Duration load) {}

  /** The rate. */
  public double perSecond() {
    return count / (elapsed.toNanos() / 1e9);
  }
}
