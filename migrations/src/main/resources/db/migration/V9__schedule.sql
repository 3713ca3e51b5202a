-- When new executions of a task (run_task) or new tasks (create_task) arise. A schedule is due when
-- next_fire_at has come; any node fires it, under the row's lock.
create table schedule (
  tenant_id text not null,
  id uuid not null,
  namespace text not null,
  name text,
  mode text not null check (mode in ('run_task', 'create_task')),
  -- The task that it runs, or the last one that it created.
  task_id uuid,
  -- What it creates: the members of a new task.
  task jsonb,
  spec jsonb not null,
  owner_id text,
  created_by text not null,
  paused boolean not null,
  pause_reason text,
  fire_count integer not null,
  -- Tasks in a row that it could not create.
  failures_in_a_row integer not null default 0,
  -- All times up to this one are done with; for a schedule that goes on from the end of the last
  -- execution, that end.
  since timestamptz not null default 'epoch',
  -- Whether it waits, looking again at next_fire_at: with the time next_logical_at for an execution
  -- to make room, or for the end of an execution to count from.
  waits text check (waits in ('turn', 'completion')),
  last_logical_at timestamptz,
  last_fired_at timestamptz,
  -- The time that the schedule names, and when it fires: the same, put off by jitter.
  next_logical_at timestamptz,
  next_fire_at timestamptz,
  revision integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (tenant_id, id)
);
create index schedule_due on schedule (next_fire_at)
  where not paused and next_fire_at is not null and deleted_at is null;
create index schedule_list on schedule (tenant_id, id) where deleted_at is null;
create index schedule_task on schedule (tenant_id, task_id);

-- What became of each time that a schedule named. Unique, so that any number of nodes may fire.
create table firing (
  tenant_id text not null,
  schedule_id uuid not null,
  logical_at timestamptz not null,
  fired_at timestamptz not null,
  outcome text not null check (outcome in ('fired', 'skipped', 'failed')),
  task_id uuid,
  execution_id uuid,
  note text,
  primary key (tenant_id, schedule_id, logical_at)
);
