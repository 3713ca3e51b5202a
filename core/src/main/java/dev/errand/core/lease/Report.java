package dev.errand.core.lease;

import dev.errand.core.execution.ExecutionStatus;
import dev.errand.executor.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What an execution came to, as whoever ran it says.
 *
 * @param status succeeded, failed, timed_out, snoozed or cancelled
 * @param outcome in detail
 * @param traces what it left on the way
 */
public record Report(ExecutionStatus status, Outcome outcome, Traces traces) {

  /**
   * What an execution left on the way.
   *
   * @param progress percent; null if it never said
   * @param log its lines; null if there are none
   * @param traceback where it failed, in the words of its language; null if it did not say
   */
  public record Traces(
      @Nullable Integer progress, @Nullable String log, @Nullable String traceback) {

    /** None. */
    public static final Traces NONE = new Traces(null, null, null);
  }
}
