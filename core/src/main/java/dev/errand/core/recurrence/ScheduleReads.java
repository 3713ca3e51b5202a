package dev.errand.core.recurrence;

import dev.errand.core.identity.Sight;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.problem.Problem;
import dev.errand.core.recurrence.ScheduleQuery.ListFirings;
import dev.errand.core.recurrence.ScheduleQuery.ListSchedules;
import dev.errand.core.recurrence.ScheduleQuery.Page;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

/** Reads schedules and their firings. */
final class ScheduleReads {

  private static final String COLUMNS =
      """
      select tenant_id, id, namespace, name, mode, task_id, task, spec, owner_id, created_by, paused,
        pause_reason, fire_count, failures_in_a_row, last_logical_at, next_logical_at, next_fire_at,
        revision, created_at, updated_at
      from schedule s
      """;

  /** Whose tasks it is about, or whose it is itself. */
  private static final String SEEN =
      """
        and (%1$s::text is null or s.owner_id = %1$s or s.task ->> 'assignee_id' = %1$s
          or exists (
            select from task t
            where t.tenant_id = s.tenant_id and t.id = s.task_id
              and (t.owner_id = %1$s or t.assignee_id = %1$s)))
      """;

  static final String FIND =
      COLUMNS + "where tenant_id = $1 and id = $2 and deleted_at is null\n" + SEEN.formatted("$3");

  static final String LIST =
      COLUMNS
          + """
          where tenant_id = $1 and deleted_at is null
            and ($2::uuid is null or task_id = $2)
            and ($3::boolean is null or paused = $3)
            and ($4::uuid is null or id > $4)
          """
          + SEEN.formatted("$6")
          + "order by id limit $5";

  static final String FIRINGS =
      """
      select logical_at, fired_at, outcome, task_id, execution_id, note from firing
      where tenant_id = $1 and schedule_id = $2 and ($3::timestamptz is null or logical_at < $3)
      order by logical_at desc limit $4
      """;

  private final Pg pg;

  ScheduleReads(Pg pg) {
    this.pg = pg;
  }

  Future<Schedule> find(ScheduleKey key, Sight sight) {
    return pg.run(FIND, Tuple.of(key.tenantId(), key.id(), sight.userId()))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw new Problem.NotFound("schedule", key.id());
              }
              return schedule(rows.iterator().next());
            });
  }

  Future<Page<Schedule, UUID>> list(ListSchedules query) {
    var parameters =
        Tuple.of(query.tenantId())
            .addUUID(query.taskId())
            .addBoolean(query.paused())
            .addUUID(query.after())
            .addInteger(query.limit() + 1)
            .addString(query.sight().userId());
    return pg.run(LIST, parameters)
        .map(rows -> page(items(rows, ScheduleReads::schedule), query.limit(), s -> s.key().id()));
  }

  Future<Page<Firing, Instant>> firings(ListFirings query) {
    var parameters =
        Tuple.of(query.key().tenantId(), query.key().id())
            .addOffsetDateTime(Columns.timestamp(query.before()))
            .addInteger(query.limit() + 1);
    return find(query.key(), query.sight())
        .compose(known -> pg.run(FIRINGS, parameters))
        .map(rows -> page(items(rows, ScheduleReads::firing), query.limit(), Firing::logicalAt));
  }

  private static <T> List<T> items(RowSet<Row> rows, Function<Row, T> read) {
    var items = new ArrayList<T>(rows.size());
    rows.forEach(row -> items.add(read.apply(row)));
    return items;
  }

  /** One more than asked for tells whether there is a next page. */
  private static <T, C> Page<T, C> page(List<T> items, int limit, Function<T, C> cursor) {
    boolean more = items.size() > limit;
    var shown = more ? items.subList(0, limit) : items;
    return new Page<>(List.copyOf(shown), more ? cursor.apply(shown.getLast()) : null);
  }

  private static Schedule schedule(Row row) {
    var r = new RowReader(row);
    return new Schedule(
        new ScheduleKey(r.text(), r.uuid()),
        new Schedule.Label(r.text(), r.textOrNull()),
        new Schedule.Target(r.text(), r.uuidOrNull(), r.jsonOrNull()),
        r.json(),
        new Schedule.Ownership(r.textOrNull(), r.text()),
        new Schedule.Standing(
            r.bool(),
            r.textOrNull(),
            r.integer(),
            r.integer(),
            r.instantOrNull(),
            r.instantOrNull(),
            r.instantOrNull()),
        new Schedule.Timeline(r.integer(), r.instant(), r.instant()));
  }

  private static Firing firing(Row row) {
    var r = new RowReader(row);
    return new Firing(
        r.instant(),
        r.instant(),
        Firing.Outcome.valueOf(r.text().toUpperCase(Locale.ROOT)),
        r.uuidOrNull(),
        r.uuidOrNull(),
        r.textOrNull());
  }
}
