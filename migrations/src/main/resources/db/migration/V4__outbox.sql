-- Every change to be published, written in the statement of the change. seq says in which order two
-- changes of one task happened; xid lets the relay see which transactions can no longer add rows.
create sequence outbox_number;

create table outbox (
  seq bigint not null default nextval('outbox_number'),
  xid xid8 not null default pg_current_xact_id(),
  created_at timestamptz not null,
  event_id uuid not null,
  tenant_id text not null,
  task_id uuid not null,
  verb text not null,
  user_id text,
  data jsonb not null
) partition by range (created_at);

create index outbox_seq on outbox (seq);
create index outbox_xid on outbox (xid, seq);

-- How far each feed has come. One relay at a time holds a row, until held_until. It publishes windows
-- of transactions, xid_from <= xid < xid_to, in the order of seq: xid_to is taken from the oldest
-- transaction still running, so a window can gain no further row, and windows in turn are complete.
create table relay (
  name text not null primary key,
  holder text,
  term bigint not null,
  held_until timestamptz not null,
  xid_from xid8 not null,
  xid_to xid8 not null,
  seq_after bigint not null
);

insert into relay (name, term, held_until, xid_from, xid_to, seq_after)
values ('nats', 0, '-infinity', '0', '0', 0);
