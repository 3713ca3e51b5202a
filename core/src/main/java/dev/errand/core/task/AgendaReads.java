package dev.errand.core.task;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.task.TaskQuery.GetAgenda;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what people have to do on a day. */
final class AgendaReads {

  private static final int LISTED = 100;

  static final String DUE =
      """
      select
      """
          + TaskRows.COLUMNS
          + """
          from (
            select * from task_current t
            where t.tenant_id = $1 and t.assignee_id = $2 and t.deleted_at is null
              and ($3::timestamptz is null or t.due_at >= $3) and t.due_at < $4
              and t.status not in ('completed', 'failed', 'cancelled')
              and ($6::text is null or t.owner_id = $6 or t.assignee_id = $6)
            order by t.due_at, -t.priority_rank, t.id
            limit $5
          ) c
          left join execution e on e.tenant_id = c.tenant_id and e.id = c.last_execution_id
          order by c.due_at, -c.priority_rank, c.id
          """;

  static final String COUNT =
      """
      select
        count(*) filter (where open and due_at >= $3 and due_at < $4)::integer,
        count(*) filter (where open and due_at < $5)::integer,
        count(*) filter (where done_at >= $3 and done_at < $4)::integer
      from (
        select t.due_at, case when t.status = 'completed' then t.done_at end as done_at,
          t.status not in ('completed', 'failed', 'cancelled') as open
        from task_current t
        where t.tenant_id = $1 and t.assignee_id = $2 and t.deleted_at is null
          and ($6::text is null or t.owner_id = $6 or t.assignee_id = $6)
      ) own
      """;

  private final Pg pg;
  private final InstantSource clock;

  AgendaReads(Pg pg, InstantSource clock) {
    this.pg = pg;
    this.clock = clock;
  }

  Future<Agenda> read(GetAgenda query) {
    var today = due(query, query.from(), query.until());
    var overdue = due(query, null, query.overdue());
    var counts =
        pg.run(
            COUNT,
            Tuple.of(query.tenantId(), query.assigneeId())
                .addOffsetDateTime(Columns.timestamp(query.from()))
                .addOffsetDateTime(Columns.timestamp(query.until()))
                .addOffsetDateTime(Columns.timestamp(query.overdue()))
                .addString(query.sight().userId()));
    return Future.all(today, overdue, counts)
        .map(
            all -> {
              var row = counts.result().iterator().next();
              return new Agenda(
                  today.result(),
                  overdue.result(),
                  new Agenda.Counts(row.getInteger(0), row.getInteger(1), row.getInteger(2)));
            });
  }

  private Future<List<Task>> due(GetAgenda query, @Nullable Instant from, Instant until) {
    var parameters =
        Tuple.of(query.tenantId(), query.assigneeId())
            .addOffsetDateTime(Columns.timestamp(from))
            .addOffsetDateTime(Columns.timestamp(until))
            .addInteger(LISTED)
            .addString(query.sight().userId());
    return pg.run(DUE, parameters)
        .map(
            rows -> {
              var tasks = new ArrayList<Task>(rows.size());
              var now = clock.instant();
              rows.forEach(row -> tasks.add(TaskRows.task(row, now)));
              return List.copyOf(tasks);
            });
  }
}
