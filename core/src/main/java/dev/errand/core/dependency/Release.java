package dev.errand.core.dependency;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Transaction;
import dev.errand.core.task.SystemCancellation;
import dev.errand.core.task.TaskKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of tasks whose dependencies are closed. Their rows are locked by the transaction, so
 * that nobody adds a dependency in between, and no other release sees half of what is closed.
 */
final class Release {

  /** A task blocked for a reason that a person gave stays blocked. */
  static final String RELEASE =
      """
      with freed as (
        select t.tenant_id, t.id, t.schedule_id, t.revision + 1 as revision
        from unnest($1::text[], $2::uuid[]) as k(tenant_id, id)
        join task t on t.tenant_id = k.tenant_id and t.id = k.id
        where t.resting_status = 'blocked' and t.block_reason is null and t.deleted_at is null
          and not exists (
            select from dependency d
            where d.tenant_id = t.tenant_id and d.task_id = t.id and d.open)
      ), back as (
        delete from held h using freed f
        where h.tenant_id = f.tenant_id and h.task_id = f.id
        returning h.*
      ), queued as (
        insert into ready (
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, queued_at, concurrency_key, unique_key, expires_at,
          turn)
        select
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, $3, concurrency_key, unique_key, expires_at,
          run_at - priority_rank * interval '1 minute'
        from back where run_at <= $3
      ), scheduled as (
        insert into deferred (
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, status, concurrency_key, unique_key, expires_at)
        select
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data,
          case when status = 'retry' then status else 'scheduled' end, concurrency_key, unique_key,
          expires_at
        from back where run_at > $3
      ), resumed as (
        update schedule s set paused = false, pause_reason = null, revision = s.revision + 1,
          updated_at = $3
        from freed f
        where s.tenant_id = f.tenant_id and s.id = f.schedule_id and s.mode = 'run_task'
          and s.paused and s.pause_reason = 'task blocked' and s.deleted_at is null
        returning f.tenant_id, f.id, s.next_fire_at
      ), moved as (
        select f.*,
          case
            when b.task_id is null and c.next_fire_at is not null then 'scheduled'
            when b.task_id is null then 'pending'
            when b.run_at <= $3 then 'queued'
            when b.status = 'retry' then 'retry'
            else 'scheduled'
          end as new_status
        from freed f
        left join back b on b.tenant_id = f.tenant_id and b.task_id = f.id
        left join resumed c on c.tenant_id = f.tenant_id and c.id = f.id
      ), changed as (
        update task t set resting_status = 'pending', revision = m.revision, updated_at = $3
        from moved m where t.tenant_id = m.tenant_id and t.id = m.id
      ), noted as (
        insert into task_history (
          tenant_id, task_id, seq, action, old_status, new_status, actor_id, actor_kind, created_at)
        select tenant_id, id, revision, 'unblocked', 'blocked', new_status,
          'system:dependencies', 'system', $3
        from moved
      ), published as (
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
        select $3, gen_random_uuid(), tenant_id, id, 'status_changed', 'system:dependencies',
          jsonb_build_object('old_status', 'blocked', 'new_status', new_status)
        from moved
      )
      select tenant_id, id from moved
      """;

  static final String CANCEL =
      """
      with still as (
        select t.tenant_id, t.id, t.revision + 1 as revision, t.resting_status as old_status
        from unnest($1::text[], $2::uuid[]) as k(tenant_id, id)
        join task t on t.tenant_id = k.tenant_id and t.id = k.id
        where t.resting_status = 'blocked' and t.deleted_at is null
      ), unheld as (
        delete from held h using still s where h.tenant_id = s.tenant_id and h.task_id = s.id
      ),
      """
          + SystemCancellation.writes("$3", "system:dependencies", "dependency_failed")
          + "select tenant_id, id from still";

  private Release() {}

  /** Gives back what waits for nothing any more; answers with it. */
  static Future<List<TaskKey>> release(Transaction transaction, List<TaskKey> keys, Instant at) {
    return keys(transaction, RELEASE, keys, at);
  }

  /** Calls off what is still blocked; answers with it. */
  static Future<List<TaskKey>> cancel(Transaction transaction, List<TaskKey> keys, Instant at) {
    return keys(transaction, CANCEL, keys, at);
  }

  private static Future<List<TaskKey>> keys(
      Transaction transaction, String sql, List<TaskKey> keys, Instant at) {
    return keys.isEmpty()
        ? Future.succeededFuture(List.of())
        : transaction
            .run(sql, arrays(keys).addOffsetDateTime(Columns.timestamp(at)))
            .map(Release::keys);
  }

  static Tuple arrays(List<TaskKey> keys) {
    return new Columns<>(keys).text(TaskKey::tenantId).uuid(TaskKey::id).tuple();
  }

  /** Of rows that begin with a tenant and an id. */
  static List<TaskKey> keys(RowSet<Row> rows) {
    var keys = new ArrayList<TaskKey>(rows.size());
    rows.forEach(row -> keys.add(new TaskKey(row.getString(0), row.getUUID(1))));
    return keys;
  }
}
