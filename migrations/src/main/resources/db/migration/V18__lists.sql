-- The tasks of one site, as those of other places (V15). Who names none pays nothing.
create index task_site on task
  (tenant_id, site_id, resting_status, (coalesce(due_at, 'infinity'::timestamptz)), (-priority_rank), id)
  where deleted_at is null and site_id is not null;

-- What callers and the system did, newest first: all of it, and that of one actor or of one kind.
-- Creations are left out. They are found by their ids, which rise with time, and every index that
-- held them would cost each creation 75 bytes of write-ahead log.
create index task_history_time on task_history (tenant_id, created_at) where seq > 1;
create index task_history_actor on task_history (tenant_id, actor_id, created_at) where seq > 1;
create index task_history_action on task_history (tenant_id, action, created_at) where seq > 1;
