package dev.errand.core.field;

import java.util.Arrays;
import java.util.Locale;

/** What the health score of a field comes to, from the worst on. */
public enum HealthStatus {
  CRITICAL(3),
  POOR(5),
  MODERATE(7),
  GOOD(8.5),
  EXCELLENT(Double.POSITIVE_INFINITY);

  private final double below;

  HealthStatus(double below) {
    this.below = below;
  }

  /** That of a score. */
  public static HealthStatus of(double score) {
    return Arrays.stream(values())
        .filter(status -> score < status.below)
        .findFirst()
        .orElse(EXCELLENT);
  }

  /** As callers know it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
