package dev.errand.core.execution;

import dev.errand.core.execution.ExecutionQuery.ExecutionPage;
import dev.errand.core.execution.ExecutionQuery.FindExecutions;
import dev.errand.core.execution.ExecutionQuery.GetExecution;
import dev.errand.core.execution.ExecutionQuery.ListExecutions;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Reads executions, wherever they stand: in the queue, held, or ended. Thread-safe. */
public final class Executions {

  /** One shape for all; $1 is the tenant. */
  private static final String ANY =
      """
      select
        tenant_id, id, task_id, attempt, status, trigger_type, trigger_data, worker_id, queued_at,
        started_at, completed_at, result, result_expires_at, error, error_expires_at, credits_consumed,
        tokens_used, api_calls_made, progress, log
      from (
        select tenant_id, id, task_id, attempt, status, trigger_type, trigger_data, worker_id,
          queued_at, started_at, completed_at, result, result_expires_at, error, error_expires_at,
          credits_consumed, tokens_used, api_calls_made, progress, log
        from execution
        union all
        select tenant_id, execution_id, task_id, attempt, 'running', trigger_type, trigger_data,
          worker_id, queued_at, started_at, null, null, null, null, null, 0, 0, 0, progress, log
        from lease
        union all
        select tenant_id, execution_id, task_id, attempt, 'queued', trigger_type, trigger_data,
          null, queued_at, null, null, null, null, null, null, 0, 0, 0, null, null
        from ready
        union all
        select tenant_id, execution_id, task_id, attempt, 'queued', trigger_type, trigger_data,
          null, run_at, null, null, null, null, null, null, 0, 0, 0, null, null
        from deferred
        union all
        select tenant_id, execution_id, task_id, attempt, 'queued', trigger_type, trigger_data,
          null, run_at, null, null, null, null, null, null, 0, 0, 0, null, null
        from held
      ) x
      where tenant_id = $1
      """;

  private static final String SEEN =
      """
        and (%1$s::text is null or exists (
          select from task t
          where t.tenant_id = x.tenant_id and t.id = x.task_id
            and (t.owner_id = %1$s or t.assignee_id = %1$s)))
      """;

  static final String GET = ANY + "  and id = $2" + SEEN.formatted("$3") + " limit 1";

  static final String LIST =
      ANY
          + """
            and task_id = $2 and ($3::uuid is null or id < $3)
          order by id desc limit $4 offset $5
          """;

  /** What a filter leaves out, the planner leaves out before it reads. */
  private static final String MATCHING =
      ANY
          + """
            and (cardinality($2::text[]) = 0 or status = any($2))
            and ($3::uuid is null or task_id = $3)
            and ($4::text is null or worker_id = $4)
          """
          + SEEN.formatted("$5")
          + """
            and ($6::text is null or exists (
              select from task t
              where t.tenant_id = x.tenant_id and t.id = x.task_id and t.namespace = $6))
          """;

  static final String FIND =
      MATCHING
          + """
            and ($7::uuid is null or id < $7)
          order by id desc limit $8 offset $9
          """;

  static final String COUNT_FOUND =
      "select count(*)::integer from (" + MATCHING + " limit 10001) found";

  static final String COUNT =
      """
      select (
        (select count(*) from (
          select from execution where tenant_id = $1 and task_id = $2 limit 10001) ended)
        + (select count(*) from lease where tenant_id = $1 and task_id = $2)
        + (select count(*) from ready where tenant_id = $1 and task_id = $2)
        + (select count(*) from deferred where tenant_id = $1 and task_id = $2)
        + (select count(*) from held where tenant_id = $1 and task_id = $2)
      )::integer
      where exists (
        select from task where tenant_id = $1 and id = $2 and deleted_at is null
          and ($3::text is null or owner_id = $3 or assignee_id = $3))
      """;

  private static final int COUNTED_EXACTLY = 10_000;

  private final Pg pg;
  private final InstantSource clock;

  /** On the given clients; by the clock payloads are hidden once they have expired. */
  public Executions(Pg pg, InstantSource clock) {
    this.pg = pg;
    this.clock = clock;
  }

  /** Reads one. */
  public Future<Execution> get(GetExecution query) {
    return pg.run(GET, Tuple.of(query.tenantId(), query.id(), query.sight().userId()))
        .map(
            rows -> {
              for (var row : rows) {
                return execution(row);
              }
              throw new Problem.NotFound("execution", query.id());
            });
  }

  /** Reads a page of a task's. */
  public Future<ExecutionPage> list(ListExecutions query) {
    var total = pg.run(COUNT, Tuple.of(query.tenantId(), query.taskId(), query.sight().userId()));
    var items =
        pg.run(
            LIST,
            Tuple.of(query.tenantId(), query.taskId())
                .addUUID(query.before())
                .addInteger(query.limit() + 1)
                .addInteger(query.offset()));
    return Future.all(total, items)
        .map(
            both -> {
              if (total.result().size() == 0) {
                throw new Problem.NotFound("task", query.taskId());
              }
              var executions = new ArrayList<Execution>();
              items.result().forEach(row -> executions.add(execution(row)));
              return page(
                  executions, query.limit(), total.result().iterator().next().getInteger(0));
            });
  }

  /** Reads a page of the tenant's. */
  public Future<ExecutionPage> find(FindExecutions query) {
    var total = pg.run(COUNT_FOUND, which(query));
    var items =
        pg.run(
            FIND,
            which(query)
                .addUUID(query.before())
                .addInteger(query.limit() + 1)
                .addInteger(query.offset()));
    return Future.all(total, items)
        .map(
            both -> {
              var executions = new ArrayList<Execution>();
              items.result().forEach(row -> executions.add(execution(row)));
              return page(
                  executions, query.limit(), total.result().iterator().next().getInteger(0));
            });
  }

  private static Tuple which(FindExecutions query) {
    var filter = query.filter();
    var statuses = filter.statuses().stream().map(ExecutionStatus::word).toArray(String[]::new);
    return Tuple.of(query.tenantId())
        .addArrayOfString(statuses)
        .addUUID(filter.taskId())
        .addString(filter.workerId())
        .addString(query.sight().userId())
        .addString(filter.namespace());
  }

  private static ExecutionPage page(List<Execution> executions, int limit, int counted) {
    var more = executions.size() > limit;
    var items = more ? executions.subList(0, limit) : executions;
    return new ExecutionPage(
        List.copyOf(items),
        counted > COUNTED_EXACTLY ? null : counted,
        more ? items.getLast().id() : null);
  }

  private Execution execution(Row row) {
    var r = new RowReader(row);
    return new Execution(
        r.text(),
        r.uuid(),
        r.uuid(),
        r.integer(),
        ExecutionStatus.of(r.text()),
        new Execution.Trigger(r.text(), r.jsonOrNull()),
        new Execution.Timeline(r.textOrNull(), r.instant(), r.instantOrNull(), r.instantOrNull()),
        outcome(r));
  }

  private Execution.Outcome outcome(RowReader r) {
    var now = clock.instant();
    var result = Payloads.visible(r.jsonOrNull(), r.instantOrNull(), now);
    var error = Payloads.visible(r.jsonOrNull(), r.instantOrNull(), now);
    var usage = new Execution.Usage(r.decimal(), r.integer(), r.integer());
    return new Execution.Outcome(result, error, usage, r.integerOrNull(), r.textOrNull());
  }
}
