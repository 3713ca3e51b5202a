-- Queues of tasks, and facts and events, within a tenant. A namespace without a row here has no
-- limits; its row is made when somebody sets one.
create table namespace (
  tenant_id text not null,
  name text not null,
  paused boolean not null,
  -- How many executions of the namespace may run at once; null for no limit.
  max_running integer check (max_running >= 0),
  -- How many of one concurrency key; each type may say otherwise.
  max_running_per_key integer not null default 1 check (max_running_per_key >= 1),
  -- {"type": {"max_running": n, "max_running_per_key": n}}
  task_types jsonb not null default '{}',
  revision integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, name)
);

-- Which namespaces and types there are, found by stepping from one to the next.
create index task_namespace on task (tenant_id, namespace, type) where deleted_at is null;

-- A row of the queue tells its lane (tenant, namespace, type and concurrency key, as one number to
-- keep the index narrow) and its turn: the time at which it may run, moved by a minute for each rank
-- of priority. By turn, a task that has waited as many minutes as its rank is lower comes first, so
-- nothing starves.
alter table ready
  add column concurrency_key text not null default '',
  add column unique_key text,
  add column expires_at timestamptz,
  add column turn timestamptz,
  add column lane bigint not null generated always as (
    hashtextextended(tenant_id || chr(31) || namespace || chr(31) || type || chr(31) || concurrency_key, 0)
  ) stored;
update ready set turn = run_at - priority_rank * interval '1 minute';
alter table ready alter column turn set not null;

drop index ready_service;
drop index ready_worker;
create index ready_service on ready (lane, turn, task_id) where performer = 'service';
create index ready_worker on ready (tenant_id, namespace, lane, turn, task_id)
  where performer = 'worker';
create index ready_expiry on ready (expires_at) where expires_at is not null;

alter table deferred
  add column concurrency_key text not null default '',
  add column unique_key text,
  add column expires_at timestamptz;
create index deferred_expiry on deferred (expires_at) where expires_at is not null;

-- Executions taken out of the queue, because their task is paused, or blocked by a reason or by
-- dependencies. Moved back as they were.
create table held (
  tenant_id text not null,
  task_id uuid not null,
  execution_id uuid not null,
  namespace text not null,
  type text not null,
  performer text not null check (performer in ('service', 'worker')),
  concurrency_key text not null,
  unique_key text,
  priority_rank smallint not null,
  run_at timestamptz not null,
  attempt integer not null,
  trigger_type text not null,
  trigger_data jsonb,
  expires_at timestamptz,
  status text not null check (status in ('queued', 'scheduled', 'retry')),
  primary key (tenant_id, task_id)
);
create index held_expiry on held (expires_at) where expires_at is not null;

-- What limits count, and what the end of an execution needs to know.
alter table lease
  add column namespace text not null default 'default',
  add column type text not null default 'other',
  add column performer text not null default 'service'
    check (performer in ('human', 'service', 'worker')),
  add column concurrency_key text not null default '',
  add column unique_key text,
  -- Until when a remote worker holds it unless it is heard of; null for an engine, whose row in
  -- worker speaks for all its leases. Without an index, so that a heartbeat stays within its page.
  add column expires_at timestamptz,
  add column log text;
create index lease_key on lease (tenant_id, namespace, concurrency_key)
  where concurrency_key <> '';

-- What an engine has executors for.
alter table worker add column types text[] not null default '{}';

-- How many more executions may start now, of a namespace, of a type in it, and of a concurrency key:
-- null for as many as there are. Contended while another claim is deciding about the same namespace.
create type room as (
  of_namespace integer, of_type integer, of_key integer, contended boolean);

-- Volatile, so that what it counts is as of after the lock was taken, not as of the beginning of the
-- claim. No counter is kept: leases are counted, and only for lanes that have limits.
create function claim_room(tenant text, space text, task_type text, key text) returns room
language plpgsql volatile as $$
declare
  limits namespace%rowtype;
  room room;
  most integer;
begin
  if not pg_try_advisory_xact_lock(hashtextextended(tenant || chr(31) || space, 1)) then
    room.of_namespace := 0;
    room.contended := true;
    return room;
  end if;
  select * into limits from namespace n where n.tenant_id = tenant and n.name = space;
  if limits.max_running is not null then
    room.of_namespace := greatest(0, limits.max_running - (
      select count(*) from lease l
      where l.tenant_id = tenant and l.namespace = space and l.performer <> 'human'));
  end if;
  most := limits.task_types -> task_type ->> 'max_running';
  if most is not null then
    room.of_type := greatest(0, most - (
      select count(*) from lease l
      where l.tenant_id = tenant and l.namespace = space and l.type = task_type
        and l.performer <> 'human'));
  end if;
  if key <> '' then
    most := limits.task_types -> task_type ->> 'max_running_per_key';
    room.of_key := greatest(0, coalesce(most, limits.max_running_per_key, 1) - (
      select count(*) from lease l
      where l.tenant_id = tenant and l.namespace = space and l.concurrency_key = key
        and l.concurrency_key <> '' and l.performer <> 'human'));
  end if;
  room.contended := false;
  return room;
end $$;
