package dev.errand.core.execution;

import dev.errand.core.bus.Query;
import dev.errand.core.identity.Sight;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What callers can ask about executions.
 *
 * @param <R> the answer
 */
public sealed interface ExecutionQuery<R> extends Query<R> {

  /** One execution, queued, running or ended. */
  record GetExecution(String tenantId, UUID id, Sight sight) implements ExecutionQuery<Execution> {}

  /**
   * A task's executions, newest first.
   *
   * @param tenantId whose task
   * @param taskId which
   * @param limit 1 to 100
   * @param offset how many to pass over
   * @param before only executions older than this one; null for all
   * @param sight which tasks there are for who asks
   */
  record ListExecutions(
      String tenantId, UUID taskId, int limit, int offset, @Nullable UUID before, Sight sight)
      implements ExecutionQuery<ExecutionPage> {}

  /**
   * The tenant's executions, newest first.
   *
   * @param tenantId whose
   * @param filter which
   * @param limit 1 to 100
   * @param offset how many to pass over
   * @param before only executions older than this one; null for all
   * @param sight which tasks there are for who asks
   */
  record FindExecutions(
      String tenantId, Filter filter, int limit, int offset, @Nullable UUID before, Sight sight)
      implements ExecutionQuery<ExecutionPage> {}

  /**
   * Which executions; what is empty or null leaves none out.
   *
   * @param statuses that they may have
   * @param taskId whose
   * @param workerId who took them
   * @param namespace of their tasks
   */
  record Filter(
      List<ExecutionStatus> statuses,
      @Nullable UUID taskId,
      @Nullable String workerId,
      @Nullable String namespace) {}

  /**
   * A page of executions.
   *
   * @param items newest first
   * @param total how many there are; null past 10,000
   * @param next where the next page begins; null after the last
   */
  record ExecutionPage(List<Execution> items, @Nullable Integer total, @Nullable UUID next) {}
}
