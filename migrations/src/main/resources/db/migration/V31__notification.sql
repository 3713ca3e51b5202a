-- What somebody is told, once: found by its owner in a list, and sent by one of their channels.
create table notification (
  tenant_id text not null,
  id uuid not null,
  -- The order in which they came, in which lists are read backwards.
  seq bigint generated always as identity,
  user_id text not null,
  kind text not null
    check (kind in ('reminder', 'due_soon', 'overdue', 'assigned', 'alert', 'summary')),
  task_id uuid,
  -- The reminder that fails if this cannot be sent.
  reminder_id uuid,
  -- What it tells of, so that nobody is told the same twice.
  dedupe_key text not null,
  subject text not null,
  body text,
  due_at timestamptz,
  -- The channel that was asked for; null for those that its user prefers.
  wanted text,
  -- By which it was sent, or was to be.
  channel text,
  status text not null check (status in ('pending', 'held', 'sent', 'failed')),
  attempts integer not null,
  -- When it is to be sent; for one that is being sent, when somebody else may try. Null when it is over.
  next_attempt_at timestamptz,
  -- Names the attempt that may say what came of it.
  claim uuid,
  error text,
  created_at timestamptz not null,
  sent_at timestamptz,
  read_at timestamptz,
  primary key (tenant_id, id)
);
create unique index notification_once on notification (tenant_id, dedupe_key);
create index notification_due on notification (next_attempt_at) where next_attempt_at is not null;
create index notification_user on notification (tenant_id, user_id, seq);
create index notification_unread on notification (tenant_id, user_id, seq) where read_at is null;
create index notification_old on notification (created_at);

-- For which due times somebody was told that a task is due soon, or overdue. Another due time makes the
-- task untold again by itself. The index holds open tasks that are yet to be told overdue, nothing else.
alter table task
  add column soon_told_for timestamptz,
  add column overdue_told_for timestamptz;
create index task_due on task (due_at)
  where due_at is not null and due_at is distinct from overdue_told_for and deleted_at is null
    and resting_status in ('pending', 'paused', 'blocked');

-- When they are told next what their day brings, as of which revision.
alter table person
  add column summary_next_at timestamptz,
  add column summary_revision integer;
create index person_summary on person (summary_next_at) where summary_next_at is not null;
create index person_summary_unset on person (updated_at)
  where summary_revision is distinct from revision
    and (summary_next_at is not null or preferences @> '{"daily_summary_enabled": true}');
-- Who wants to hear of due times earlier than others.
create index person_early on person (updated_at)
  where (preferences ->> 'reminder_minutes_before')::numeric > 30;
