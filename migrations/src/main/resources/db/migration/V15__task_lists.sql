-- Lists, by whatever callers ask for. Each index leads to tasks of one resting status in the default
-- order of lists, so that a page is read from where it begins, however many tasks have ended.
-- Undated tasks come last; within one due time the highest rank comes first.
drop index task_list;
create index task_list on task
  (tenant_id, resting_status, (coalesce(due_at, 'infinity'::timestamptz)), (-priority_rank), id)
  include (due_at, priority_rank, type, performer)
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


-- Newest of those that serve a look-up by tenant and id, see V11.
alter table task drop constraint task_pkey, add primary key (tenant_id, id);
alter table task_history drop constraint task_history_pkey, add primary key (tenant_id, task_id, seq);
