package dev.errand.core.task;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.PgErrors;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes one task in one statement, provided that it is still what was read: its revision is the
 * same, and the queue row that was seen is still there to be removed. Each answers whether it was;
 * if not, nothing was changed, and the caller reads again.
 */
final class TaskWrites {

  /** Begins every statement here: $1 to $4 and $10 name what was read, $5 to $9 the change. */
  private static final String FENCE =
      """
      with fenced as (
        select tenant_id, id, revision + 1 as revision, $4::text as old_status,
               $5::timestamptz as at, $6::text as actor_id, $7::text as client,
               $8::text as request_id, $9::uuid as event_id, $10::uuid as execution_id
        from task
        where tenant_id = $1 and id = $2 and revision = $3 and deleted_at is null
        for update
      ), unqueued as (
      """;

  /** Removes the queue row that was seen, if the status seen has one. */
  private static final String UNQUEUE =
      """
        delete from ready r using fenced f
        where r.tenant_id = f.tenant_id and r.task_id = f.id and r.execution_id = f.execution_id
          and f.old_status = 'queued'
        returning r.*
      ), undeferred as (
        delete from deferred d using fenced f
        where d.tenant_id = f.tenant_id and d.task_id = f.id and d.execution_id = f.execution_id
          and f.old_status in ('scheduled', 'retry')
        returning d.*
      ), stopped as (
        update lease l set cancel_requested = true
        from fenced f
        where l.tenant_id = f.tenant_id and l.task_id = f.id and not l.cancel_requested
          and f.old_status = 'running'
        returning l.task_id
      ), still as (
        select f.* from fenced f
        where case
          -- A task that only its schedule will run has no execution yet.
          when f.execution_id is null then f.old_status not in ('queued', 'retry', 'running')
          when f.old_status = 'queued' then exists (select from unqueued)
          when f.old_status in ('scheduled', 'retry') then exists (select from undeferred)
          when f.old_status = 'running' then exists (select from stopped)
          else true
        end
      ), reset as (
        update task_state s set status = null
        from still f where s.tenant_id = f.tenant_id and s.task_id = f.id and s.status is not null
      )
      """;

  static final String UPDATE =
      """
      with fenced as (
        select tenant_id, id, revision + 1 as revision
        from task
        where tenant_id = $1 and id = $2 and revision = $3 and deleted_at is null
        for update
      ), changed as (
        update task t set
          title = $4, description = $5, priority_rank = $6, config = $7, metadata = $8, tags = $9,
          assignee_id = $10, domain = $11, field_id = $12, zone_id = $13, due_at = $14,
          estimated_minutes = $15, drift_score = $16, retry_policy = $17, timeout_seconds = $18,
          args = $27, store_result = $28, result_ttl_seconds = $29, error_ttl_seconds = $30,
          expires_at = $31, revision = f.revision, updated_at = $19
        from fenced f where t.tenant_id = f.tenant_id and t.id = f.id
        returning t.tenant_id, t.id, t.revision
      ), requeued as (
        update ready r set priority_rank = $6, expires_at = $31,
          turn = r.run_at - $6::integer * interval '1 minute'
        from changed c
        where r.tenant_id = c.tenant_id and r.task_id = c.id
          and (r.priority_rank, r.expires_at) is distinct from ($6, $31)
      ), deferred_again as (
        update deferred d set priority_rank = $6, expires_at = $31
        from changed c
        where d.tenant_id = c.tenant_id and d.task_id = c.id
          and (d.priority_rank, d.expires_at) is distinct from ($6, $31)
      ), noted as (
        insert into task_history (
          tenant_id, task_id, seq, action, old_status, new_status, changes, actor_id, actor_kind,
          client, request_id, created_at)
        select tenant_id, id, revision, 'updated', $20, $20, $21, $22, 'user', $23, $24, $19
        from changed
      ), published as (
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
        select $19, $25, tenant_id, id, 'updated', $22, $26 from changed
      )
      select revision from changed
      """;

  static final String RUN =
      FENCE
          + UNQUEUE
          + """
          , changed as (
            update task t set resting_status = 'pending', revision = f.revision,
              updated_at = f.at, completed_at = null
            from still f where t.tenant_id = f.tenant_id and t.id = f.id
            returning t.tenant_id, t.id, t.namespace, t.type, t.performer, t.priority_rank,
              t.concurrency_key, t.unique_key, t.expires_at, f.at,
              f.revision, f.old_status, f.actor_id, f.client, f.request_id, f.event_id
          ), queued as (
            insert into ready (
              tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
              attempt, trigger_type, trigger_data, queued_at, concurrency_key, unique_key,
              expires_at, turn)
            select tenant_id, id, $11::uuid, namespace, type, performer, priority_rank, at,
              1, $12::text, $13::jsonb, at, coalesce(concurrency_key, ''), unique_key, expires_at,
              at - priority_rank * interval '1 minute'
            from changed
          ), noted as (
            insert into task_history (
              tenant_id, task_id, seq, action, old_status, new_status, actor_id, actor_kind,
              client, request_id, created_at)
            select tenant_id, id, revision, 'run', old_status, 'queued', actor_id, 'user',
              client, request_id, at
            from changed
          ), published as (
            insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
            select at, event_id, tenant_id, id, 'status_changed', actor_id,
              jsonb_build_object('old_status', old_status, 'new_status', 'queued')
            from changed
          )
          select revision from changed
          """;

