-- Partitions by week, made ahead and dropped behind by the engine. The default partition takes what
-- no week does (an execution whose id is older than the oldest week kept), so that no write fails.
create table execution_rest partition of execution default;
create table outbox_rest partition of outbox default;

-- The least UUIDv7 of a moment.
create function uuid_from(at timestamptz) returns uuid
language sql immutable strict
return (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0')
        || repeat('0', 20))::uuid;

-- Makes the partitions of the week of a moment and of the weeks after it, where missing. A partition
-- is made aside and attached, which, unlike "partition of", lets writes to the parent go on.
create function ensure_partitions(at timestamptz, weeks integer) returns integer
language plpgsql as $$
declare
  monday timestamptz;
  name text;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('errand.partitions'));
  for week in 0 .. weeks loop
    monday := (date_trunc('week', at at time zone 'UTC') + make_interval(weeks => week)) at time zone 'UTC';
    name := 'execution_' || to_char(monday at time zone 'UTC', 'YYYYMMDD');
    if to_regclass(name) is null then
      execute format('create table %I (like execution including defaults including constraints)', name);
      execute format('alter table execution attach partition %I for values from (%L) to (%L)',
                     name, uuid_from(monday), uuid_from(monday + interval '7 days'));
      made := made + 1;
    end if;
    name := 'outbox_' || to_char(monday at time zone 'UTC', 'YYYYMMDD');
    if to_regclass(name) is null then
      execute format('create table %I (like outbox including defaults including constraints)', name);
      execute format('alter table outbox attach partition %I for values from (%L) to (%L)',
                     name, monday, monday + interval '7 days');
      made := made + 1;
    end if;
  end loop;
  return made;
end $$;

-- Drops the partitions that lie wholly before a moment. An outbox partition stays while its events
-- have not been relayed, if keep_unrelayed is set.
create function drop_partitions(before timestamptz, keep_unrelayed boolean) returns integer
language plpgsql as $$
declare
  child record;
  unrelayed boolean;
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
    if child.parent = 'outbox' and keep_unrelayed then
      execute format('select exists (
                        select from relay r join %I o on o.xid >= pg_snapshot_xmin(r.seen)
                        where not pg_visible_in_snapshot(o.xid, r.seen))',
                     child.name) into unrelayed;
      continue when unrelayed;
    end if;
    execute format('drop table %I', child.name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;

select ensure_partitions(now(), 4);
