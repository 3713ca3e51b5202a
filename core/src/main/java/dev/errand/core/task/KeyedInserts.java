package dev.errand.core.task;

import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.Terms.Prerequisite;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Creates tasks that have a unique key or wait for others. Of those with one key the first becomes
 * a task, unless there is one already; the rest are merged into it, one after the other. Confined
 * to one event loop.
 */
final class KeyedInserts {

  /**
   * A holder that is claimed in the moment of the merge frees its key; more often means trouble.
   */
  private static final int TRIES = 20;

  private static final int MERGES_AT_ONCE = 4;

  /** Sorted by key, so that two such statements do not wait for each other. */
  private static final String TAKEN =
      """
      taken as (
        insert into unique_key (tenant_id, namespace, unique_key, task_id)
        select tenant_id, namespace, unique_key, id from asked
        where unique_key is not null and execution_id is not null
        order by tenant_id, namespace, unique_key, id
        on conflict do nothing
        returning tenant_id, task_id
      ), new as materialized (
        select a.* from asked a
        where a.unique_key is null or a.execution_id is null
          or exists (select from taken k where k.tenant_id = a.tenant_id and k.task_id = a.id)
      ),
      """;

  private static final String HELD =
      """
      , put_aside as (
        insert into held (
          tenant_id, task_id, execution_id, namespace, type, performer, concurrency_key, unique_key,
          priority_rank, run_at, attempt, trigger_type, trigger_data, expires_at, status)
        select
          tenant_id, id, execution_id, namespace, type, performer, coalesce(concurrency_key, ''),
          unique_key, priority_rank, run_at, 1, trigger_type, trigger_data::jsonb, expires_at,
          case when run_at > created_at then 'scheduled' else 'queued' end
        from new where status = 'blocked' and execution_id is not null
      ), waiting as (
        insert into dependency (
          tenant_id, task_id, depends_on_id, on_failure, open, created_at)
        select n.tenant_id, n.id, w.depends_on_id, w.on_failure, w.open, n.created_at
        from unnest($50::uuid[], $51::uuid[], $52::text[], $53::boolean[])
          as w(task_id, depends_on_id, on_failure, open)
        join new n on n.id = w.task_id
      )
      """;

  static final String INSERT =
      TaskInserts.asked()
          + TAKEN
          + TaskInserts.writes("case when status = 'blocked' then status else 'pending' end")
          + HELD
          + TaskInserts.publishing()
          + "select id from new";

  private final Pg pg;
  private final TaskInserts inserts;
  private final Coalescer<CreateTask, Optional<Task>> merges;

  KeyedInserts(Tasks.Means means, Coalescer<TaskKey, Optional<Task>> lookups) {
    pg = means.pg();
    inserts = new TaskInserts(pg, means.ids());
    var merging = new TaskMerges(means, lookups);
    // Nothing to coalesce, but many at once must not take all connections.
    merges =
        new Coalescer<>(
            new Coalescer.Limits(1, MERGES_AT_ONCE, means.limits().queue()),
            one -> merging.merge(one.getFirst()).map(List::of));
  }

  /**
   * A task, and what it has to wait for.
   *
   * @param command its status is blocked if it has to wait
   * @param open which of its prerequisites are not over
   */
  record Keyed(CreateTask command, Set<UUID> open) {

    static Keyed of(CreateTask command) {
      return new Keyed(command, Set.of());
    }
  }

  /**
   * Inserts what it can at once; the answers of the rest follow when they have been merged, each by
   * itself.
   */
  Future<List<Future<Task>>> insert(List<Keyed> batch) {
    return inserted(batch)
        .map(
            inserted -> {
              var answers = new ArrayList<Future<Task>>(batch.size());
              // One after the other for each key, as if they had been asked for in turn.
              Map<UniqueKey, Future<?>> turns = new HashMap<>();
              for (var keyed : batch) {
                var command = keyed.command();
                if (inserted.contains(command.task().key().id())) {
                  answers.add(Future.succeededFuture(command.task()));
                } else {
                  var turn = turns.getOrDefault(UniqueKey.of(command), Future.succeededFuture());
                  var merged = turn.transform(before -> merge(keyed, TRIES));
                  turns.put(UniqueKey.of(command), merged);
                  answers.add(merged);
                }
              }
              return answers;
            });
  }

  /** Who may have the key only once. */
  record UniqueKey(String tenantId, String namespace, String key) {

    static UniqueKey of(CreateTask command) {
      var kind = command.task().kind();
      return new UniqueKey(
          command.task().key().tenantId(),
          kind.namespace(),
          Objects.requireNonNull(kind.keys().unique()));
    }
  }

  private Future<Task> merge(Keyed keyed, int triesLeft) {
    var command = keyed.command();
    return merges
        .submit(command)
        .compose(
            holder -> {
              if (holder.isPresent()) {
                return Future.succeededFuture(holder.get());
              }
              return triesLeft > 1
                  ? insertOrMerge(keyed, triesLeft - 1)
                  : Future.failedFuture(
                      new Problem.Unavailable(
                          "The task with this unique_key keeps changing; try again"));
            });
  }

  private Future<Task> insertOrMerge(Keyed keyed, int triesLeft) {
    return inserted(List.of(keyed))
        .compose(
            ids ->
                ids.isEmpty()
                    ? merge(keyed, triesLeft)
                    : Future.succeededFuture(keyed.command().task()));
  }

  private Future<Set<UUID>> inserted(List<Keyed> batch) {
    var commands = batch.stream().map(Keyed::command).toList();
    return pg.run(INSERT, withWaits(inserts.parameters(commands), batch))
        .map(
            rows -> {
              var ids = new HashSet<UUID>();
              rows.forEach(row -> ids.add(row.getUUID(0)));
              return ids;
            });
  }

  private record Wait(UUID taskId, Prerequisite on, boolean open) {}

  private static Tuple withWaits(Tuple parameters, List<Keyed> batch) {
    var waits = new ArrayList<Wait>();
    for (var keyed : batch) {
      for (var on : keyed.command().terms().dependsOn()) {
        waits.add(
            new Wait(keyed.command().task().key().id(), on, keyed.open().contains(on.taskId())));
      }
    }
    return new Columns<>(waits, parameters)
        .uuid(Wait::taskId)
        .uuid(wait -> wait.on().taskId())
        .text(wait -> wait.on().onFailure().word())
        .bool(Wait::open)
        .tuple();
  }
}
