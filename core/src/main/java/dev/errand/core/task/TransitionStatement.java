package dev.errand.core.task;

/**
 * The one statement that moves a task, whatever the move: in turn what is asked for and the fence,
 * the unique key, what is taken away, and what with it, what the task becomes, where its execution
 * lies from now on, and what is remembered and told of it. Each part reads the ones before it, so
 * if the task is no longer what was read, or its key is another's, nothing is written.
 */
final class TransitionStatement {

  /**
   * The fence. A task that only its schedule will run has no row in a queue; the schedule's row, as
   * it was seen, stands for it. Nothing may be written unless the key is the task's, so a key is
   * taken before anything else; a task that waits already has it.
   */
  private static final String ENTITLED =
      """
      with asked as (
        select
          $4::text as old_status, $5::uuid as seen_execution_id, $6::timestamptz as seen_run_at,
          $7::timestamptz as at, $8::text as actor_id, $9::text as client, $10::text as request_id,
          $11::uuid as event_id, $12::text as action, $13::text as verb, $14::text as notes,
          $15::jsonb as changes, $16::jsonb as data, $17::integer as actual_minutes,
          $18::jsonb as metadata, $19::text as resting, $20::text as seen_status,
          $21::text as otherwise, $22::text as place, $23::uuid as next_execution_id,
          $24::timestamptz as next_run_at, $25::integer as next_attempt, $26::text as next_trigger,
          $27::jsonb as next_trigger_data, $28::text as ending, $29::jsonb as result,
          $30::text as schedule_change, $31::text as schedule_reason,
          coalesce($22 in ('ready', 'deferred', 'held') and $12 <> 'deleted', false) as waits
      ), fenced as (
        select a.*, t.tenant_id, t.id, t.namespace, t.type, t.performer, t.priority_rank,
          coalesce(t.concurrency_key, '') as concurrency_key, t.unique_key, t.expires_at,
          t.owner_id, t.schedule_id, t.credits_per_run, t.store_result, t.result_ttl_seconds,
          t.revision + 1 as revision,
          a.waits and t.unique_key is not null
            and (a.seen_execution_id is null or a.action = 'restored') as takes_key
        from asked a
        join task t on t.tenant_id = $1 and t.id = $2 and t.revision = $3
          and (t.deleted_at is not null) = (a.action = 'restored')
        for update of t
      ), due as (
        select s.id from fenced f
        join schedule s on s.tenant_id = f.tenant_id and s.id = f.schedule_id
        where f.old_status = 'scheduled' and f.seen_execution_id is null
          and s.next_fire_at = f.seen_run_at and not s.paused and s.deleted_at is null
        for update of s
      ), keyed as (
        insert into unique_key as u (tenant_id, namespace, unique_key, task_id)
        select f.tenant_id, f.namespace, f.unique_key, f.id from fenced f
        where f.takes_key and (f.old_status <> 'scheduled' or exists (select from due))
        on conflict (tenant_id, namespace, unique_key) do update set task_id = excluded.task_id
          where u.task_id = excluded.task_id
        returning u.task_id
      ), entitled as (
        select f.* from fenced f where not f.takes_key or exists (select from keyed)
      )
      """;

  private static final String STILL =
      """
      , unqueued as (
        delete from ready r using entitled f
        where r.tenant_id = f.tenant_id and r.task_id = f.id
          and r.execution_id = f.seen_execution_id and f.old_status = 'queued'
        returning r.run_at, r.attempt, r.trigger_type, r.trigger_data, r.execution_id,
          'queued' as status
      ), undeferred as (
        delete from deferred d using entitled f
        where d.tenant_id = f.tenant_id and d.task_id = f.id
          and d.execution_id = f.seen_execution_id and d.status = f.old_status
        returning d.run_at, d.attempt, d.trigger_type, d.trigger_data, d.execution_id, d.status
      ), unheld as (
        delete from held h using entitled f
        where h.tenant_id = f.tenant_id and h.task_id = f.id
          and h.execution_id = f.seen_execution_id
        returning h.run_at, h.attempt, h.trigger_type, h.trigger_data, h.execution_id, h.status
      ), taken as (
        select * from unqueued union all select * from undeferred union all select * from unheld
      ), stopped as (
        update lease l set cancel_requested = true from entitled f
        where l.tenant_id = f.tenant_id and l.task_id = f.id and not l.cancel_requested
          and f.old_status = 'running' and f.ending is null
        returning l.task_id
      ), ended as (
        delete from lease l using entitled f
        where l.tenant_id = f.tenant_id and l.task_id = f.id
          and l.execution_id = f.seen_execution_id and not l.cancel_requested
          and f.old_status = 'running' and f.ending is not null
        returning l.execution_id, l.token, l.worker_id, l.attempt, l.trigger_type, l.trigger_data,
          l.queued_at, l.started_at
      ), still as (
        select f.* from entitled f
        where case
          when f.old_status = 'running'
            then exists (select from stopped) or exists (select from ended)
          when f.seen_execution_id is not null then exists (select from taken)
          when f.old_status = 'scheduled' then exists (select from due)
          else true
        end
      )
      """;

