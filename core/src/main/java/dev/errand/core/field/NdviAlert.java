package dev.errand.core.field;

import dev.errand.core.task.Priority;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * That somebody has seen the vegetation index of a field where it should not be. Decimal, so that a
 * limit is met exactly.
 *
 * @param ndvi the index now, −1 to 1
 * @param previous the index before; null if it is not known
 * @param deviation how far it is from what was expected
 */
public record NdviAlert(
    Place place, Kind kind, BigDecimal ndvi, @Nullable BigDecimal previous, Deviation deviation) {

  private static final BigDecimal BARE = new BigDecimal("0.2");
  private static final BigDecimal SPARSE = new BigDecimal("0.3");
  private static final BigDecimal HUNDRED = new BigDecimal(100);
  private static final Priority URGENT = Priority.of("urgent");
  private static final Priority HIGH = Priority.of("high");

  /** What the alert is about. */
  public enum Kind {
    /** The index has fallen. */
    DROP,
    /** It is very low. */
    CRITICAL,
    /** It is not what it usually is. */
    ANOMALY
  }

  /** Where: a field, and the part of it if one is meant. */
  public record Place(String fieldId, @Nullable String zoneId) {}

  /** How far the index is from what was expected, as far as that is known. */
  public record Deviation(@Nullable BigDecimal zScore, @Nullable BigDecimal percent) {}

  /** How urgent it is. */
  public Priority priority() {
    if (ndvi.compareTo(BARE) < 0 || hasDroppedBy(30)) {
      return URGENT;
    }
    if (hasDroppedBy(20)) {
      return HIGH;
    }
    return switch (kind) {
      case CRITICAL -> URGENT;
      case DROP -> isBeyond(25, deviation.percent()) ? HIGH : Priority.MEDIUM;
      case ANOMALY -> isBeyond(3, deviation.zScore()) ? HIGH : Priority.MEDIUM;
    };
  }

  /** By more percent of what it was than these; from 0 or less nothing can be said. */
  private boolean hasDroppedBy(int percent) {
    return previous != null
        && previous.signum() > 0
        && previous
                .subtract(ndvi)
                .multiply(HUNDRED)
                .compareTo(previous.multiply(BigDecimal.valueOf(percent)))
            > 0;
  }

  private static boolean isBeyond(int limit, @Nullable BigDecimal value) {
    return value != null && value.abs().compareTo(BigDecimal.valueOf(limit)) > 0;
  }

  /** The type of the task that is to be done. */
  public String work() {
    return kind == Kind.DROP && ndvi.compareTo(SPARSE) >= 0 ? "irrigation" : "scouting";
  }

  /** How soon it is due. */
  public Duration within() {
    return priority().equals(URGENT)
        ? Duration.ofHours(4)
        : priority().equals(HIGH) ? Duration.ofHours(12) : Duration.ofDays(1);
  }
}
