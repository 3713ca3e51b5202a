-- Lists, by whatever callers ask for. Each index leads to tasks of one resting status in the default
-- order of lists, so that a page is read from where it begins, however many tasks have ended.
-- Undated tasks come last; within one due time the highest rank comes first. What is included lets
-- tasks be counted without a look at them.
drop index task_list;
create index task_list on task
  (tenant_id, resting_status, (coalesce(due_at, 'infinity'::timestamptz)), (-priority_rank), id)
  include (due_at, priority_rank, type, performer, schedule_id)
  where deleted_at is null;

-- The same among the tasks of one person or place. Who names none pays nothing.
create index task_assignee on task
  (tenant_id, assignee_id, resting_status, (coalesce(due_at, 'infinity'::timestamptz)), (-priority_rank), id)
  where deleted_at is null and assignee_id is not null;
create index task_owner on task
  (tenant_id, owner_id, resting_status, (coalesce(due_at, 'infinity'::timestamptz)), (-priority_rank), id)
  where deleted_at is null and owner_id is not null;
create index task_field on task
  (tenant_id, field_id, resting_status, (coalesce(due_at, 'infinity'::timestamptz)), (-priority_rank), id)
  where deleted_at is null and field_id is not null;
create index task_zone on task
  (tenant_id, zone_id, resting_status, (coalesce(due_at, 'infinity'::timestamptz)), (-priority_rank), id)
  where deleted_at is null and zone_id is not null;
create index task_domain on task
  (tenant_id, domain, resting_status, (coalesce(due_at, 'infinity'::timestamptz)), (-priority_rank), id)
  where deleted_at is null and domain is not null;
create index task_tags on task using gin (tags) where tags <> '{}';
create index task_deleted on task (tenant_id, id) where deleted_at is not null;

-- What a search finds a task by: the words of its title and description, in any language, as they
-- stand there but for their case. A translation is one more text here.
alter table task add column words tsvector not null
  generated always as (to_tsvector('simple', title || ' ' || coalesce(description, ''))) stored;
-- A short pending list: a search reads all of it.
create index task_words on task using gin (words) with (gin_pending_list_limit = 512);


-- How many tasks there are, in sight, by where they rest, so that nobody needs to count them. Changes
-- are added as rows of their own, so that no two writers wait for each other; a pass adds them up.
-- The number of a tenant is the sum of its rows, at any moment.
create table task_tally (
  tenant_id text not null,
  resting_status text not null,
  human boolean not null,
  tasks bigint not null,
  folded boolean not null default false
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
create index task_tally_tenant on task_tally (tenant_id);
create index task_tally_open on task_tally (tenant_id) where not folded;

create function tally_tasks() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into task_tally (tenant_id, resting_status, human, tasks)
    select tenant_id, resting_status, performer = 'human', count(*) from now_there
    where deleted_at is null group by 1, 2, 3;
  elsif tg_op = 'UPDATE' then
    insert into task_tally (tenant_id, resting_status, human, tasks)
    select tenant_id, resting_status, performer = 'human', sum(change) from (
      select tenant_id, resting_status, performer, deleted_at, 1 as change from now_there
      union all
      select tenant_id, resting_status, performer, deleted_at, -1 from there_before
    ) changes
    where deleted_at is null group by 1, 2, 3 having sum(change) <> 0;
  else
    insert into task_tally (tenant_id, resting_status, human, tasks)
    select tenant_id, resting_status, performer = 'human', -count(*) from there_before
    where deleted_at is null group by 1, 2, 3;
  end if;
  return null;
end $$;

create trigger task_tally_insert after insert on task
  referencing new table as now_there for each statement execute function tally_tasks();
create trigger task_tally_update after update on task
  referencing old table as there_before new table as now_there
  for each statement execute function tally_tasks();
create trigger task_tally_delete after delete on task
  referencing old table as there_before for each statement execute function tally_tasks();

insert into task_tally (tenant_id, resting_status, human, tasks, folded)
select tenant_id, resting_status, performer = 'human', count(*), true from task
where deleted_at is null group by 1, 2, 3;

-- What came of requests that bear a key of their caller's, so that they are carried out once.
create table request_key (
  tenant_id text not null,
  user_id text not null,
  route text not null,
  key text not null,
  fingerprint bytea not null,
  -- Names the claim, and what the request creates, also if it has to be carried out again.
  id uuid not null,
  again boolean not null,
  -- Until when its first holder may be at it; counts while there is no status.
  claimed_until timestamptz not null,
  status smallint,
  headers jsonb,
  body bytea,
  expires_at timestamptz not null,
  primary key (tenant_id, user_id, route, key)
);
create index request_key_expiry on request_key (expires_at);

-- Newest of those that serve a look-up by tenant and id, see V11.
alter table task drop constraint task_pkey, add primary key (tenant_id, id);
