package dev.errand.core.lease;

import dev.errand.core.bus.Query;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What operators can ask about the queue, over all tenants.
 *
 * @param <R> the answer
 */
public sealed interface LeaseQuery<R> extends Query<R> {

  /** How much waits and runs. */
  record GetQueueDepth() implements LeaseQuery<QueueDepth> {}

  /**
   * How much waits and runs.
   *
   * @param ready executions that may be taken now
   * @param deferred tasks whose time lies ahead
   * @param running executions that somebody holds
   * @param oldestReadyAt since when the oldest of those that may be taken waits
   */
  record QueueDepth(long ready, long deferred, long running, @Nullable Instant oldestReadyAt) {}
}