  /**
   * By an overlapping schedule more of the task may wait: none of it outlives the move. What others
   * have claimed, ended, given back or made due since this statement began is gone from where it
   * was, and out of sight where it is now; then it all has to be done again.
   */
  private static final String SWEPT =
      """
      , unqueued_too as (
        delete from ready r using still f
        where r.tenant_id = f.tenant_id and r.task_id = f.id
          and r.execution_id is distinct from f.seen_execution_id
        returning r.task_id
      ), undeferred_too as (
        delete from deferred d using still f
        where d.tenant_id = f.tenant_id and d.task_id = f.id
          and d.execution_id is distinct from f.seen_execution_id
        returning d.task_id
      ), unheld_too as (
        delete from held h using still f
        where h.tenant_id = f.tenant_id and h.task_id = f.id
          and h.execution_id is distinct from f.seen_execution_id
        returning h.task_id
      ), swept as (
        select task_id from unqueued_too union all select task_id from undeferred_too
        union all select task_id from unheld_too
      ), seen as (
        select r.task_id from still f
        join ready r on r.tenant_id = f.tenant_id and r.task_id = f.id
        union all
        select d.task_id from still f
        join deferred d on d.tenant_id = f.tenant_id and d.task_id = f.id
        union all
        select h.task_id from still f
        join held h on h.tenant_id = f.tenant_id and h.task_id = f.id
        union all
        select l.task_id from still f
        join lease l on l.tenant_id = f.tenant_id and l.task_id = f.id
        where f.old_status = 'running' and not l.cancel_requested
      ), met as (
        select count(*) = (select count(*) from seen) as all_of_it
        from (
          select from taken union all select from swept
          union all select from stopped union all select from ended
        ) changed
      )
      """;

  /** A held schedule remembers why, and only that reason sets it free again. */
  private static final String MOVED =
      """
      , rescheduled as (
        update schedule s set
          paused = f.schedule_change = 'hold' or (s.paused and f.schedule_change = 'end'),
          pause_reason = case f.schedule_change
            when 'hold' then f.schedule_reason when 'end' then s.pause_reason end,
          next_fire_at = case when f.schedule_change <> 'end' then s.next_fire_at end,
          next_logical_at = case when f.schedule_change <> 'end' then s.next_logical_at end,
          revision = s.revision + 1, updated_at = f.at
        from still f
        where s.tenant_id = f.tenant_id and s.id = f.schedule_id and s.mode = 'run_task'
          and s.deleted_at is null
          and case f.schedule_change
            when 'hold' then not s.paused
            when 'free' then s.paused and s.pause_reason = f.schedule_reason
            when 'end' then s.next_fire_at is not null
            else false
          end
        returning s.next_fire_at
      ), moved as (
        select f.*, k.status as was,
          case when f.action <> 'deleted' then coalesce(
            f.seen_status,
            -- Held while queued, by a clock that is ahead of the one that now goes by.
            case k.status when 'queued' then 'scheduled' else k.status end,
            case when s.next_fire_at is not null then 'scheduled' end,
            f.otherwise) end as status,
          coalesce(f.next_execution_id, k.execution_id) as execution_id,
          coalesce(f.next_run_at, k.run_at, f.at) as run_at,
          coalesce(f.next_attempt, k.attempt) as attempt,
          coalesce(f.next_trigger, k.trigger_type) as trigger_type,
          case when f.next_trigger is null then k.trigger_data else f.next_trigger_data end
            as trigger_data
        from still f left join taken k on true left join rescheduled s on true
        where case when (select all_of_it from met) then true else overtaken() end
      ), changed as (
        update task t set
          revision = m.revision, updated_at = m.at,
          deleted_at = case when m.action = 'deleted' then m.at end,
          resting_status = coalesce(m.resting, t.resting_status),
          completed_at = case coalesce(m.resting, '')
            when '' then t.completed_at when 'completed' then m.at end,
          cancelled_at = case coalesce(m.resting, '')
            when '' then t.cancelled_at when 'cancelled' then m.at end,
          block_reason = case coalesce(m.resting, '')
            when '' then t.block_reason when 'blocked' then m.notes end,
          completion_notes = case coalesce(m.resting, '')
            when '' then t.completion_notes when 'completed' then m.notes end,
          actual_minutes = coalesce(m.actual_minutes, t.actual_minutes),
          metadata = coalesce(m.metadata, t.metadata)
        from moved m where t.tenant_id = m.tenant_id and t.id = m.id
      ), quietened as (
        update reminder r set status = 'cancelled', updated_at = m.at
        from moved m
        where m.action in ('completed', 'cancelled', 'deleted')
          and r.tenant_id = m.tenant_id and r.task_id = m.id
          and r.status in ('scheduled', 'snoozed')
      ), unkeyed as (
        delete from unique_key u using moved m
        where not m.waits and u.tenant_id = m.tenant_id and u.namespace = m.namespace
          and u.unique_key = m.unique_key and u.task_id = m.id
      )
      """;

