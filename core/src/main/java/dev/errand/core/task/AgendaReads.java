package dev.errand.core.task;

import dev.errand.core.postgres.Pg;
import dev.errand.core.task.TaskFilter.Member;
import dev.errand.core.task.TaskFilter.Span;
import dev.errand.core.task.TaskFilter.Times;
import dev.errand.core.task.TaskListing.Scope;
import dev.errand.core.task.TaskQuery.GetAgenda;
import dev.errand.core.task.TaskQuery.Page;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads what people have to do on a day: what is over lies aside, however much there is of it. */
final class AgendaReads {

  /** One less than are listed: a page looks for one more than it has. */
  private static final Page LISTED = new Page(99, 0, null);

  private static final List<TaskStatus> OPEN =
      Arrays.stream(TaskStatus.values()).filter(status -> !status.terminal()).toList();

  private final Pg pg;
  private final InstantSource clock;

  AgendaReads(Pg pg, InstantSource clock) {
    this.pg = pg;
    this.clock = clock;
  }

  Future<Agenda> read(GetAgenda query) {
    var today = list(query, day(query));
    var overdue = list(query, before(query));
    var scope = scope(query);
    var counts =
        pg.run(counts(scope, query), scope.parameters()).map(rows -> rows.iterator().next());
    return Future.all(today, overdue, counts)
        .map(
            all -> {
              var row = counts.result();
              return new Agenda(
                  today.result(),
                  overdue.result(),
                  new Agenda.Counts(row.getInteger(0), row.getInteger(1), row.getInteger(2)));
            });
  }

  private Scope scope(GetAgenda query) {
    return new Scope(query.tenantId(), query.sight(), clock.instant(), Tuple.tuple());
  }

  private Future<List<Task>> list(GetAgenda query, Span due) {
    var scope = scope(query);
    return pg.run(page(scope, query, due), scope.parameters())
        .map(
            rows -> {
              var tasks = new ArrayList<Task>(rows.size());
              rows.forEach(row -> tasks.add(TaskRows.task(row, scope.now())));
              return List.copyOf(tasks);
            });
  }

  static Span day(GetAgenda query) {
    return new Span(query.from(), query.until());
  }

  static Span before(GetAgenda query) {
    return new Span(null, query.overdue());
  }

  /** Those that are due within the span and not over. */
  static String page(Scope scope, GetAgenda query, Span due) {
    return open(scope, query, due).page(LISTED);
  }

  /** One row of how many are due on the day, overdue, and were completed on the day. */
  static String counts(Scope scope, GetAgenda query) {
    return "select (%s)::integer, (%s)::integer, (%s)::integer"
        .formatted(
            open(scope, query, day(query)).countAll(),
            open(scope, query, before(query)).countAll(),
            listing(scope, filter(query, List.of(TaskStatus.COMPLETED)))
                .countCompleted(day(query)));
  }

  private static TaskListing open(Scope scope, GetAgenda query, Span due) {
    return listing(scope, filter(query, OPEN).at(new Times(due, Span.EVER, null)));
  }

  private static TaskFilter filter(GetAgenda query, List<TaskStatus> statuses) {
    return TaskFilter.of(statuses, Map.of(Member.ASSIGNEE_ID, query.assigneeId()));
  }

  private static TaskListing listing(Scope scope, TaskFilter filter) {
    return new TaskListing(scope, filter, TaskOrder.DUE);
  }
}
