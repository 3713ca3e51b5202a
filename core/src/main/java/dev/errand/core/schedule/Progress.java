package dev.errand.core.schedule;

import java.time.Instant;

/**
 * How far a schedule has come.
 *
 * @param since everything up to and including this time is done with: the last logical time; for a
 *     schedule anchored from completion, when its last execution completed; before the first firing
 *     and after a pause, when it was created or went on
 * @param runs how often it has fired
 */
public record Progress(Instant since, long runs) {

  /** Of a schedule that has not fired yet. */
  public static Progress from(Instant created) {
    return new Progress(created, 0);
  }
}
