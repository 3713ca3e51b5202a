alter table task
  add column args jsonb not null default '[]',
  add column unique_key text,
  add column concurrency_key text,
  add column timezone text,
  add column store_result boolean not null default true,
  add column result_ttl_seconds integer,
  add column error_ttl_seconds integer,
  add column expires_at timestamptz,
  add column parent_id uuid,
  add column source text,
  add column original_message text,
  add column schedule_id uuid,
  -- Why it is blocked, if somebody said so; blocked without a reason is blocked by dependencies.
  add column block_reason text,
  -- What a person said when they had done it.
  add column completion_notes text,
  add column actual_minutes integer;

create index task_unique_key on task (tenant_id, namespace, unique_key, id)
  where unique_key is not null;

-- Who has a unique key now: a task that is scheduled, queued or waits for a retry. Claims take the
-- row away, retries bring it back; the primary key is what makes the key unique.
create table unique_key (
  tenant_id text not null,
  namespace text not null,
  unique_key text not null,
  task_id uuid not null,
  primary key (tenant_id, namespace, unique_key)
);
create index unique_key_task on unique_key (tenant_id, task_id);

-- The newest task of each thing asked for with max_age: namespace, type, config and args in one hash.
create table freshness (
  tenant_id text not null,
  fingerprint bytea not null,
  task_id uuid not null,
  primary key (tenant_id, fingerprint)
);

-- A task waits for others. Open until the other has completed (or has ended, where its failure is
-- ignored); what is closed stays closed, however the other goes on.
create table dependency (
  tenant_id text not null,
  task_id uuid not null,
  depends_on_id uuid not null,
  on_failure text not null check (on_failure in ('block', 'cancel', 'ignore')),
  open boolean not null,
  created_at timestamptz not null,
  primary key (tenant_id, task_id, depends_on_id)
);
create index dependency_open on dependency (tenant_id, depends_on_id) where open;

-- Fences a repeated outcome, and says when payloads go.
alter table execution
  add column token bigint,
  add column result_expires_at timestamptz,
  add column error_expires_at timestamptz;
create index execution_result_expiry on execution (result_expires_at)
  where result_expires_at is not null;
create index execution_error_expiry on execution (error_expires_at)
  where error_expires_at is not null;

alter table task_state
  -- Occurrences in a row that failed for good; a schedule that sees too many pauses itself.
  add column failures_in_a_row integer not null default 0;

-- Remote workers, per tenant; an engine's row is in worker.
create table remote_worker (
  tenant_id text not null,
  id text not null,
  namespaces text[] not null,
  types text[],
  first_seen_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (tenant_id, id)
) with (fillfactor = 50);
