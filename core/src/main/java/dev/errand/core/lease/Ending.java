package dev.errand.core.lease;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.task.TaskStatus;
import dev.errand.executor.Outcome.Notice;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How an execution ends, and what its task becomes. Applied only while the lease is held.
 *
 * @param lease the right to end it
 * @param status of the execution
 * @param taskStatus what the task becomes: completed, failed, retry, scheduled, queued or cancelled
 * @param outcome what it has come to
 * @param aftermath what follows from it
 * @param at when it ended
 */
public record Ending(
    Claim.Lease lease,
    ExecutionStatus status,
    TaskStatus taskStatus,
    Execution.Outcome outcome,
    Aftermath aftermath,
    Instant at) {

  /**
   * What follows from an ending.
   *
   * @param memory what the next execution will find; null leaves what is there
   * @param notices what somebody should hear of; published with the event
   * @param next the execution that follows; null if none does
   * @param expiry until when result and error are kept
   * @param finding what is known by it; null if nothing is
   */
  public record Aftermath(
      @Nullable JsonObject memory,
      List<Notice> notices,
      @Nullable Next next,
      Expiry expiry,
      @Nullable Finding finding) {

    /** Nothing follows. */
    public static final Aftermath NONE = new Aftermath(null, List.of(), null, Expiry.NEVER, null);

    /** The same, followed by another execution, if there is one. */
    public Aftermath followedBy(@Nullable Next execution) {
      return new Aftermath(memory, notices, execution, expiry, finding);
    }

    /** The same, with result and error kept for so long. */
    public Aftermath keptUntil(Expiry until) {
      return new Aftermath(memory, notices, next, until, finding);
    }

    /** The same, with a result that is a fact. */
    public Aftermath finding(Finding found) {
      return new Aftermath(memory, notices, next, expiry, found);
    }
  }

  /**
   * That the result is a fact: known under the task's title, for as long as the result is kept.
   *
   * @param factId its id
   * @param searched the text in which it is searched
   */
  public record Finding(UUID factId, String searched) {}

  /** When result and error are forgotten; null for as long as the execution is kept. */
  public record Expiry(@Nullable Instant result, @Nullable Instant error) {

    /** Both stay. */
    public static final Expiry NEVER = new Expiry(null, null);
  }

  /**
   * The execution that follows.
   *
   * @param executionId its id
   * @param runAt when it may be taken
   * @param attempt its number
   * @param keyed whether it needs its task's unique key back; where another task has it by now, the
   *     task fails instead
   */
  public record Next(UUID executionId, Instant runAt, int attempt, boolean keyed) {}

  /** True if more is to be done for the execution that follows than to put it off. */
  boolean needsMore() {
    var next = aftermath.next();
    return next != null && (next.keyed() || taskStatus == TaskStatus.QUEUED);
  }
}
