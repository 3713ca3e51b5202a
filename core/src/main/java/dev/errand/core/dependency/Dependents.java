package dev.errand.core.dependency;

import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.dependency.DependencyCommand.SweepDependencies;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.Transaction;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskKey;
import dev.errand.core.ticker.Later;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to the tasks that wait for those that have ended. Whoever ends a task looks afterwards for
 * those that wait for it, and whoever makes a task wait looks afterwards whether what it waits for
 * has ended: each commits before it looks, so one of the two sees the other. What a crash leaves
 * undone, the sweep finds. Confined to one event loop.
 */
public final class Dependents {

  private static final Logger LOG = LoggerFactory.getLogger(Dependents.class);
  private static final int BATCH = 500;

  /** While no dependency is open, ends are looked into once in so many milliseconds. */
  private static final long IDLE_MILLIS = 1000;

  private static final long BUSY_MILLIS = 5;

  /** Ends that wait to be looked into; of more than these the sweep takes care. */
  private static final int REMEMBERED = 100_000;

  private static final TaskKey BEGINNING = new TaskKey("", new UUID(0, 0));

  /** What closes a dependency d on a task c. */
  private static final String OVER =
      """
      (c.status = 'completed' or (d.on_failure <> 'block'
        and (c.status in ('failed', 'cancelled') or c.deleted_at is not null)))
      """;

  private static final String WAITING =
      """
      with waiting as materialized (
        select distinct d.tenant_id, d.task_id
        from unnest($1::text[], $2::uuid[]) as k(tenant_id, id)
        join dependency d on d.tenant_id = k.tenant_id and d.depends_on_id = k.id and d.open
        join task_current c on c.tenant_id = d.tenant_id and c.id = d.depends_on_id
        where
      """
          + OVER
          + """
        order by d.tenant_id, d.task_id limit $3
      )
      select t.tenant_id, t.id from waiting w
      join task t on t.tenant_id = w.tenant_id and t.id = w.task_id
      order by t.tenant_id, t.id
      """;

  static final String FIND = WAITING;

  /** Always in the same order, and always before anything else of the same tasks. */
  static final String LOCK = WAITING + "for update of t";

  static final String CLOSE =
      """
      with closed as (
        update dependency d set open = false
        from unnest($1::text[], $2::uuid[]) as k(tenant_id, id), task_current c
        where d.tenant_id = k.tenant_id and d.task_id = k.id and d.open
          and c.tenant_id = d.tenant_id and c.id = d.depends_on_id and
      """
          + OVER
          + """
        returning d.tenant_id, d.task_id, d.on_failure = 'cancel' and c.status <> 'completed' as doomed
      )
      select tenant_id, task_id, bool_or(doomed) from closed group by tenant_id, task_id
      """;

  static final String OPEN = "select exists (select from dependency where open)";

  static final String PAGE =
      """
      select tenant_id, depends_on_id from dependency
      where open and (tenant_id, depends_on_id) > ($1, $2)
      group by tenant_id, depends_on_id
      order by tenant_id, depends_on_id limit $3
      """;

  private final Later later;
  private final Pg pg;
  private final InstantSource clock;
  private final Runnable released;
  private final Coalescer<List<TaskKey>, Boolean> waitedFor;
  private final List<TaskKey> ended = new ArrayList<>();
  private boolean waiting;
  private boolean anyOpen;

  /** The action tells others that tasks have been released. */
  public Dependents(Later later, Pg pg, InstantSource clock, Runnable released) {
    this.later = later;
    this.pg = pg;
    this.clock = clock;
    this.released = released;
    waitedFor = new Coalescer<>(new Coalescer.Limits(BATCH, 1, REMEMBERED), this::lookFor);
  }

  /** Tasks have ended, and that is committed. Returns at once; what follows happens later. */
  public void ended(List<TaskKey> keys) {
    if (keys.isEmpty() || ended.size() > REMEMBERED) {
      return;
    }
    ended.addAll(keys);
    if (!waiting) {
      waiting = true;
      later.after(anyOpen ? BUSY_MILLIS : IDLE_MILLIS, this::look);
    }
  }

