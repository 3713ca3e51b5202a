package dev.errand.core.task;

import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.task.TaskFilter.Span;
import dev.errand.core.task.TaskFilter.Times;
import dev.errand.core.task.TaskListing.Scope;
import dev.errand.core.task.TaskQuery.GetTaskStats;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How many tasks stand where. Where tasks rest is tallied as they change, and not counted. Those
 * that rest as pending and are not, as they are begun, wait, or are over, are counted where that
 * stands: in leases, queues, schedules and the ends of executions.
 */
final class TaskTallies {

  /**
   * What runs, waits, and waits for its time is counted in one go each; a task that has several of
   * these, which only a schedule brings about, is taken out where it does not count.
   */
  static final String STANDING =
      """
      with running as materialized (
        select distinct tenant_id, task_id from lease
        where tenant_id = $1 and performer <> 'human' and not cancel_requested
      ), doubled as (
        select tenant_id, task_id from running
        union
        select c.tenant_id, c.task_id from schedule c
        join ready r on r.tenant_id = c.tenant_id and r.task_id = c.task_id
        where c.tenant_id = $1 and c.mode = 'run_task'
      ), awaited as materialized (
        select t.tenant_id, t.id from schedule c
        join task t on t.tenant_id = c.tenant_id and t.id = c.task_id and t.schedule_id = c.id
        where c.tenant_id = $1 and c.mode = 'run_task' and not c.paused
          and c.next_fire_at is not null and c.deleted_at is null
          and t.resting_status = 'pending' and t.performer <> 'human' and t.deleted_at is null
          and not exists (
            select from running x where x.tenant_id = t.tenant_id and x.task_id = t.id)
          and not exists (select from ready r where r.tenant_id = t.tenant_id and r.task_id = t.id)
          and not exists (
            select from deferred d where d.tenant_id = t.tenant_id and d.task_id = t.id)
      ), ended as (
        select s.status from task_state s
        join task t on t.tenant_id = s.tenant_id and t.id = s.task_id
        where s.tenant_id = $1 and s.status is not null
          and t.resting_status = 'pending' and t.performer <> 'human' and t.deleted_at is null
          and not exists (
            select from running x where x.tenant_id = t.tenant_id and x.task_id = t.id)
          and not exists (select from ready r where r.tenant_id = t.tenant_id and r.task_id = t.id)
          and not exists (
            select from deferred d where d.tenant_id = t.tenant_id and d.task_id = t.id)
          and not exists (select from awaited a where a.tenant_id = t.tenant_id and a.id = t.id)
      )
      select 'resting', resting_status, sum(tasks)::bigint from task_tally
      where tenant_id = $1
      group by resting_status
      union all
      select 'begun', 'running', count(*) from lease l
      where l.tenant_id = $1 and l.performer = 'human' and not l.cancel_requested
      union all
      select 'begun', 'running', count(*) from running
      union all
      select 'begun', 'queued', count(*) from ready r where r.tenant_id = $1
      union all
      select 'begun', 'queued', -count(*) from running x
      join ready r on r.tenant_id = x.tenant_id and r.task_id = x.task_id
      union all
      select 'begun', d.status, count(*) from deferred d where d.tenant_id = $1 group by d.status
      union all
      select 'begun', d.status, -count(*) from doubled x
      join deferred d on d.tenant_id = x.tenant_id and d.task_id = x.task_id
      group by d.status
      union all
      select 'begun', 'scheduled', count(*) from awaited
      union all
      select 'begun', status, count(*) from ended group by status
      """;

  /** Of one person's tasks, which are few. */
  static final String OWN =
      """
      select 'own', t.status, count(*) from task_current t
      where t.tenant_id = $1 and t.deleted_at is null and (t.owner_id = $2 or t.assignee_id = $2)
      group by t.status
      """;

  static final String FOLD =
      """
      with gone as (
        delete from task_tally y
        where y.tenant_id in (
          select x.tenant_id from task_tally x where not x.folded group by x.tenant_id limit $1)
        returning y.tenant_id, y.resting_status, y.human, y.tasks
      )
      insert into task_tally (tenant_id, resting_status, human, tasks, folded)
      select tenant_id, resting_status, human, sum(tasks), true from gone
      group by tenant_id, resting_status, human having sum(tasks) <> 0
      """;

  private final Pg pg;
  private final InstantSource clock;

  TaskTallies(Pg pg, InstantSource clock) {
    this.pg = pg;
    this.clock = clock;
  }

  /**
   * Two statements at once, since the longer of them is what a caller waits for: where tasks stand,
   * as of one moment, and which of them are late or due in the week, as of another.
   */
  Future<TaskStats> stats(GetTaskStats query) {
    var user = query.sight().userId();
    var standing =
        user == null
            ? pg.run(STANDING, Tuple.of(query.tenantId()))
            : pg.run(OWN, Tuple.of(query.tenantId(), user));
    var scope = new Scope(query.tenantId(), query.sight(), clock.instant(), Tuple.tuple());
    var dated = pg.run(dated(scope, query.week()), scope.parameters());
    return Future.all(standing, dated)
        .map(both -> stats(standing.result(), dated.result().iterator().next()));
  }

  /** How many are overdue, due in the week, and done of those. */
  static String dated(Scope scope, Span days) {
    var week = new Times(days, Span.EVER, null);
    return "select "
        + count(scope, TaskFilter.ALL.at(new Times(Span.EVER, Span.EVER, true)))
        + ",\n"
        + count(scope, TaskFilter.ALL.at(week))
        + ",\n"
        + count(scope, TaskFilter.of(List.of(TaskStatus.COMPLETED), Map.of()).at(week));
  }

  private static String count(Scope scope, TaskFilter filter) {
    return new TaskListing(scope, filter, TaskOrder.DUE).countAll();
  }

  private static TaskStats stats(RowSet<Row> standing, Row dated) {
    var counts = new EnumMap<TaskStatus, Long>(TaskStatus.class);
    for (var status : TaskStatus.values()) {
      counts.put(status, 0L);
    }
    for (var row : standing) {
      var r = new RowReader(row);
      boolean begun = r.text().equals("begun");
      var status = TaskStatus.of(r.text()).orElseThrow();
      long number = r.bigint();
      counts.merge(status, number, Long::sum);
      if (begun) {
        counts.merge(TaskStatus.PENDING, -number, Long::sum);
      }
    }
    var r = new RowReader(dated);
    long overdue = r.bigint();
    long due = r.bigint();
    return new TaskStats(Map.copyOf(counts), overdue, new TaskStats.Week(r.bigint(), due));
  }

  /** Adds up what was tallied, of so many tenants at most; answers with the rows that are left. */
  Future<Integer> fold(FoldTallies command) {
    return pg.run(FOLD, Tuple.of(command.max())).map(rows -> rows.rowCount());
  }
}
