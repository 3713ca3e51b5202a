package dev.errand.core.lease;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.task.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How an execution ends, and what its task becomes. Applied only while the lease is held.
 *
 * @param lease the right to end it
 * @param status of the execution
 * @param taskStatus what the task becomes: completed, failed, retry, scheduled or cancelled
 * @param outcome what it has come to
 * @param memory what the next execution will find; null leaves what is there
 * @param next the execution that follows; null if none does
 * @param at when it ended
 */
public record Ending(
    Claim.Lease lease,
    ExecutionStatus status,
    TaskStatus taskStatus,
    Execution.Outcome outcome,
    @Nullable JsonObject memory,
    @Nullable Next next,
    Instant at) {

  /**
   * The execution that follows.
   *
   * @param executionId its id
   * @param runAt when it may be taken
   * @param attempt its number
   */
  public record Next(UUID executionId, Instant runAt, int attempt) {}
}
