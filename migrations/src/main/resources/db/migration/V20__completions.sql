-- What somebody has completed on a day, found by the time of it. Nothing is written here before a task
-- is completed. Its condition keeps all who do not ask for that time from it: see V11__indexes.sql.
create index task_completed on task (tenant_id, assignee_id, completed_at)
  where completed_at is not null and assignee_id is not null and deleted_at is null;
