package dev.errand.core.recurrence;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Transaction;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes what schedules have come to, each kind of change for a whole batch in one statement. */
final class FiringWrites {

  /**
   * Fires. A time that is noted already is passed over. The task of a schedule that runs one is
   * queued, unless another task has its unique key, or it has just been queued by someone else.
   */
  static final String FIRE =
      """
      with asked as (
        select * from unnest(
          $1::text[], $2::uuid[], $3::timestamptz[], $4::text[], $5::uuid[], $6::uuid[], $7::text[],
          $8::boolean[], $9::uuid[], $10::timestamptz[], $11::uuid[], $12::timestamptz[])
        as asked(
          tenant_id, schedule_id, logical_at, outcome, task_id, execution_id, note, queues,
          replaced_id, run_at, event_id, at)
      ), fresh as (
        select a.*, t.namespace, t.type, t.performer, t.priority_rank,
          coalesce(t.concurrency_key, '') as concurrency_key, t.unique_key, t.expires_at, t.owner_id
        from asked a
        left join task t on t.tenant_id = a.tenant_id and t.id = a.task_id
        where not exists (
          select from firing f
          where f.tenant_id = a.tenant_id and f.schedule_id = a.schedule_id
            and f.logical_at = a.logical_at)
      ), keyed as (
        insert into unique_key as u (tenant_id, namespace, unique_key, task_id)
        select distinct on (tenant_id, namespace, unique_key)
          tenant_id, namespace, unique_key, task_id
        from fresh where queues and unique_key is not null
        order by tenant_id, namespace, unique_key, task_id
        on conflict (tenant_id, namespace, unique_key) do update set task_id = excluded.task_id
          where u.task_id = excluded.task_id
        returning tenant_id, task_id
      ), entitled as (
        select f.*, not f.queues or f.unique_key is null or exists (
          select from keyed k where k.tenant_id = f.tenant_id and k.task_id = f.task_id) as goes
        from fresh f
      ), unqueued as (
        delete from ready r using entitled e
        where e.goes and r.tenant_id = e.tenant_id and r.task_id = e.replaced_id
        returning r.task_id
      ), undeferred as (
        delete from deferred d using entitled e
        where e.goes and d.tenant_id = e.tenant_id and d.task_id = e.replaced_id
        returning d.task_id
      ), unheld as (
        delete from held h using entitled e
        where e.goes and h.tenant_id = e.tenant_id and h.task_id = e.replaced_id
        returning h.task_id
      ), stopped as (
        update lease l set cancel_requested = true from entitled e
        where e.goes and l.tenant_id = e.tenant_id and l.task_id = e.replaced_id
          and l.performer <> 'human' and not l.cancel_requested
        returning l.task_id
      ), ended as (
        -- A person has no worker that would end it.
        delete from lease l using entitled e
        where e.goes and l.tenant_id = e.tenant_id and l.task_id = e.replaced_id
          and l.performer = 'human'
        returning l.tenant_id, l.task_id, l.execution_id, l.token, l.worker_id, l.attempt,
          l.trigger_type, l.trigger_data, l.queued_at, l.started_at, e.at,
          case when e.task_id = e.replaced_id then 'queued' else 'cancelled' end as task_status
      ), kept as (
        insert into execution (
          tenant_id, id, task_id, attempt, status, task_status, trigger_type, trigger_data,
          worker_id, queued_at, started_at, completed_at, credits_consumed, tokens_used,
          api_calls_made, token)
        select tenant_id, execution_id, task_id, attempt, 'cancelled', task_status, trigger_type,
          trigger_data, worker_id, queued_at, started_at, at, 0, 0, 0, token
        from ended
      ), counted as (
        insert into task_state as s (
          tenant_id, task_id, attempt, run_count, success_count, failure_count, total_credits,
          last_run_at, last_execution_id, last_token, updated_at)
        select distinct on (tenant_id, task_id)
          tenant_id, task_id, attempt, 1, 0, 0, 0, at, execution_id, token, at
        from ended order by tenant_id, task_id, token desc
        on conflict (tenant_id, task_id) do update set
          status = null, attempt = excluded.attempt, run_count = s.run_count + 1,
          last_run_at = excluded.last_run_at, last_execution_id = excluded.last_execution_id,
          last_token = excluded.last_token, updated_at = excluded.updated_at
      ), replaced as (
        select distinct tenant_id, replaced_id as id from entitled
        where goes and replaced_id is not null
      ), seen as (
        select r.task_id from replaced p
        join ready r on r.tenant_id = p.tenant_id and r.task_id = p.id
        union all
        select d.task_id from replaced p
        join deferred d on d.tenant_id = p.tenant_id and d.task_id = p.id
        union all
        select h.task_id from replaced p
        join held h on h.tenant_id = p.tenant_id and h.task_id = p.id
        union all
        select l.task_id from replaced p
        join lease l on l.tenant_id = p.tenant_id and l.task_id = p.id
        where l.performer = 'human' or not l.cancel_requested
      ), met as (
        select count(*) = (select count(*) from seen) as all_of_it
        from (
          select from unqueued union all select from undeferred union all select from unheld
          union all select from stopped union all select from ended
        ) changed
      ), retired as (
        update task t set resting_status = 'cancelled', cancelled_at = e.at, updated_at = e.at,
          revision = t.revision + 1
        from entitled e
        where e.goes and e.replaced_id <> e.task_id and t.tenant_id = e.tenant_id
          and t.id = e.replaced_id and t.resting_status <> 'cancelled'
        returning t.tenant_id, t.id, t.revision, t.owner_id, t.namespace, t.unique_key, e.at,
          e.event_id
      ), unkeyed as (
        delete from unique_key u using retired r
        where u.tenant_id = r.tenant_id and u.namespace = r.namespace
          and u.unique_key = r.unique_key and u.task_id = r.id
      ), remembered as (
        insert into task_history (
          tenant_id, task_id, seq, action, new_status, actor_id, actor_kind, notes, created_at)
        select tenant_id, id, revision, 'cancelled', 'cancelled', 'system:schedule', 'system',
          'the next occurrence is due', at
        from retired
      ), overtaken as (
        -- A command that has seen the task run has to look again.
        update task t set revision = t.revision + 1 from entitled e
        where e.goes and e.queues and t.tenant_id = e.tenant_id and t.id = e.task_id
          and exists (
            select from lease l where l.tenant_id = e.tenant_id and l.task_id = e.task_id)
      ), queued as (
        insert into ready (
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, queued_at, concurrency_key, unique_key, expires_at,
          turn)
        select tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          1, 'schedule',
          jsonb_build_object('schedule_id', schedule_id, 'logical_at', logical_at), at,
          concurrency_key, unique_key, expires_at, run_at - priority_rank * interval '1 minute'
        from entitled
        -- After what it replaces is gone.
        where goes and queues and (select all_of_it is not null from met)
        on conflict (tenant_id, task_id) do nothing
        returning tenant_id, execution_id
      ), judged as (
        select e.*, not e.queues or exists (
          select from queued q
          where q.tenant_id = e.tenant_id and q.execution_id = e.execution_id) as done
        from entitled e
        -- Of what makes way some may have moved on since this statement began, and be out of sight.
        where case when (select all_of_it from met) then true else overtaken() end
      ), noted as (
        insert into firing (
          tenant_id, schedule_id, logical_at, fired_at, outcome, task_id, execution_id, note)
        select tenant_id, schedule_id, logical_at, at,
          case when done then outcome else 'skipped' end, task_id,
          case when done then execution_id end,
          case when done then note
            when goes then 'an execution is queued already'
            else 'another task has its unique key' end
        from judged
      ), published as (
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
        select at, event_id, tenant_id, task_id, 'status_changed', owner_id,
          jsonb_build_object('old_status', case when replaced_id is null then 'scheduled'
              else 'running' end, 'new_status', 'queued', 'execution_id', execution_id,
            'schedule_id', schedule_id, 'logical_at', logical_at)
        from judged where done and queues
        union all
        select at, event_id, tenant_id, id, 'cancelled', owner_id,
          jsonb_build_object('reason', 'the next occurrence is due', 'new_status', 'cancelled')
        from retired
      )
      select tenant_id, schedule_id from judged where not done
      """;

