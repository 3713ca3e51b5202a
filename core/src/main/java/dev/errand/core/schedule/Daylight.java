package dev.errand.core.schedule;

/**
 * What happens to a time of day that a change of clocks leaves out or repeats.
 *
 * @param gap where clocks go forward
 * @param overlap where clocks go back
 */
public record Daylight(Gap gap, Overlap overlap) {

  /** For all but recurrence rules. */
  public static final Daylight USUAL = new Daylight(Gap.SHIFT_FORWARD, Overlap.FIRST);

  /** For recurrence rules: RFC 5545, section 3.3.10, ignores times that do not exist. */
  public static final Daylight OF_RECURRENCES = new Daylight(Gap.SKIP, Overlap.FIRST);

  /** Every instant whose local time fits: what follows elapsed time. */
  static final Daylight ELAPSED = new Daylight(Gap.SKIP, Overlap.BOTH);

  /** A local time that does not exist. */
  public enum Gap {
    /** No firing. */
    SKIP,
    /** Fires at the first instant after the gap. */
    SHIFT_FORWARD
  }

  /** A local time that happens twice. */
  public enum Overlap {
    /** Fires before the clocks go back. */
    FIRST,
    /** Fires after the clocks went back. */
    SECOND,
    /** Fires at both. */
    BOTH
  }
}