  static final String CANCEL =
      FENCE
          + UNQUEUE
          + """
          , changed as (
            update task t set resting_status = 'cancelled', revision = f.revision,
              updated_at = f.at, cancelled_at = f.at
            from still f where t.tenant_id = f.tenant_id and t.id = f.id
          ), noted as (
            insert into task_history (
              tenant_id, task_id, seq, action, old_status, new_status, actor_id, actor_kind,
              client, request_id, notes, created_at)
            select f.tenant_id, f.id, f.revision, 'cancelled', f.old_status, 'cancelled',
              f.actor_id, 'user', f.client, f.request_id, $11::text, f.at
            from still f
          ), published as (
            insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
            select f.at, f.event_id, f.tenant_id, f.id, 'cancelled', f.actor_id,
              jsonb_build_object('old_status', f.old_status, 'new_status', 'cancelled',
                'reason', $11::text)
            from still f
          )
          select revision from still
          """;

  static final String DELETE =
      FENCE
          + UNQUEUE
          + """
          , changed as (
            update task t set deleted_at = f.at, revision = f.revision, updated_at = f.at,
              resting_status = case when f.old_status in ('queued', 'scheduled', 'retry')
                then 'pending' else f.old_status end
            from still f where t.tenant_id = f.tenant_id and t.id = f.id
          ), noted as (
            insert into task_history (
              tenant_id, task_id, seq, action, old_status, new_status, actor_id, actor_kind,
              client, request_id, created_at)
            select tenant_id, id, revision, 'deleted', old_status, null, actor_id, 'user',
              client, request_id, at
            from still
          ), published as (
            insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
            select at, event_id, tenant_id, id, 'deleted', actor_id,
              jsonb_build_object('old_status', old_status)
            from still
          )
          select revision from still
          """;

  private final Pg pg;
  private final Ids ids;

  TaskWrites(Pg pg, Ids ids) {
    this.pg = pg;
    this.ids = ids;
  }

  /** A task as it was read, who changes it, and when. */
  record Change(Task read, Caller caller, Instant at) {}

  Future<Boolean> update(Change change, TaskDetails details, JsonArray changes) {
    var fields = new JsonArray();
    changes.forEach(c -> fields.add(((JsonObject) c).getString("field")));
    var caller = change.caller();
    var parameters =
        Tuple.of(
                change.read().key().tenantId(),
                change.read().key().id(),
                change.read().timeline().revision())
            .addString(details.text().title())
            .addString(details.text().description())
            .addInteger(details.priority().rank())
            .addJsonObject(details.content().config())
            .addJsonObject(details.content().metadata())
            .addArrayOfString(details.content().tags().toArray(String[]::new))
            .addString(details.place().assigneeId())
            .addString(details.place().domain())
            .addString(details.place().fieldId())
            .addString(details.place().zoneId())
            .addOffsetDateTime(Columns.timestamp(details.effort().dueAt()))
            .addInteger(details.effort().estimatedMinutes())
            .addDouble(details.effort().driftScore())
            .addJsonObject(details.policy().retry())
            .addInteger(details.policy().timeoutSeconds())
            .addOffsetDateTime(Columns.timestamp(change.at()))
            .addString(change.read().progress().status().word())
            .addJsonArray(changes)
            .addString(caller.userId())
            .addString(caller.request().client())
            .addString(caller.request().requestId())
            .addUUID(ids.next())
            .addJsonObject(new JsonObject().put("updated_fields", fields).put("changes", changes))
            .addJsonArray(details.content().args())
            .addBoolean(details.keeping().storeResult())
            .addInteger(details.keeping().resultTtlSeconds())
            .addInteger(details.keeping().errorTtlSeconds())
            .addOffsetDateTime(Columns.timestamp(details.keeping().expiresAt()));
    return applied(UPDATE, parameters);
  }

  Future<Boolean> run(
      Change change, UUID executionId, String triggerType, @Nullable JsonObject data) {
    return applied(
            RUN, fence(change).addUUID(executionId).addString(triggerType).addJsonObject(data))
        // Somebody else queued it in between: what was read no longer holds.
        .recover(
            failure ->
                PgErrors.isDuplicate(failure)
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(failure));
  }

  Future<Boolean> cancel(Change change, @Nullable String reason) {
    return applied(CANCEL, fence(change).addString(reason));
  }

  Future<Boolean> delete(Change change) {
    return applied(DELETE, fence(change));
  }

  private Tuple fence(Change change) {
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
        .addUUID(read.progress().execution().id());
  }

  private Future<Boolean> applied(String sql, Tuple parameters) {
    return pg.run(sql, parameters).map(rows -> rows.size() > 0);
  }
}
