-- What is known, in words and as a statement (subject, predicate, object), and for how long.
create table fact (
  tenant_id text not null,
  id uuid not null,
  namespace text not null,
  text text not null,
  tags text[] not null,
  metadata jsonb not null,
  subject text,
  predicate text,
  object text,
  valid_from timestamptz,
  valid_to timestamptz,
  -- Text and metadata in lower case, for literal search in every script.
  searched text not null,
  created_by text not null,
  revision integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  check ((subject is null) = (predicate is null) and (subject is null) = (object is null)),
  check (valid_from <= valid_to)
);
create index fact_statement on fact (tenant_id, subject, predicate, id) where subject is not null;
create index fact_expiry on fact (tenant_id, valid_to) where valid_to is not null;

-- Which tasks read a fact, and which has produced it.
create table fact_link (
  tenant_id text not null,
  task_id uuid not null,
  fact_id uuid not null,
  relation text not null check (relation in ('reads', 'produces')),
  linked_by text not null,
  linked_at timestamptz not null,
  primary key (tenant_id, task_id, fact_id),
  foreign key (tenant_id, fact_id) references fact (tenant_id, id) on delete cascade
);
create index fact_link_fact on fact_link (tenant_id, fact_id, task_id);
