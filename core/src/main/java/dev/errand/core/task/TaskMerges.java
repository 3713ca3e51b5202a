package dev.errand.core.task;

import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.task.KeyedInserts.UniqueKey;
import dev.errand.core.task.TaskCommand.CreateTask;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Merges a new task into the one that holds its unique key: the earlier time, the higher rank, the
 * new config and args, and attempts counted from the first again.
 */
final class TaskMerges {

  static final String HOLDER =
      """
      select task_id from unique_key
      where tenant_id = $1 and namespace = $2 and unique_key = $3
      """;

  /**
   * Queue rows are changed in place, so that of several merges at once none has to start over; only
   * one that has become due moves. If the holder was claimed meanwhile, nothing is changed.
   */
  static final String MERGE =
      """
      with fenced as (
        select tenant_id, id, resting_status, config, args, priority_rank
        from task where tenant_id = $1 and id = $2 and deleted_at is null
        for update
      ), sooner as (
        update ready r set
          run_at = least(r.run_at, $3), priority_rank = greatest(r.priority_rank, $4), attempt = 1,
          turn = least(r.run_at, $3) - greatest(r.priority_rank, $4) * interval '1 minute'
        from fenced f where r.tenant_id = f.tenant_id and r.task_id = f.id
        returning 'queued'::text as old_status, 'queued'::text as new_status
      ), due as (
        delete from deferred d using fenced f
        where d.tenant_id = f.tenant_id and d.task_id = f.id and least(d.run_at, $3) <= $7
        returning d.*
      ), queued as (
        insert into ready (
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, queued_at, concurrency_key, unique_key, expires_at,
          turn)
        select
          tenant_id, task_id, execution_id, namespace, type, performer,
          greatest(priority_rank, $4), least(run_at, $3), 1, trigger_type, trigger_data, $7,
          concurrency_key, unique_key, expires_at,
          least(run_at, $3) - greatest(priority_rank, $4) * interval '1 minute'
        from due
        -- By an overlapping schedule the task may be queued already, and that is merged into.
        on conflict (tenant_id, task_id) do nothing
      ), later as (
        update deferred d set
          run_at = least(d.run_at, $3), priority_rank = greatest(d.priority_rank, $4), attempt = 1,
          status = 'scheduled'
        from fenced f
        where d.tenant_id = f.tenant_id and d.task_id = f.id and least(d.run_at, $3) > $7
        returning
          (select p.status from deferred p
           where p.tenant_id = d.tenant_id and p.task_id = d.task_id) as old_status,
          'scheduled'::text as new_status
      ), aside as (
        update held h set
          run_at = least(h.run_at, $3), priority_rank = greatest(h.priority_rank, $4), attempt = 1,
          status = case when least(h.run_at, $3) > $7 then 'scheduled' else 'queued' end
        from fenced f where h.tenant_id = f.tenant_id and h.task_id = f.id
        returning f.resting_status as old_status, f.resting_status as new_status
      ), met as (
        select * from sooner
        union all select due.status, 'queued' from due
        union all select * from later
        union all select * from aside
      ), different as (
        select
          jsonb_agg(v.field) as fields,
          jsonb_agg(jsonb_build_object('field', v.field, 'old', v.old, 'new', v.new)) as changes
        from fenced f, lateral (values
          ('config', f.config, $5::jsonb), ('args', f.args, $6::jsonb),
          ('priority', to_jsonb(f.priority_rank), to_jsonb(greatest(f.priority_rank, $4))))
          as v(field, old, new)
        where v.old is distinct from v.new
      ), changed as (
        update task t set
          config = $5, args = $6, priority_rank = greatest(t.priority_rank, $4),
          revision = t.revision + 1, updated_at = $7
        from met where t.tenant_id = $1 and t.id = $2
        returning t.tenant_id, t.id, t.revision, met.old_status, met.new_status
      ), noted as (
        insert into task_history (
          tenant_id, task_id, seq, action, old_status, new_status, changes, actor_id, actor_kind,
          client, request_id, created_at)
        select c.tenant_id, c.id, c.revision, 'merged', c.old_status, c.new_status,
          different.changes, $8, 'user', $9, $10, $7
        from changed c, different
      ), published as (
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
        select $7, $11, c.tenant_id, c.id, 'merged', $8,
          jsonb_build_object('old_status', c.old_status, 'new_status', c.new_status,
            'updated_fields', coalesce(different.fields, '[]'),
            'changes', coalesce(different.changes, '[]'))
        from changed c, different
      )
      select revision from changed
      """;

  /**
   * A key is its task's only while the task waits. Whoever takes a task from the queue frees its
   * key in the same statement; should one ever be left behind, it must not block others for ever.
   */
  static final String FREE =
      """
      delete from unique_key k
      where k.tenant_id = $1 and k.namespace = $2 and k.unique_key = $3 and k.task_id = $4
        and (not exists (
              select from ready r where r.tenant_id = k.tenant_id and r.task_id = k.task_id)
          and not exists (
              select from deferred d where d.tenant_id = k.tenant_id and d.task_id = k.task_id)
          and not exists (
              select from held h where h.tenant_id = k.tenant_id and h.task_id = k.task_id))
      """;

  private final Pg pg;
  private final Ids ids;
  private final Coalescer<TaskKey, Optional<Task>> lookups;

  TaskMerges(Tasks.Means means, Coalescer<TaskKey, Optional<Task>> lookups) {
    pg = means.pg();
    ids = means.ids();
    this.lookups = lookups;
  }

  /** Answers with the holder as it is since; empty if there was none to merge into. */
  Future<Optional<Task>> merge(CreateTask command) {
    var key = UniqueKey.of(command);
    return pg.run(HOLDER, Tuple.of(key.tenantId(), key.namespace(), key.key()))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.succeededFuture(Optional.empty())
                    : merge(command, key, rows.iterator().next().getUUID(0)));
  }

  private Future<Optional<Task>> merge(CreateTask command, UniqueKey unique, UUID holderId) {
    var holder = new TaskKey(unique.tenantId(), holderId);
    return lookups
        .submit(holder)
        .compose(
            found -> {
              if (found.isPresent()) {
                TaskAccess.requireChange(command.caller(), found.get(), "merge");
              }
              return pg.run(MERGE, parameters(command, holderId));
            })
        .compose(merged -> merged.size() == 0 ? free(unique, holderId) : lookups.submit(holder));
  }

  private Future<Optional<Task>> free(UniqueKey key, UUID holderId) {
    return pg.run(FREE, Tuple.of(key.tenantId(), key.namespace(), key.key(), holderId))
        .map(Optional.empty());
  }

  private Tuple parameters(CreateTask command, UUID holderId) {
    var task = command.task();
    var details = task.details();
    var caller = command.caller();
    return Tuple.of(task.key().tenantId(), holderId)
        .addOffsetDateTime(
            Columns.timestamp(Objects.requireNonNull(task.progress().execution().runAt())))
        .addInteger(details.priority().rank())
        .addJsonObject(details.content().config())
        .addJsonArray(details.content().args())
        .addOffsetDateTime(Columns.timestamp(task.timeline().createdAt()))
        .addString(caller.userId())
        .addString(caller.request().client())
        .addString(caller.request().requestId())
        .addUUID(ids.next());
  }
}
