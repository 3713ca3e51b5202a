package dev.errand.core.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a schedule.
 *
 * @param start no firing before; null means from its creation on
 * @param end no firing after; null means without end
 * @param maxRuns how many firings at most; null means any number
 */
public record Bounds(@Nullable Instant start, @Nullable Instant end, @Nullable Integer maxRuns) {

  /** No limits. */
  public static final Bounds NONE = new Bounds(null, null, null);

  /** Whether that many firings are all that there may be. */
  public boolean spentBy(long runs) {
    return maxRuns != null && runs >= maxRuns;
  }
}
