-- Room that is held for tasks of users with limits while they are being created or opened again. Such
-- a row goes when that is done; what was cut off is held until its time.
create table quota_claim (
  tenant_id text not null,
  user_id text not null,
  task_id uuid not null,
  held_until timestamptz not null,
  primary key (tenant_id, user_id, task_id)
);

-- How many executions a user with limits has asked for on the last day on which there were any.
create table quota_day (
  tenant_id text not null,
  user_id text not null,
  day date not null,
  executions integer not null,
  primary key (tenant_id, user_id)
);

-- The tasks of an owner that are not over. What rests as pending is over if its last execution says
-- so, unless a schedule goes on with it.
create function open_tasks(tenant text, owner text) returns setof uuid language sql stable as $$
  select t.id from task t
  where t.tenant_id = tenant and t.owner_id = owner and t.deleted_at is null
    and t.resting_status in ('pending', 'paused', 'blocked')
    and case
      when t.resting_status <> 'pending' then true
      when t.schedule_id is null then not exists (
        select from task_state s
        where s.tenant_id = t.tenant_id and s.task_id = t.id and s.status is not null)
      else (
        select c.status not in ('completed', 'failed', 'cancelled') from task_current c
        where c.tenant_id = t.tenant_id and c.id = t.id)
    end
$$;

-- Claims room for items: tasks that are to be open, or null for what opens none, and whether each asks
-- for an execution. Null is no limit. One caller of a user after the other, and nobody else waits.
-- Volatile, so that what it counts is as of after the lock was taken.
create function claim_quota(
  tenant text, who text, most_tasks integer, most_executions integer, ids uuid[], runs boolean[],
  now_at timestamptz, hold_until timestamptz) returns text[]
language plpgsql volatile as $$
declare
  today date := (now_at at time zone 'UTC')::date;
  taken integer := 0;
  there uuid[] := '{}';
  executed integer := 0;
  asked integer := 0;
  claimed uuid[] := '{}';
  words text[] := '{}';
begin
  perform pg_advisory_xact_lock(hashtextextended(tenant || chr(31) || who, 2));
  if most_tasks is not null and exists (select from unnest(ids) id where id is not null) then
    delete from quota_claim c
    where c.tenant_id = tenant and c.user_id = who and c.held_until <= now_at;
    select count(*), coalesce(array_agg(counted.id) filter (where counted.id = any(ids)), '{}')
    into taken, there
    from (
      select o.id from open_tasks(tenant, who) o(id)
      union
      select c.task_id from quota_claim c where c.tenant_id = tenant and c.user_id = who
    ) counted;
  end if;
  select d.executions into executed from quota_day d
  where d.tenant_id = tenant and d.user_id = who and d.day >= today;
  executed := coalesce(executed, 0);
  for i in 1 .. cardinality(ids) loop
    if most_tasks is not null and ids[i] is not null and ids[i] <> all(there)
        and taken + cardinality(claimed) >= most_tasks then
      words := words || 'max_tasks'::text;
    elsif runs[i] and most_executions is not null and executed + asked >= most_executions then
      words := words || 'max_executions_per_day'::text;
    else
      words := words || ''::text;
      asked := asked + runs[i]::integer;
      if ids[i] is not null and ids[i] <> all(there) then
        claimed := claimed || ids[i];
      end if;
    end if;
  end loop;
  if hold_until > now_at then
    insert into quota_claim (tenant_id, user_id, task_id, held_until)
    select tenant, who, id, hold_until from unnest(claimed) id
    on conflict do nothing;
  end if;
  if asked > 0 then
    insert into quota_day as d (tenant_id, user_id, day, executions)
    values (tenant, who, today, asked)
    on conflict (tenant_id, user_id) do update set
      executions = case when d.day >= excluded.day then d.executions else 0 end
        + excluded.executions,
      day = greatest(d.day, excluded.day);
  end if;
  return words;
end $$;
