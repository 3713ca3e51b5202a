package dev.errand.core.recurrence;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Finds schedules that are due, and keeps everybody else from them until the commit. */
final class DueSchedules {

  /**
   * Locks schedules, and then the tasks that they run, as commands lock them in the other order: so
   * what somebody else holds is skipped, never waited for.
   */
  static final String LOCK =
      """
      with picked as materialized (
        select tenant_id, id, mode, task_id from schedule
        where next_fire_at <= $1 and not paused and deleted_at is null
        order by next_fire_at
        limit $2
        for update skip locked
      ), locked as (
        select t.tenant_id, t.id from picked p
        join task t on t.tenant_id = p.tenant_id and t.id = p.task_id
        where p.mode = 'run_task'
        for update of t skip locked
      )
      select p.tenant_id, p.id, l.id is not null
      from picked p left join locked l on l.tenant_id = p.tenant_id and l.id = p.task_id
      """;

  /** One schedule, whether due or not; for this its task may have to be waited for. */
  static final String LOCK_ONE =
      """
      with task_first as materialized (
        select t.id from schedule s
        join task t on t.tenant_id = s.tenant_id and t.id = s.task_id
        where s.tenant_id = $1 and s.id = $2 and s.mode = 'run_task'
        for update of t
      )
      select s.tenant_id, s.id, (select count(*) from task_first) > 0
      from schedule s
      where s.tenant_id = $1 and s.id = $2 and s.deleted_at is null
        and (select count(*) from task_first) >= 0
      for update of s
      """;

  /** A statement of its own, so that it sees what was committed before the locks were had. */
  static final String LOOK =
      """
      select
        s.tenant_id, s.id, s.spec, s.task, s.owner_id,
        (select p.subscription_level from person p
         where p.tenant_id = s.tenant_id and p.id = s.owner_id),
        s.since, s.waits, s.next_logical_at,
        s.fire_count, s.failures_in_a_row, s.last_fired_at,
        t.id, k.locked, t.resting_status, t.status,
        exists (select from lease l
          where l.tenant_id = t.tenant_id and l.task_id = t.id and not l.cancel_requested),
        exists (select from ready r where r.tenant_id = t.tenant_id and r.task_id = t.id)
          or exists (select from deferred d where d.tenant_id = t.tenant_id and d.task_id = t.id)
          or exists (select from held h where h.tenant_id = t.tenant_id and h.task_id = t.id),
        coalesce(
          (select e.failures_in_a_row from task_state e
           where e.tenant_id = t.tenant_id and e.task_id = t.id), 0),
        greatest(t.last_run_at, t.done_at, t.cancelled_at)
      from unnest($1::text[], $2::uuid[], $3::boolean[]) as k(tenant_id, id, locked)
      join schedule s on s.tenant_id = k.tenant_id and s.id = k.id
      left join lateral (
        select * from task_current c
        where c.tenant_id = s.tenant_id and c.id = s.task_id and c.deleted_at is null limit 1
      ) t on true
      """;

  /** Whether any is due, so that a look at nothing is one statement; and when the next one is. */
  static final String NEXT =
      """
      select
        exists (
          select from schedule
          where next_fire_at <= $1 and not paused and deleted_at is null),
        (select next_fire_at from schedule
         where next_fire_at > $1 and not paused and deleted_at is null
         order by next_fire_at limit 1)
      """;

  private DueSchedules() {}

  private record Locked(ScheduleKey key, boolean task) {}

  static Future<List<DueSchedule>> lock(Transaction transaction, Instant now, int max) {
    return look(transaction, LOCK, Tuple.of(Columns.timestamp(now), max));
  }

  static Future<List<DueSchedule>> lock(Transaction transaction, ScheduleKey key) {
    return look(transaction, LOCK_ONE, Tuple.of(key.tenantId(), key.id()));
  }

  private static Future<List<DueSchedule>> look(
      Transaction transaction, String lock, Tuple parameters) {
    return transaction
        .run(lock, parameters)
        .compose(
            rows -> {
              var locked = new ArrayList<Locked>(rows.size());
              rows.forEach(
                  row ->
                      locked.add(
                          new Locked(
                              new ScheduleKey(row.getString(0), row.getUUID(1)),
                              row.getBoolean(2))));
              return locked.isEmpty()
                  ? Future.succeededFuture(List.of())
                  : look(transaction, locked);
            });
  }

  private static Future<List<DueSchedule>> look(Transaction transaction, List<Locked> locked) {
    var columns =
        new Columns<>(locked)
            .text(l -> l.key().tenantId())
            .uuid(l -> l.key().id())
            .bool(Locked::task);
    return transaction
        .run(LOOK, columns.tuple())
        .map(
            rows -> {
              var due = new ArrayList<DueSchedule>(rows.size());
              rows.forEach(row -> due.add(DueSchedule.of(row)));
              return due;
            });
  }

  /** Those that fire on behalf of a task that a command holds right now wait for the next pass. */
  static List<DueSchedule> free(List<DueSchedule> due) {
    return due.stream().filter(d -> d.creates() || d.task() == null || d.task().locked()).toList();
  }
}
