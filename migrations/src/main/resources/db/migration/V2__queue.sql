-- Tasks that may be taken now. Rows are inserted and deleted, never updated but for their rank.
create table ready (
  tenant_id text not null,
  task_id uuid not null,
  execution_id uuid not null,
  namespace text not null,
  type text not null,
  performer text not null check (performer in ('service', 'worker')),
  priority_rank smallint not null,
  run_at timestamptz not null,
  attempt integer not null,
  trigger_type text not null,
  trigger_data jsonb,
  queued_at timestamptz not null,
  primary key (tenant_id, task_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 1, vacuum_truncate = off);

-- The order of claims, once for the engine and once for remote workers of a namespace.
create index ready_service on ready ((-priority_rank), run_at, task_id) where performer = 'service';
create index ready_worker on ready (tenant_id, namespace, (-priority_rank), run_at, task_id)
  where performer = 'worker';

-- Tasks whose time lies ahead, for the first time (scheduled) or again (retry). Apart from ready, so
-- that claims stay quick however many wait.
create table deferred (
  tenant_id text not null,
  task_id uuid not null,
  execution_id uuid not null,
  namespace text not null,
  type text not null,
  performer text not null check (performer in ('service', 'worker')),
  priority_rank smallint not null,
  run_at timestamptz not null,
  attempt integer not null,
  trigger_type text not null,
  trigger_data jsonb,
  status text not null check (status in ('scheduled', 'retry')),
  primary key (tenant_id, task_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 1, vacuum_truncate = off);

create index deferred_due on deferred (run_at);

-- Fences every write that ends an execution. Compared for equality only.
create sequence lease_token;

-- Executions that somebody holds. The row is the right to end the execution: whoever deletes it with
-- its token has ended it.
create table lease (
  tenant_id text not null,
  task_id uuid not null,
  execution_id uuid not null,
  token bigint not null,
  worker_id text not null,
  -- Whom the event of the end is about, so that it can be written without reading the task.
  owner_id text,
  attempt integer not null,
  trigger_type text not null,
  trigger_data jsonb,
  queued_at timestamptz not null,
  started_at timestamptz not null,
  -- Whatever its worker says, the execution is over by then.
  deadline timestamptz not null,
  cancel_requested boolean not null default false,
  progress smallint,
  primary key (tenant_id, execution_id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 1, vacuum_truncate = off);

-- Nothing else is indexed: as many rows come and go as executions run, and few are here at a time, so
-- the sweeps over workers and deadlines read the table.
create index lease_task on lease (tenant_id, task_id);

-- Who holds leases. One row per engine, beaten by it; seen_at carries no index, so that the beat
-- stays within its page (HOT). Engines serve all tenants, so this table has none.
create table worker (
  id text not null primary key,
  started_at timestamptz not null,
  seen_at timestamptz not null
) with (fillfactor = 50);
