package dev.errand.core.queue;

import dev.errand.core.postgres.Pg;
import dev.errand.core.queue.QueueQuery.CountTasks;
import dev.errand.core.queue.QueueQuery.ExplainTask;
import dev.errand.core.queue.QueueQuery.GetQueueStats;
import dev.errand.core.queue.QueueQuery.NamespaceStats;
import dev.errand.core.queue.QueueQuery.TaskCount;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;

/** Tells about queues. Thread-safe. */
public final class Queues {

  private final TaskCounts counts;
  private final Explanations explanations;

  /** On the given clients and clock. */
  public Queues(Pg pg, InstantSource clock) {
    counts = new TaskCounts(pg);
    explanations = new Explanations(pg, clock);
  }

  /** Counts the tasks of all tenants. */
  public Future<List<TaskCount>> count(CountTasks query) {
    return counts.ofAll();
  }

  /** Counts the tasks of one tenant, by namespace. */
  public Future<List<NamespaceStats>> stats(GetQueueStats query) {
    return counts.of(query);
  }

  /** Says why a task does not run. */
  public Future<Explanation> explain(ExplainTask query) {
    return explanations.explain(query);
  }
}
