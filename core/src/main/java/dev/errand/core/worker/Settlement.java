package dev.errand.core.worker;

import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of what a worker told about one execution. */
public sealed interface Settlement {

  /** Which execution. */
  UUID executionId();

  /**
   * It ended so, now or when the same was told before.
   *
   * @param executionId which
   * @param taskId whose
   * @param status of the execution
   * @param taskStatus what the task became by it
   * @param runAt when the task may be taken again; null if it is not to be
   */
  record Accepted(
      UUID executionId,
      UUID taskId,
      ExecutionStatus status,
      TaskStatus taskStatus,
      @Nullable Instant runAt)
      implements Settlement {}

  /** Nothing was changed, for this reason. */
  record Refused(UUID executionId, Problem problem) implements Settlement {}
}
