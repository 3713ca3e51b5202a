package dev.errand.core.worker;

import dev.errand.core.bus.Query;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What callers can ask about remote workers.
 *
 * @param <R> the answer
 */
public sealed interface WorkerQuery<R> extends Query<R> {

  /**
   * The tenant's remote workers of the last week, by id.
   *
   * @param tenantId whose
   * @param limit 1 to 100
   * @param offset how many to pass over
   * @param after only those whose id comes after this one; null for all
   */
  record ListWorkers(String tenantId, int limit, int offset, @Nullable String after)
      implements WorkerQuery<WorkerPage> {}

  /**
   * A page of workers.
   *
   * @param items by id
   * @param total how many there are
   * @param next where the next page begins; null after the last
   */
  record WorkerPage(List<RemoteWorker> items, int total, @Nullable String next) {}

  /**
   * A remote worker, as it was last seen.
   *
   * @param id its name, of its own choosing
   * @param namespaces that it claims from
   * @param types that it claims; null for any
   * @param firstSeenAt when it claimed first
   * @param seenAt when it was last heard of, to a few seconds
   * @param running executions that it holds
   */
  record RemoteWorker(
      String id,
      List<String> namespaces,
      @Nullable List<String> types,
      Instant firstSeenAt,
      Instant seenAt,
      int running) {}
}
