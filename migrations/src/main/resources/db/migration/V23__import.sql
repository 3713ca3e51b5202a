-- What came of each import: its progress while it runs, then its report. A node that dies leaves the
-- row running, and nobody touches it any more.
create table import (
  tenant_id text not null,
  id uuid not null,
  status text not null check (status in ('running', 'completed', 'refused', 'failed')),
  report jsonb not null,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);

-- Which lines of files have become tasks: a line is known by its key, which follows from what it says,
-- so that a file may be imported again and again, by any number of nodes, and each task comes once.
create table imported_task (
  tenant_id text not null,
  key uuid not null,
  task_id uuid not null,
  primary key (tenant_id, key)
);
