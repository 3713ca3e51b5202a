package dev.errand.core.task;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.task.TaskCommand.ExpireTasks;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Calls off tasks that have waited too long. Any node may do so. */
final class TaskExpiry {

  /**
   * The task's row is locked before its queue rows are removed, as callers' commands do, and left
   * to the next pass if somebody else has it. A row that was claimed meanwhile is not there any
   * more. By an overlapping schedule a task may wait in two places, and it may wait while it runs:
   * then it has begun in time, and is looked at again when that execution is over. If it is claimed
   * from one place while this removes it from the other, all has to be done again.
   */
  static final String EXPIRE =
      """
      with late as materialized (
        (select tenant_id, task_id from ready r where expires_at <= $1 and not exists (
          select from lease l
          where l.task_id = r.task_id and l.tenant_id = r.tenant_id and not l.cancel_requested)
         order by expires_at limit $2)
        union
        (select tenant_id, task_id from deferred d where expires_at <= $1 and not exists (
          select from lease l
          where l.task_id = d.task_id and l.tenant_id = d.tenant_id and not l.cancel_requested)
         order by expires_at limit $2)
        union
        (select tenant_id, task_id from held where expires_at <= $1 order by expires_at limit $2)
      ), fenced as (
        select t.tenant_id, t.id, t.revision + 1 as revision, t.resting_status
        from late l
        join task t on t.tenant_id = l.tenant_id and t.id = l.task_id
        where t.deleted_at is null
        for update of t skip locked
      ), unqueued as (
        delete from ready r using fenced f
        where r.tenant_id = f.tenant_id and r.task_id = f.id and r.expires_at <= $1
        returning f.tenant_id, f.id, f.revision, 'queued'::text as old_status
      ), undeferred as (
        delete from deferred d using fenced f
        where d.tenant_id = f.tenant_id and d.task_id = f.id and d.expires_at <= $1
        returning f.tenant_id, f.id, f.revision, d.status as old_status
      ), unheld as (
        delete from held h using fenced f
        where h.tenant_id = f.tenant_id and h.task_id = f.id and h.expires_at <= $1
        returning f.tenant_id, f.id, f.revision, f.resting_status as old_status
      ), still as (
        -- Once each, by the first of its places that callers see.
        select tenant_id, id, revision, (array_agg(old_status order by place))[1] as old_status
        from (
          select 1 as place, * from unqueued
          union all select 2, * from undeferred
          union all select 3, * from unheld
        ) removed
        group by tenant_id, id, revision
        having case
          when count(*) = (
            select count(*) from (
              select from ready r
              where r.tenant_id = removed.tenant_id and r.task_id = removed.id and r.expires_at <= $1
              union all
              select from deferred d
              where d.tenant_id = removed.tenant_id and d.task_id = removed.id and d.expires_at <= $1
              union all
              select from held h
              where h.tenant_id = removed.tenant_id and h.task_id = removed.id and h.expires_at <= $1
            ) seen)
          then true
          else overtaken()
        end
      ),
      """
          + SystemCancellation.writes("$1", "system:expiry", "expired")
          + "select tenant_id, id from still";

  private final Pg pg;

  TaskExpiry(Pg pg) {
    this.pg = pg;
  }

  /** Answers with the tasks called off. */
  Future<List<TaskKey>> expire(ExpireTasks command) {
    return pg.run(EXPIRE, Tuple.of(Columns.timestamp(command.now()), command.max()))
        .map(
            rows -> {
              var keys = new ArrayList<TaskKey>(rows.size());
              rows.forEach(row -> keys.add(new TaskKey(row.getString(0), row.getUUID(1))));
              return keys;
            });
  }
}
