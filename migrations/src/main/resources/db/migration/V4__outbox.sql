-- Every change to be published, written in the statement of the change. seq says in which order two
-- changes of one task happened; xid lets a relay see whether a snapshot contains the row.
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

-- How far each feed has come. One relay at a time holds a row, until held_until; term counts readings.
-- It publishes windows: the rows that one snapshot contains and the one before it did not, in the
-- order of seq. A snapshot that contains a change contains those that it followed, and gains no row
-- later, so windows in turn are complete and in order, however long a transaction stays open.
create table relay (
  name text not null primary key,
  holder text,
  term bigint not null,
  held_until timestamptz not null,
  seen pg_snapshot not null,
  reading pg_snapshot not null,
  seq_after bigint not null,
  seq_last bigint not null
);

insert into relay (name, term, held_until, seen, reading, seq_after, seq_last)
values ('nats', 0, '-infinity', '1:1:', '1:1:', 0, 0);
