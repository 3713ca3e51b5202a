-- Who wants to be told of events over HTTP. The secrets stand here as they are: each delivery is signed
-- with them.
create table webhook (
  tenant_id text not null,
  id uuid not null,
  url text not null,
  description text,
  -- Types, and beginnings of types that end in ".*"; empty for all.
  event_types text[] not null,
  namespaces text[] not null,
  active boolean not null,
  -- Events from before are not for it.
  active_since timestamptz not null,
  -- Why the service has turned it off.
  disabled_reason text,
  -- When the first delivery failed after the last that arrived.
  failing_since timestamptz,
  secret text not null,
  old_secret text,
  old_secret_until timestamptz,
  created_by text not null,
  revision integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);

-- An event on its way to a webhook, and afterwards the record of it. While it is pending, next_at says
-- when it may be taken; who takes it moves that ahead, for as long as it may take, and marks it by claim.
create table webhook_delivery (
  seq bigint generated always as identity,
  tenant_id text not null,
  id uuid not null,
  webhook_id uuid not null,
  event_id uuid not null,
  event_type text not null,
  -- What the event is about; null for a ping.
  task_id uuid,
  body text not null,
  status text not null,
  attempts integer not null,
  next_at timestamptz not null,
  claim uuid,
  last_status integer,
  last_error text,
  duration_ms integer,
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id)
);
create unique index webhook_delivery_event on webhook_delivery (webhook_id, event_id);
create index webhook_delivery_due on webhook_delivery (webhook_id, next_at, seq)
  where status = 'pending';
-- Those that nobody has tried yet, to keep those about one task in order.
create index webhook_delivery_first on webhook_delivery (webhook_id, task_id, seq)
  where status = 'pending' and attempts = 0;
create index webhook_delivery_list on webhook_delivery (tenant_id, webhook_id, id);
create index webhook_delivery_age on webhook_delivery (created_at);

-- Where the new tasks of a namespace go instead of being run here.
alter table namespace
  add column relay_url text,
  add column relay_key text,
  add column relay_since timestamptz;
create index namespace_relay on namespace (tenant_id, name) where relay_url is not null;

-- A task on its way to another Errand, and afterwards what it is there. next_at and claim are as above.
create table forwarding (
  tenant_id text not null,
  task_id uuid not null,
  namespace text not null,
  -- How often it has been relayed already.
  hops integer not null,
  -- How it was to start here: pending, queued, or scheduled for a time.
  start text not null,
  run_at timestamptz,
  -- Whether a schedule was to run it again and again.
  recurring boolean not null,
  status text not null,
  attempts integer not null,
  next_at timestamptz not null,
  claim uuid,
  last_error text,
  -- {"url": …, "task_id": …, "at": …} once it has arrived.
  relayed_to jsonb,
  created_at timestamptz not null,
  primary key (tenant_id, task_id)
);
create index forwarding_due on forwarding (tenant_id, namespace, next_at) where status = 'pending';