  /** Says how schedules go on; one that pauses itself tells why, in its task's history too. */
  static final String ADVANCE =
      """
      with asked as (
        select * from unnest(
          $1::text[], $2::uuid[], $3::timestamptz[], $4::text[], $5::timestamptz[],
          $6::timestamptz[], $7::integer[], $8::integer[], $9::timestamptz[], $10::uuid[],
          $11::text[], $12::timestamptz[], $13::uuid[])
        as asked(
          tenant_id, id, since, waits, next_logical_at, next_fire_at, fired, failures, last_logical_at,
          task_id, pause_reason, at, event_id)
      ), advanced as (
        update schedule s set
          since = a.since, waits = a.waits, next_logical_at = a.next_logical_at,
          next_fire_at = a.next_fire_at, fire_count = s.fire_count + a.fired,
          failures_in_a_row = a.failures,
          last_logical_at = coalesce(a.last_logical_at, s.last_logical_at),
          last_fired_at = case when a.fired > 0 then a.at else s.last_fired_at end,
          task_id = coalesce(a.task_id, s.task_id),
          paused = s.paused or a.pause_reason is not null,
          pause_reason = coalesce(s.pause_reason, a.pause_reason),
          revision = s.revision + (a.pause_reason is not null)::integer,
          updated_at = case when a.pause_reason is null then s.updated_at else a.at end
        from asked a
        where s.tenant_id = a.tenant_id and s.id = a.id
        returning s.tenant_id, s.id, s.task_id, s.owner_id, a.pause_reason, a.at, a.event_id
      ), told as (
        update task t set revision = t.revision + 1, updated_at = a.at
        from advanced a
        where a.pause_reason is not null and t.tenant_id = a.tenant_id and t.id = a.task_id
        returning t.tenant_id, t.id, t.revision, a.pause_reason, a.at
      ), remembered as (
        insert into task_history (
          tenant_id, task_id, seq, action, actor_id, actor_kind, notes, created_at)
        select tenant_id, id, revision, 'schedule_paused', 'system:schedule', 'system',
          pause_reason, at
        from told
      )
      insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
      select at, event_id, tenant_id, coalesce(task_id, id), 'schedule_paused', owner_id,
        jsonb_build_object('schedule_id', id, 'reason', pause_reason)
      from advanced where pause_reason is not null
      """;

