-- A task's stable part. While it waits and runs its row is not rewritten: ready, deferred and lease
-- rows say where it stands, task_state what its executions have come to. Only commands of callers
-- change it, each raising revision by one.
create table task (
  tenant_id text not null,
  id uuid not null,
  namespace text not null,
  domain text,
  type text not null,
  performer text not null check (performer in ('human', 'service', 'worker')),
  title text not null,
  description text,
  priority_rank smallint not null,
  config jsonb not null,
  metadata jsonb not null,
  tags text[] not null,
  owner_id text,
  created_by text not null,
  assignee_id text,
  field_id text,
  zone_id text,
  due_at timestamptz,
  estimated_minutes integer,
  drift_score double precision not null,
  retry_policy jsonb,
  timeout_seconds integer,
  credits_per_run numeric(18, 6) not null,
  -- The status while no row of ready, deferred or lease and no execution's end says otherwise.
  resting_status text not null
    check (resting_status in ('pending', 'paused', 'blocked', 'completed', 'failed', 'cancelled')),
  revision integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  completed_at timestamptz,
  cancelled_at timestamptz,
  deleted_at timestamptz,
  primary key (tenant_id, id)
);

-- The default order of lists. Undated tasks come last; within one due time the highest rank first.
create index task_list on task
  (tenant_id, (coalesce(due_at, 'infinity'::timestamptz)), (-priority_rank), id)
  where deleted_at is null;

-- What a task's executions have come to: one narrow row, written first when one ends. Half-filled and
-- without a further index, so that its updates stay within their page (HOT).
create table task_state (
  tenant_id text not null,
  task_id uuid not null,
  -- completed or failed by its last execution; null once a command has said otherwise.
  status text check (status in ('completed', 'failed')),
  attempt integer not null,
  run_count integer not null,
  success_count integer not null,
  failure_count integer not null,
  total_credits numeric(18, 6) not null,
  last_run_at timestamptz,
  last_success_at timestamptz,
  last_execution_id uuid not null,
  last_token bigint not null,
  memory jsonb,
  updated_at timestamptz not null,
  primary key (tenant_id, task_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 1);