  private static final String PLACED =
      """
      , queued as (
        insert into ready (
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, queued_at, concurrency_key, unique_key, expires_at,
          turn)
        select tenant_id, id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, at, concurrency_key, unique_key, expires_at,
          run_at - priority_rank * interval '1 minute'
        from moved where place = 'ready'
      ), put_off as (
        insert into deferred (
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, status, concurrency_key, unique_key, expires_at)
        select tenant_id, id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, status, concurrency_key, unique_key, expires_at
        from moved where place = 'deferred'
      ), kept as (
        insert into held (
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, status, concurrency_key, unique_key, expires_at)
        select tenant_id, id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, trigger_data, was, concurrency_key, unique_key,
          -- Nothing needs to be called off that is out of sight.
          case when action <> 'deleted' then expires_at end
        from moved where place = 'held'
      ), leased as (
        insert into lease (
          tenant_id, task_id, execution_id, token, worker_id, owner_id, attempt, trigger_type,
          trigger_data, queued_at, started_at, deadline, namespace, type, performer)
        select tenant_id, id, execution_id, nextval('lease_token'), 'user:' || actor_id, owner_id,
          attempt, trigger_type, trigger_data, at, at, 'infinity', namespace, type, performer
        from moved where place = 'lease'
      )
      """;

  /** The execution of a person is over, and the executions that others ended count no more. */
  private static final String COUNTED =
      """
      , attempted as (
        select * from ended
        union all
        select execution_id, nextval('lease_token'), 'user:' || actor_id, attempt, trigger_type,
          trigger_data, at, at
        from moved where place = 'ended'
      ), noted as (
        insert into execution (
          tenant_id, id, task_id, attempt, status, task_status, trigger_type, trigger_data,
          worker_id, queued_at, started_at, completed_at, result, credits_consumed, tokens_used,
          api_calls_made, token, result_expires_at)
        select m.tenant_id, a.execution_id, m.id, a.attempt, m.ending, m.status, a.trigger_type,
          a.trigger_data, a.worker_id, a.queued_at, a.started_at, m.at,
          case when m.store_result then m.result end,
          case when m.ending = 'succeeded' then m.credits_per_run else 0 end, 0, 0, a.token,
          case when m.store_result and m.result is not null
            then m.at + make_interval(secs => coalesce(m.result_ttl_seconds, 604800)) end
        from moved m cross join attempted a
      ), counted as (
        insert into task_state as s (
          tenant_id, task_id, attempt, run_count, success_count, failure_count, total_credits,
          last_run_at, last_success_at, last_execution_id, last_token, updated_at)
        select m.tenant_id, m.id, a.attempt, 1, (m.ending = 'succeeded')::integer, 0,
          case when m.ending = 'succeeded' then m.credits_per_run else 0 end, m.at,
          case when m.ending = 'succeeded' then m.at end, a.execution_id, a.token, m.at
        from moved m cross join attempted a
        on conflict (tenant_id, task_id) do update set
          status = null, attempt = excluded.attempt, run_count = s.run_count + 1,
          success_count = s.success_count + excluded.success_count,
          total_credits = s.total_credits + excluded.total_credits,
          last_run_at = excluded.last_run_at,
          last_success_at = coalesce(excluded.last_success_at, s.last_success_at),
          last_execution_id = excluded.last_execution_id, last_token = excluded.last_token,
          updated_at = excluded.updated_at
      ), reset as (
        update task_state s set status = null,
          attempt = case when m.action = 'reopened' then 0 else s.attempt end
        from moved m
        where s.tenant_id = m.tenant_id and s.task_id = m.id and m.resting is not null
          and m.ending is null and (s.status is not null or m.action = 'reopened')
      )
      """;

  private static final String TOLD =
      """
      , remembered as (
        insert into task_history (
          tenant_id, task_id, seq, action, old_status, new_status, changes, actor_id, actor_kind,
          client, request_id, notes, created_at)
        select tenant_id, id, revision, action,
          case when action <> 'restored' then old_status end, status, changes, actor_id, 'user',
          client, request_id, notes, at
        from moved
      ), shown as (
        insert into evidence (tenant_id, task_id, id, kind, url, added_by, created_at)
        select m.tenant_id, m.id, p.id, 'photo', p.url, m.actor_id, m.at
        from moved m cross join unnest($32::uuid[], $33::text[]) as p(id, url)
      ), published as (
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
        select at, event_id, tenant_id, id, verb, actor_id,
          jsonb_strip_nulls(jsonb_build_object(
            'old_status', case when action <> 'restored' then old_status end,
            'new_status', status)) || data
        from moved
      )
      select null::uuid as holder from moved
      union all
      select u.task_id from fenced f
      join unique_key u on u.tenant_id = f.tenant_id and u.namespace = f.namespace
        and u.unique_key = f.unique_key and u.task_id <> f.id
      where f.takes_key and not exists (select from moved)
      """;

  static final String MOVE = ENTITLED + STILL + SWEPT + MOVED + PLACED + COUNTED + TOLD;

  private TransitionStatement() {}
}