  private FiringWrites() {}

  /**
   * A time to be written.
   *
   * @param ids of the task and execution that it made or makes
   * @param queues whether the task is yet to be queued
   * @param replacedId the task whose executions make way
   * @param runAt when the execution should begin
   * @param at by the clock
   */
  record Written(
      ScheduleKey key,
      Plan.Time time,
      Firing.Outcome outcome,
      Made ids,
      boolean queues,
      @Nullable UUID replacedId,
      Instant runAt,
      Instant at) {}

  /** What a firing made, and the event that tells of it. */
  record Made(@Nullable UUID taskId, @Nullable UUID executionId, UUID eventId) {}

  /** Answers with the schedules whose tasks could not be queued. */
  static Future<Set<ScheduleKey>> fire(Transaction transaction, List<Written> times) {
    if (times.isEmpty()) {
      return Future.succeededFuture(Set.of());
    }
    var columns =
        new Columns<>(times)
            .text(w -> w.key().tenantId())
            .uuid(w -> w.key().id())
            .instant(w -> w.time().logical())
            .text(w -> w.outcome().word())
            .uuid(w -> w.ids().taskId())
            .uuid(w -> w.ids().executionId())
            .text(w -> w.time().note())
            .bool(Written::queues)
            .uuid(Written::replacedId)
            .instant(Written::runAt)
            .uuid(w -> w.ids().eventId())
            .instant(Written::at);
    return transaction
        .run(FIRE, columns.tuple())
        .map(
            rows -> {
              var left = new HashSet<ScheduleKey>();
              rows.forEach(row -> left.add(new ScheduleKey(row.getString(0), row.getUUID(1))));
              return left;
            });
  }

  /**
   * How a schedule goes on, as it is written.
   *
   * @param fired how often it has fired now
   * @param failures in a row, from now on
   * @param lastLogical the last time dealt with; null if none was
   * @param taskId created last; null if none was
   */
  record Advanced(
      ScheduleKey key,
      Plan.Next next,
      int fired,
      int failures,
      @Nullable Instant lastLogical,
      @Nullable UUID taskId,
      Instant at,
      UUID eventId) {}

  static Future<Void> advance(Transaction transaction, List<Advanced> schedules) {
    if (schedules.isEmpty()) {
      return Future.succeededFuture();
    }
    var columns =
        new Columns<>(schedules)
            .text(a -> a.key().tenantId())
            .uuid(a -> a.key().id())
            .instant(a -> a.next().since())
            .text(a -> word(a.next().waits()))
            .instant(a -> a.next().logical())
            .instant(a -> a.next().fireAt())
            .integer(Advanced::fired)
            .integer(Advanced::failures)
            .instant(Advanced::lastLogical)
            .uuid(Advanced::taskId)
            .text(a -> a.next().pauseReason())
            .instant(Advanced::at)
            .uuid(Advanced::eventId);
    return transaction.run(ADVANCE, columns.tuple()).mapEmpty();
  }

  private static @Nullable String word(@Nullable Enum<?> constant) {
    return constant == null ? null : constant.name().toLowerCase(Locale.ROOT);
  }
}
