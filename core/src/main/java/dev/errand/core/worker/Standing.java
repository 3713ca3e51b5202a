package dev.errand.core.worker;

import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.lease.Held;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskStatus;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where an execution of a worker task stands. */
sealed interface Standing {

  /** There is none, or none that a worker may know of. */
  record Unknown() implements Standing {}

  /** Somebody holds it. */
  record Leased(Held held, boolean cancelRequested) implements Standing {

    boolean isOf(long token) {
      return held.lease().token() == token;
    }
  }

  /** It is over. */
  record Over(
      UUID taskId,
      @Nullable Long token,
      ExecutionStatus status,
      TaskStatus taskStatus,
      @Nullable Instant runAt)
      implements Standing {

    boolean isOf(long other) {
      return token != null && token == other;
    }
  }

  /** What to answer to somebody who does not hold it by the given token, or no more. */
  default Problem refusal(UUID executionId, long token) {
    return switch (this) {
      case Unknown unknown -> new Problem.NotFound("execution", executionId);
      case Leased leased ->
          lost(leased.cancelRequested() && leased.isOf(token) ? "cancelled" : "superseded");
      case Over over ->
          switch (over.status()) {
            case LOST -> lost("expired");
            case TIMED_OUT -> lost("time_limit");
            case CANCELLED -> lost("cancelled");
            default -> lost(over.isOf(token) ? "ended" : "superseded");
          };
    };
  }

  private static Problem lost(String reason) {
    var message =
        switch (reason) {
          case "expired" ->
              "The lease expired, and the execution counts as lost; stop working on it";
          case "time_limit" ->
              "The time limit of the task has passed, and the execution counts as timed out; stop"
                  + " working on it";
          case "ended" -> "The execution has ended already, by an outcome told with this token";
          case "cancelled" -> "The task was cancelled; stop working on it";
          default ->
              "The token is not, or no longer, that of the execution's lease; stop working on it";
        };
    return new Problem.Conflict("lease_lost", message, Map.of("reason", reason));
  }
}
