package dev.errand.core.queue;

import dev.errand.core.bus.Query;
import dev.errand.core.identity.Sight;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked about queues.
 *
 * @param <R> the answer
 */
public sealed interface QueueQuery<R> extends Query<R> {

  /** How many tasks stand where, over all tenants. Reads every task: not to be asked often. */
  record CountTasks() implements QueueQuery<List<TaskCount>> {}

  /** How many tasks of a tenant stand where, by namespace, or in the given one alone. */
  record GetQueueStats(String tenantId, @Nullable String namespace, Sight sight)
      implements QueueQuery<List<NamespaceStats>> {}

  /** Why a task does not run. */
  record ExplainTask(TaskKey key, Sight sight) implements QueueQuery<Explanation> {}

  /** So many tasks of a namespace's name, a performer and a status. */
  record TaskCount(String namespace, String performer, String status, long count) {}

  /**
   * How a namespace stands.
   *
   * @param namespace its name
   * @param paused whether it gives out nothing
   * @param maxRunning how many of its executions may run at once; null for no limit
   * @param counts of its tasks; every status is there
   * @param oldestQueuedAt since when the oldest task that may be taken waits
   */
  record NamespaceStats(
      String namespace,
      boolean paused,
      @Nullable Integer maxRunning,
      Map<TaskStatus, Long> counts,
      @Nullable Instant oldestQueuedAt) {}
}
