-- What shows that work was done, and how. A file lies in a store: in pieces here, or in a folder.
create table evidence (
  tenant_id text not null,
  task_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('photo', 'note', 'voice', 'measurement', 'document')),
  url text,
  body text,
  measurement jsonb,
  captured_at timestamptz,
  lat double precision check (lat between -90 and 90),
  lon double precision check (lon between -180 and 180),
  file_id uuid,
  store text,
  file_name text,
  media_type text,
  size bigint,
  sha256 text,
  added_by text not null,
  created_at timestamptz not null,
  primary key (tenant_id, task_id, id)
);

-- A file's bytes, in pieces as they came, each from an offset on. What people upload is compressed already, and
-- parts of a piece are read, so they are not compressed again.
create table evidence_piece (
  tenant_id text not null,
  file_id uuid not null,
  offset_at bigint not null,
  bytes bytea not null,
  primary key (tenant_id, file_id, offset_at)
);
alter table evidence_piece alter column bytes set storage external;

-- Files that no evidence names: they are being received, or are to be deleted (doomed). A row is there
-- before the first byte and until the last one is gone, so nothing is left behind by a crash: what
-- has not been touched for a while is doomed too.
create table loose_file (
  tenant_id text not null,
  id uuid not null,
  store text not null,
  doomed boolean not null,
  touched_at timestamptz not null,
  primary key (tenant_id, id)
);

-- Kinds of evidence without which a person cannot complete the task; null: as its type says.
alter table task add required_evidence text[];

-- The same as before, with the new column.
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
