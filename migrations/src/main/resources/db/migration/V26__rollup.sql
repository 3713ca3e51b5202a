-- What executions have come to, added up by the quarter of an hour in which they ended: offsets of time
-- zones are whole quarters, so local days and hours of any zone are sums of rows. Each execution counts
-- in two rows: of its task's owner, and of the whole tenant, whose user is ''. Written by one pass after
-- the other, never by whoever ends an execution.
create table rollup (
  tenant_id text not null,
  user_id text not null,
  slot timestamptz not null,
  type text not null,
  succeeded integer not null,
  failed integer not null,
  timed_out integer not null,
  lost integer not null,
  cancelled integer not null,
  -- Put off is not run: these count neither here nor in timing, but for what they cost.
  snoozed integer not null,
  duration_ms bigint not null,
  credits numeric(24, 6) not null,
  tokens bigint not null,
  api_calls bigint not null,
  primary key (tenant_id, user_id, slot, type)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index rollup_age on rollup using brin (slot) with (pages_per_range = 16);

-- How long executions ran and waited: how many of them in which bucket, by the quarter of an hour, and
-- by the UTC day once it is over, which is the sum of its quarters. A wait of bucket b is in -1 - b.
create table timing (
  tenant_id text not null,
  user_id text not null,
  span text not null check (span in ('day', 'quarter')),
  slot timestamptz not null,
  type text not null,
  buckets smallint[] not null,
  counts bigint[] not null,
  primary key (tenant_id, user_id, span, slot, type)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index timing_age on timing using brin (slot) with (pages_per_range = 16);

-- Days whose quarters have changed since they were summed: until then they are read by the quarter.
create table timing_due (
  tenant_id text not null,
  user_id text not null,
  day date not null,
  primary key (tenant_id, user_id, day)
);
create index timing_due_day on timing_due (day);

-- The ends of executions that this snapshot contains have been added up, and no others: so each is added
-- once, however late its transaction commits, and whoever reads can add those that are missing.
create table rollup_feed (seen pg_snapshot not null);
insert into rollup_feed values ('1:1:');

-- The bucket of a time in milliseconds. Each is 51/49 as wide as the one below, so that its middle is
-- at most 2 % from whatever lies in it. 0 is below a millisecond.
create function timing_bucket(ms bigint) returns smallint
language sql immutable strict parallel safe
return (case when ms < 1 then 0 else 1 + ceil(ln(ms::double precision) / ln(51.0::double precision / 49)) end)::smallint;

-- As in V5, and nothing is dropped before it is added up.
create or replace function drop_partitions(before timestamptz, keep_unrelayed boolean) returns integer
language plpgsql as $$
declare
  child record;
  needed boolean;
  dropped integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('errand.partitions'));
  for child in
    select c.relname as name, p.relname as parent,
           to_timestamp(right(c.relname, 8) || ' 00:00 +00', 'YYYYMMDD HH24:MI TZH') as monday
    from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
    where p.oid in ('execution'::regclass, 'outbox'::regclass) and c.relname ~ '_[0-9]{8}$'
  loop
    continue when child.monday + interval '7 days' > before;
    if child.parent = 'outbox' then
      execute format('select exists (
                        select from rollup_feed f join %I o on o.xid >= pg_snapshot_xmin(f.seen)
                        where o.verb in (''executed'', ''completed'', ''cancelled'')
                          and not pg_visible_in_snapshot(o.xid, f.seen))',
                     child.name) into needed;
      if keep_unrelayed and not needed then
        execute format('select exists (
                          select from relay r join %I o on o.xid >= pg_snapshot_xmin(r.seen)
                          where not pg_visible_in_snapshot(o.xid, r.seen))',
                       child.name) into needed;
      end if;
    else
      execute format('select exists (
                        select from rollup_feed f join outbox o on o.xid >= pg_snapshot_xmin(f.seen)
                        join %I e on e.tenant_id = o.tenant_id and e.task_id = o.task_id
                        where o.verb in (''executed'', ''completed'', ''cancelled'')
                          and not pg_visible_in_snapshot(o.xid, f.seen))',
                     child.name) into needed;
    end if;
    continue when needed;
    execute format('drop table %I', child.name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;
