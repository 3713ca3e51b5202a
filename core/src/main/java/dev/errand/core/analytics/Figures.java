package dev.errand.core.analytics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What executions have come to. Those that were put off have not been run: they are in {@code
 * snoozed} and in what was used, and nowhere else.
 *
 * @param counts by outcome
 * @param durationMs how long they ran, together
 * @param used what they used, together
 */
public record Figures(Counts counts, long durationMs, Used used) {

  /** Nothing. */
  public static final Figures NONE =
      new Figures(new Counts(0, 0, 0, 0, 0, 0), 0, new Used(BigDecimal.ZERO, 0, 0));

  /** How many ended how. */
  public record Counts(
      long succeeded, long failed, long timedOut, long lost, long cancelled, long snoozed) {

    private Counts plus(Counts other) {
      return new Counts(
          succeeded + other.succeeded,
          failed + other.failed,
          timedOut + other.timedOut,
          lost + other.lost,
          cancelled + other.cancelled,
          snoozed + other.snoozed);
    }
  }

  /** What was used: credits, tokens of a language model, calls to upstreams. */
  public record Used(BigDecimal credits, long tokens, long apiCalls) {

    private Used plus(Used other) {
      return new Used(credits.add(other.credits), tokens + other.tokens, apiCalls + other.apiCalls);
    }
  }

  /** Both together. */
  public Figures plus(Figures other) {
    return new Figures(
        counts.plus(other.counts), durationMs + other.durationMs, used.plus(other.used));
  }

  /** All that were run, whatever came of it. */
  public long executions() {
    return counts.succeeded() + failures() + counts.cancelled();
  }

  /** Those that failed, took too long, or were lost. */
  public long failures() {
    return counts.failed() + counts.timedOut() + counts.lost();
  }

  /** How many percent succeeded, to two digits; null of none. */
  public @Nullable BigDecimal successRate() {
    return perExecution(BigDecimal.valueOf(counts.succeeded()).movePointRight(2));
  }

  /** How long one ran, in milliseconds, to two digits; null of none. */
  public @Nullable BigDecimal averageMs() {
    return perExecution(BigDecimal.valueOf(durationMs));
  }

  private @Nullable BigDecimal perExecution(BigDecimal sum) {
    return executions() == 0
        ? null
        : sum.divide(BigDecimal.valueOf(executions()), 2, RoundingMode.HALF_UP);
  }
}
