package dev.errand.core.dependency;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Transaction;
import dev.errand.core.task.Task;
import dev.errand.core.task.Terms.Prerequisite;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/** Adds and removes dependencies, provided that the task is still what was read. */
final class DependencyWrites {

  /** Within a tenant nobody else adds a dependency until the transaction has ended. */
  static final String ALONE =
      """
      select pg_advisory_xact_lock(hashtextextended(k.tenant_id, 2))
      from (select $1::text as tenant_id) k where k.tenant_id = $1
      """;

  static final String KNOWN =
      """
      with recursive reached as (
        select $3::uuid as id
        union
        select d.depends_on_id from reached r
        join dependency d on d.tenant_id = $1 and d.task_id = r.id
      )
      select
        exists (
          select from dependency where tenant_id = $1 and task_id = $2 and depends_on_id = $3),
        exists (select from reached where id = $2)
      """;

  private static final String FENCE =
      """
      with fenced as (
        select tenant_id, id, revision + 1 as revision, $4::text as old_status,
          $5::timestamptz as at, $6::text as actor_id, $7::text as client, $8::text as request_id,
          $9::uuid as event_id, $10::uuid as depends_on_id, schedule_id
        from task
        where tenant_id = $1 and id = $2 and revision = $3 and deleted_at is null
        for update
      ),
      """;

  private static final String NOTES =
      """
      noted as (
        insert into task_history (
          tenant_id, task_id, seq, action, old_status, new_status, changes, actor_id, actor_kind,
          client, request_id, created_at)
        select tenant_id, id, revision, action, old_status, new_status, changes, actor_id, 'user',
          client, request_id, at
        from changed
      ), published as (
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
        select at, event_id, tenant_id, id,
          case when old_status = new_status then 'updated' else 'status_changed' end, actor_id,
          case when old_status = new_status
            then jsonb_build_object(
              'updated_fields', jsonb_build_array('depends_on'), 'changes', changes)
            else jsonb_build_object('old_status', old_status, 'new_status', new_status) end
        from changed
      )
      select revision from changed
      """;

  /**
   * Its execution is put aside if it has to wait, and its schedule held; if the execution was
   * claimed, or the schedule has fired, nothing is changed.
   */
  static final String ADD =
      FENCE
          + """
          due as (
            select s.id from fenced f
            join schedule s on s.tenant_id = f.tenant_id and s.id = f.schedule_id
            where $12 and f.old_status = 'scheduled' and $13::uuid is null
              and s.next_fire_at = $14 and not s.paused and s.deleted_at is null
            for update of s
          ), unqueued as (
            delete from ready r using fenced f
            where $12 and f.old_status = 'queued'
              and r.tenant_id = f.tenant_id and r.task_id = f.id
              and r.execution_id = $13
            returning r.*
          ), undeferred as (
            delete from deferred d using fenced f
            where $12 and f.old_status = 'scheduled'
              and d.tenant_id = f.tenant_id and d.task_id = f.id
              and d.execution_id = $13
            returning d.*
          ), aside as (
            insert into held (
              tenant_id, task_id, execution_id, namespace, type, performer, concurrency_key,
              unique_key, priority_rank, run_at, attempt, trigger_type, trigger_data, expires_at,
              status)
            select tenant_id, task_id, execution_id, namespace, type, performer, concurrency_key,
              unique_key, priority_rank, run_at, attempt, trigger_type, trigger_data, expires_at,
              'queued'
            from unqueued
            union all
            select tenant_id, task_id, execution_id, namespace, type, performer, concurrency_key,
              unique_key, priority_rank, run_at, attempt, trigger_type, trigger_data, expires_at,
              status
            from undeferred
          ), still as (
            select f.*, case when $12 then 'blocked' else f.old_status end as new_status
            from fenced f
            where not $12 or case f.old_status
              when 'queued' then exists (select from unqueued)
              -- A task that only its schedule will run has no execution yet.
              when 'scheduled' then exists (select from due) or exists (select from undeferred)
              else true
            end
          ), swept as (
            -- A retry may wait beside what an overlapping schedule has queued.
            delete from deferred d using still s
            where $12 and d.tenant_id = s.tenant_id and d.task_id = s.id
              and s.old_status = 'queued'
          ), stopped as (
            update schedule c set paused = true, pause_reason = 'task blocked',
              revision = c.revision + 1, updated_at = s.at
            from still s
            where $12 and c.tenant_id = s.tenant_id and c.id = s.schedule_id
              and c.mode = 'run_task' and not c.paused and c.deleted_at is null
          ), added as (
            insert into dependency (
              tenant_id, task_id, depends_on_id, on_failure, open, created_at)
            select tenant_id, id, depends_on_id, $11, $12, at from still
          ), changed as (
            update task t set revision = s.revision, updated_at = s.at,
              resting_status = case when $12 then 'blocked' else t.resting_status end
            from still s where t.tenant_id = s.tenant_id and t.id = s.id
            returning s.*, 'dependency_added' as action,
              jsonb_build_array(jsonb_build_object(
                'field', 'depends_on', 'old', null, 'new', s.depends_on_id)) as changes
          ),
          """
          + NOTES;

