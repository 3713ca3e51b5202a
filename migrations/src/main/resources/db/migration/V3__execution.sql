-- What ended: one row per execution, appended when it is over, partitioned by week of its id's time
-- (UUIDv7), so that a look-up by id touches one partition and old ones are dropped, not deleted.
create table execution (
  tenant_id text not null,
  id uuid not null,
  task_id uuid not null,
  attempt integer not null,
  status text not null
    check (status in ('succeeded', 'failed', 'timed_out', 'lost', 'snoozed', 'cancelled')),
  -- What the task became when this ended.
  task_status text not null,
  trigger_type text not null,
  trigger_data jsonb,
  worker_id text not null,
  queued_at timestamptz not null,
  started_at timestamptz not null,
  completed_at timestamptz not null,
  result jsonb,
  error jsonb,
  credits_consumed numeric(18, 6) not null,
  tokens_used integer not null,
  api_calls_made integer not null,
  progress smallint,
  log text,
  primary key (tenant_id, id)
) partition by range (id);

create index execution_task on execution (tenant_id, task_id, id);

-- One row per change that a caller makes; its number is the revision that the change made.
create table task_history (
  tenant_id text not null,
  task_id uuid not null,
  seq integer not null,
  action text not null,
  old_status text,
  new_status text,
  changes jsonb,
  actor_id text not null,
  actor_kind text not null check (actor_kind in ('user', 'service', 'system')),
  client text,
  request_id text,
  notes text,
  created_at timestamptz not null,
  primary key (tenant_id, task_id, seq)
);
