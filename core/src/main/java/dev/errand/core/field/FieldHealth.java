package dev.errand.core.field;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a field is, by the numbers of the service that looks at it from above and by no others: what
 * that does not say is null here, and nothing follows from it.
 *
 * @param score 0 to 10
 * @param vegetationCoverage in percent
 * @param alerts as the service says them
 */
public record FieldHealth(
    String fieldId,
    double score,
    Zones zones,
    Ndvi ndvi,
    @Nullable Double vegetationCoverage,
    List<Object> alerts) {

  /** How much of the field is in which state, in percent. */
  public record Zones(
      @Nullable Double healthy,
      @Nullable Double stressed,
      @Nullable Double critical,
      @Nullable Double bareSoil,
      @Nullable Double water) {}

  /** The vegetation index over the field, −1 to 1. */
  public record Ndvi(
      @Nullable Double mean, @Nullable Double min, @Nullable Double max, @Nullable Double stdDev) {}

  /** What the score comes to. */
  public HealthStatus status() {
    return HealthStatus.of(score);
  }

  /** Whether somebody should look at it. */
  public boolean needsAttention() {
    return status().compareTo(HealthStatus.GOOD) < 0
        || isAbove(10, zones.critical())
        || isAbove(25, zones.stressed())
        || !alerts.isEmpty();
  }

  private static boolean isAbove(double limit, @Nullable Double value) {
    return value != null && value > limit;
  }
}