  static final String REMOVE =
      FENCE
          + """
          gone as (
            delete from dependency d using fenced f
            where d.tenant_id = f.tenant_id and d.task_id = f.id
              and d.depends_on_id = f.depends_on_id
            returning f.*
          ), changed as (
            update task t set revision = g.revision, updated_at = g.at
            from gone g where t.tenant_id = g.tenant_id and t.id = g.id
            returning g.*, g.old_status as new_status, 'dependency_removed' as action,
              jsonb_build_array(jsonb_build_object(
                'field', 'depends_on', 'old', g.depends_on_id, 'new', null)) as changes
          ),
          """
          + NOTES;

  private final Ids ids;

  DependencyWrites(Ids ids) {
    this.ids = ids;
  }

  /** A task as it was read, who changes it, and when. */
  record Change(Task read, Caller caller, Instant at) {}

  /** What is known about a dependency that is to be added. */
  record Known(boolean exists, boolean closesCycle) {}

  Future<Void> alone(Transaction transaction, Change change) {
    return transaction.run(ALONE, Tuple.of(change.read().key().tenantId())).mapEmpty();
  }

  Future<Known> known(Transaction transaction, Change change, UUID dependsOnId) {
    var key = change.read().key();
    return transaction
        .run(KNOWN, Tuple.of(key.tenantId(), key.id(), dependsOnId))
        .map(
            rows -> {
              var row = rows.iterator().next();
              return new Known(row.getBoolean(0), row.getBoolean(1));
            });
  }

  Future<Boolean> add(Transaction transaction, Change change, Prerequisite on, boolean open) {
    return transaction
        .run(
            ADD,
            fence(change, on.taskId())
                .addString(on.onFailure().word())
                .addBoolean(open)
                .addUUID(change.read().progress().execution().id())
                .addOffsetDateTime(Columns.timestamp(change.read().progress().execution().runAt())))
        .map(rows -> rows.size() > 0);
  }

  Future<Boolean> remove(Transaction transaction, Change change, UUID dependsOnId) {
    return transaction.run(REMOVE, fence(change, dependsOnId)).map(rows -> rows.size() > 0);
  }

  private Tuple fence(Change change, UUID dependsOnId) {
    var read = change.read();
    return Tuple.of(
            read.key().tenantId(),
            read.key().id(),
            read.timeline().revision(),
            read.progress().status().word(),
            Columns.timestamp(change.at()))
        .addString(change.caller().userId())
        .addString(change.caller().request().client())
        .addString(change.caller().request().requestId())
        .addUUID(ids.next())
        .addUUID(dependsOnId);
  }
}