  /** After a command that may have ended or deleted a task. */
  public void mayHaveEnded(Task task) {
    ended(List.of(task.key()));
  }

  private void look() {
    waiting = false;
    var batch = List.copyOf(ended);
    ended.clear();
    Future<?> looked =
        anyOpen
            ? settle(batch)
            : anyOpen().compose(any -> any ? settle(batch) : Future.succeededFuture(0));
    looked.onFailure(failure -> LOG.warn("Those who wait for ended tasks wait on", failure));
  }

  private Future<Boolean> anyOpen() {
    return pg.run(OPEN, Tuple.tuple()).map(rows -> anyOpen = rows.iterator().next().getBoolean(0));
  }

  /**
   * Somebody waits for these from now on, and that is committed. Looks whether any of them has
   * ended meanwhile; answers true if that was so, and tasks have been changed.
   */
  public Future<Boolean> waitedFor(List<TaskKey> keys) {
    anyOpen = true;
    return waitedFor.submit(keys);
  }

  private Future<List<Boolean>> lookFor(List<List<TaskKey>> batch) {
    return settle(batch.stream().flatMap(List::stream).distinct().toList())
        .map(settled -> Collections.nCopies(batch.size(), settled > 0));
  }

  /** Sees to all who wait for any of these; answers with the number of those who do no longer. */
  private Future<Integer> settle(List<TaskKey> keys) {
    Future<Integer> settled = Future.succeededFuture(0);
    for (int i = 0; i < keys.size(); i += BATCH) {
      var batch = keys.subList(i, Math.min(keys.size(), i + BATCH));
      settled = settled.compose(sum -> batch(batch).map(more -> sum + more));
    }
    return settled;
  }

  private Future<Integer> batch(List<TaskKey> keys) {
    return pg.run(FIND, Release.arrays(keys).addInteger(1))
        .compose(
            found ->
                found.size() == 0
                    ? Future.succeededFuture(0)
                    : pg.transaction(transaction -> close(transaction, keys))
                        .compose(settled -> next(keys, settled)));
  }

  /** What one transaction has settled. */
  private record Settled(int locked, List<TaskKey> released, List<TaskKey> cancelled) {}

  /** There may be more than one transaction holds; and who is called off is waited for, too. */
  private Future<Integer> next(List<TaskKey> keys, Settled settled) {
    if (!settled.released().isEmpty() || !settled.cancelled().isEmpty()) {
      released.run();
    }
    int count = settled.released().size() + settled.cancelled().size();
    return settle(settled.cancelled())
        .compose(
            more ->
                settled.locked() < BATCH
                    ? Future.succeededFuture(more)
                    : batch(keys).map(rest -> rest + more))
        .map(more -> count + more);
  }

  private Future<Settled> close(Transaction transaction, List<TaskKey> keys) {
    var now = clock.instant();
    return transaction
        .run(LOCK, Release.arrays(keys).addInteger(BATCH))
        .map(Release::keys)
        .compose(
            locked ->
                transaction
                    .run(CLOSE, Release.arrays(locked))
                    .compose(
                        closed -> {
                          var doomed = new ArrayList<TaskKey>();
                          var free = new ArrayList<TaskKey>();
                          closed.forEach(
                              row ->
                                  (row.getBoolean(2) ? doomed : free)
                                      .add(new TaskKey(row.getString(0), row.getUUID(1))));
                          return Release.cancel(transaction, doomed, now)
                              .compose(
                                  cancelled ->
                                      Release.release(transaction, free, now)
                                          .map(
                                              done -> new Settled(locked.size(), done, cancelled)));
                        }));
  }

  /** Looks at every open dependency, page by page; one look if there is none. */
  public Future<Integer> sweep(SweepDependencies command) {
    return anyOpen().compose(any -> any ? page(BEGINNING) : Future.succeededFuture(0));
  }

  private Future<Integer> page(TaskKey after) {
    return pg.run(PAGE, Tuple.of(after.tenantId(), after.id(), BATCH))
        .map(Release::keys)
        .compose(
            keys ->
                settle(keys)
                    .compose(
                        settled ->
                            keys.size() < BATCH
                                ? Future.succeededFuture(settled)
                                : page(keys.getLast()).map(more -> settled + more)));
  }
}
