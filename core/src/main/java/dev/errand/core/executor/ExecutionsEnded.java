package dev.errand.core.executor;

import dev.errand.core.bus.Notification;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.lease.Report;
import dev.errand.executor.Outcome;
import java.util.List;
import java.util.UUID;

/**
 * Executions that this process began have ended, in whatever way; each is told of exactly once.
 * Several at a time, since a message for each would cost more than a short execution.
 *
 * @param all those that have ended since the last notification
 */
public record ExecutionsEnded(List<Ended> all) implements Notification {

  /**
   * How one ended.
   *
   * @param executionId which
   * @param status succeeded, failed, timed_out, snoozed or cancelled
   * @param outcome what the executor returned, or what stands for what it did instead
   * @param traces what it left on the way
   */
  public record Ended(
      UUID executionId, ExecutionStatus status, Outcome outcome, Report.Traces traces) {}
}
