-- What the lunar calendar says of the day on which a task is due, and the score in it, by which lists
-- can be filtered. Without an index: a filter by score narrows down what other indexes lead to.
alter table task add column astronomical jsonb, add column astronomical_score smallint;

-- The same as before, with the new columns.
drop view task_current;

create view task_current as
select
  t.*,
  case
    when l.execution_id is not null then 'running'
    when r.execution_id is not null then 'queued'
    when d.execution_id is not null then d.status
    when t.resting_status in ('paused', 'blocked', 'cancelled') then t.resting_status
    -- Between its executions a task that runs by a schedule is scheduled, whatever the last came to.
    when c.mode = 'run_task' and not c.paused and c.next_fire_at is not null then 'scheduled'
    else coalesce(s.status, t.resting_status)
  end as status,
  coalesce(l.attempt, r.attempt, d.attempt, h.attempt, s.attempt, 0) as attempt,
  coalesce(r.run_at, d.run_at, h.run_at,
    case when c.mode = 'run_task' and not c.paused then c.next_fire_at end) as run_at,
  coalesce(l.execution_id, r.execution_id, d.execution_id, h.execution_id) as execution_id,
  l.started_at,
  l.progress,
  coalesce(l.token, s.last_token) as lease_token,
  coalesce(s.run_count, 0) as run_count,
  coalesce(s.success_count, 0) as success_count,
  coalesce(s.failure_count, 0) as failure_count,
  coalesce(s.total_credits, 0) as total_credits,
  s.last_run_at,
  s.last_success_at,
  s.last_execution_id,
  case when s.status = 'completed' then s.last_success_at else t.completed_at end as done_at,
  c.spec as schedule,
  greatest(t.updated_at, s.updated_at, l.started_at) as touched_at
from task t
left join lateral (
  select * from ready where ready.tenant_id = t.tenant_id and ready.task_id = t.id limit 1
) r on true
left join lateral (
  select * from deferred where deferred.tenant_id = t.tenant_id and deferred.task_id = t.id limit 1
) d on true
left join lateral (
  select * from held where held.tenant_id = t.tenant_id and held.task_id = t.id limit 1
) h on true
left join lateral (
  select * from task_state where task_state.tenant_id = t.tenant_id and task_state.task_id = t.id
  limit 1
) s on true
left join lateral (
  select * from lease
  where lease.tenant_id = t.tenant_id and lease.task_id = t.id and not lease.cancel_requested
  order by token desc limit 1
) l on true
left join lateral (
  select * from schedule
  where schedule.tenant_id = t.tenant_id and schedule.id = t.schedule_id
    and schedule.deleted_at is null
  limit 1
) c on true;
