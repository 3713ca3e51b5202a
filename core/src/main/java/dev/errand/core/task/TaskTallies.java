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
 * How many tasks stand where. Tasks of people are not counted but looked up: where they rest is
 * tallied as they change, and which of them are begun is told by leases. Those of programs that are
 * neither held back nor called off are counted one by one, by where their executions are.
 */
final class TaskTallies {

  static final String STANDING =
      """
      select 'resting', resting_status, sum(tasks)::bigint from task_tally
      where tenant_id = $1 and (human or resting_status <> 'pending')
      group by resting_status
      union all
      select 'begun', 'running', count(*) from lease l
      where l.tenant_id = $1 and l.performer = 'human' and not l.cancel_requested
      union all
      select 'program', status, count(*)
      from (
        select
          case
            when exists (
              select from lease l
              where l.tenant_id = t.tenant_id and l.task_id = t.id and not l.cancel_requested)
              then 'running'
            when r.task_id is not null then 'queued'
            when d.task_id is not null then d.status
            when c.id is not null then 'scheduled'
            else coalesce(s.status, 'pending')
          end as status
        from task t
        left join ready r on r.tenant_id = t.tenant_id and r.task_id = t.id
        left join deferred d on d.tenant_id = t.tenant_id and d.task_id = t.id
        left join task_state s on s.tenant_id = t.tenant_id and s.task_id = t.id
        left join schedule c on c.tenant_id = t.tenant_id and c.id = t.schedule_id
          and c.mode = 'run_task' and not c.paused and c.next_fire_at is not null
          and c.deleted_at is null
        where t.tenant_id = $1 and t.resting_status = 'pending' and t.performer <> 'human'
          and t.deleted_at is null
          and exists (
            select from task_tally y
            where y.tenant_id = $1 and not y.human and y.resting_status = 'pending')
      ) standing
      group by status
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

  Future<TaskStats> stats(GetTaskStats query) {
    var parameters = Tuple.of(query.tenantId());
    if (query.sight().userId() != null) {
      parameters.addString(query.sight().userId());
    }
    var scope = new Scope(query.tenantId(), query.sight(), clock.instant(), parameters);
    return pg.run(sql(scope, query.week()), scope.parameters()).map(TaskTallies::stats);
  }

  /** One statement, so that all of it is as of one moment. */
  static String sql(Scope scope, Span days) {
    var week = new Times(days, Span.EVER, null);
    return (scope.sight().userId() == null ? STANDING : OWN)
        + "union all select 'overdue', null, "
        + count(scope, TaskFilter.ALL.at(new Times(Span.EVER, Span.EVER, true)))
        + "\nunion all select 'due', null, "
        + count(scope, TaskFilter.ALL.at(week))
        + "\nunion all select 'done', null, "
        + count(scope, TaskFilter.of(List.of(TaskStatus.COMPLETED), Map.of()).at(week));
  }

  private static String count(Scope scope, TaskFilter filter) {
    return new TaskListing(scope, filter, TaskOrder.DUE).countAll();
  }

  private static TaskStats stats(RowSet<Row> rows) {
    var counts = new EnumMap<TaskStatus, Long>(TaskStatus.class);
    for (var status : TaskStatus.values()) {
      counts.put(status, 0L);
    }
    long overdue = 0;
    long due = 0;
    long done = 0;
    for (var row : rows) {
      var r = new RowReader(row);
      var what = r.text();
      var word = r.textOrNull();
      long number = r.bigint();
      switch (what) {
        case "overdue" -> overdue = number;
        case "due" -> due = number;
        case "done" -> done = number;
        default -> {
          counts.merge(TaskStatus.of(String.valueOf(word)).orElseThrow(), number, Long::sum);
          if (what.equals("begun")) {
            counts.merge(TaskStatus.PENDING, -number, Long::sum);
          }
        }
      }
    }
    return new TaskStats(Map.copyOf(counts), overdue, new TaskStats.Week(done, due));
  }

  /** Adds up what was tallied, of so many tenants at most; answers with the rows that are left. */
  Future<Integer> fold(FoldTallies command) {
    return pg.run(FOLD, Tuple.of(command.max())).map(rows -> rows.rowCount());
  }
}
