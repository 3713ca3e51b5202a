-- Counts by type, or by type and priority, without a look at all others that rest likewise; PostgreSQL
-- 18 and later also count by priority alone so, skipping from type to type. By due time within them,
-- as tasks end roughly in that order: what is done leaves whole pages empty, and no holes in others.
create index task_kind on task
  (tenant_id, resting_status, type, priority_rank, (coalesce(due_at, 'infinity'::timestamptz)), id)
  include (performer, schedule_id)
  where deleted_at is null;

-- Newest of those that serve a look-up by tenant and id, see V11.
alter table task drop constraint task_pkey, add primary key (tenant_id, id);
