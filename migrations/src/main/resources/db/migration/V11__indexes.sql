-- Statements that run all the time keep the plan of their first run, when a table may have been empty.
-- Where all indexes cost nothing, the planner takes the newest of those that serve at all, even if by
-- their first column alone, or by their condition: it would then read all rows of a tenant for each
-- one that it looks up. So an index either serves no other look-up than its own, or is older.
alter table lease drop constraint lease_pkey, add primary key (execution_id);
drop index lease_task;
create index lease_task on lease (task_id);

drop index schedule_task;
create index schedule_task on schedule (task_id);

alter table task drop constraint task_pkey, add primary key (tenant_id, id);
alter table execution drop constraint execution_pkey, add primary key (tenant_id, id);
