-- Who works in a tenant, by the name that identity gives them. Made when somebody is first seen, so a
-- row may say nothing but that.
create table person (
  tenant_id text not null,
  id text not null,
  name text,
  email text,
  telegram_id text,
  -- Null until somebody says; UTC then.
  timezone text,
  role text not null check (role in ('viewer', 'technician', 'operator', 'manager', 'admin')),
  subscription_level text,
  -- What differs from the defaults.
  preferences jsonb not null,
  is_active boolean not null,
  created_by text not null,
  revision integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index person_telegram on person (tenant_id, telegram_id)
  where telegram_id is not null;
-- After the other index, so that hot look-ups take this one.
alter table person add primary key (tenant_id, id);

-- A managed place. Tasks keep its id when it is deleted.
create table site (
  tenant_id text not null,
  id uuid not null,
  name text not null,
  location text,
  lat double precision,
  lon double precision,
  timezone text,
  external_refs jsonb not null,
  is_active boolean not null,
  created_by text not null,
  revision integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create unique index site_name on site (tenant_id, name) where deleted_at is null;
alter table site add primary key (tenant_id, id);

alter table task
  add column site_id uuid,
  -- {lang: {title, description}}
  add column translations jsonb,
  -- HH:MM, as it was said; due_at has what follows from it.
  add column scheduled_time text;

-- What people say to each other about a task. Ids rise in time.
create table comment (
  tenant_id text not null,
  task_id uuid not null,
  id uuid not null,
  author_id text not null,
  body text not null,
  created_at timestamptz not null,
  edited_at timestamptz,
  primary key (tenant_id, task_id, id)
);

-- When somebody is to be reminded of a task: at a time, or so long before it is due.
create table reminder (
  tenant_id text not null,
  id uuid not null,
  task_id uuid not null,
  user_id text not null,
  -- Null while a task that is to be remembered before it is due has no due time.
  remind_at timestamptz,
  before_due_seconds integer,
  channel text not null,
  status text not null check (status in ('scheduled', 'sent', 'snoozed', 'cancelled', 'failed')),
  sent_at timestamptz,
  snooze_count integer not null,
  error text,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  check (remind_at is not null or before_due_seconds is not null)
);
create index reminder_task on reminder (task_id);
-- The order of delivery; short, as what was sent leaves it.
create index reminder_due on reminder (remind_at) where status in ('scheduled', 'snoozed');

-- The view shows the columns that task had when it was made.
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
