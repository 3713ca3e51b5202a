package dev.errand.core.quota;

import dev.errand.core.identity.Level;
import org.jspecify.annotations.Nullable;

/**
 * What a level allows.
 *
 * @param tasks that are not over, at a time; null for any number
 * @param executionsPerDay asked for in a day of UTC; null for any number
 */
public record Allowance(@Nullable Integer tasks, @Nullable Integer executionsPerDay) {

  /** Of a level. */
  public static Allowance of(Level level) {
    return switch (level) {
      case FREE -> new Allowance(5, 10);
      case BASIC -> new Allowance(20, 100);
      case PRO -> new Allowance(100, 1000);
      case ENTERPRISE -> new Allowance(null, null);
    };
  }

  /** True if it allows anything. */
  public boolean unlimited() {
    return tasks == null && executionsPerDay == null;
  }
}
