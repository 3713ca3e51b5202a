package dev.errand.core.task;

import dev.errand.core.page.Page;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskQuery.FindHistory;
import dev.errand.core.task.TaskQuery.GetHistory;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

/** Reads what happened to tasks. */
final class TaskHistory {

  /**
   * $3 is whether a program does the task. A claim looks at the clock before it looks for what is
   * queued, so what it finds may have been queued after it began.
   */
  private static final String ENTRIES =
      """
        select h.created_at as at, h.action, h.old_status, h.new_status, h.seq,
               null::uuid as execution_id, h.task_id, h.actor_id, h.actor_kind, h.client,
               h.request_id, h.changes, h.notes
        from task_history h where h.tenant_id = $1 and h.task_id = $2
        union all
        -- The executions of people begin and end by commands, which the history has already.
        select greatest(e.started_at, e.queued_at), 'started', 'queued', 'running', null, e.id, e.task_id, e.worker_id,
               'service', null, null, null, null
        from execution e where e.tenant_id = $1 and e.task_id = $2 and $3
        union all
        select greatest(e.completed_at, e.queued_at), e.status, 'running', e.task_status, null, e.id, e.task_id,
               e.worker_id, 'service', null, null, null, e.error ->> 'message'
        from execution e where e.tenant_id = $1 and e.task_id = $2 and $3
        union all
        select greatest(l.started_at, l.queued_at), 'started', 'queued', 'running', null, l.execution_id, l.task_id,
               l.worker_id, 'service', null, null, null, null
        from lease l where l.tenant_id = $1 and l.task_id = $2 and $3
      """;

  private static final String PLACE =
      """
      at, coalesce(seq, 2147483647),
      coalesce(execution_id, '00000000-0000-0000-0000-000000000000'), coalesce(old_status, '')
      """;

  static final String OF_TASK =
      """
      select at, action, old_status, new_status, seq, execution_id, task_id,
             actor_id, actor_kind, client, request_id, changes, notes
      from (
      """
          + ENTRIES
          + ") entry where $4::timestamptz is null or ("
          + PLACE
          + ") > ($4, $5::integer, $6::uuid, $7::text) order by "
          + PLACE
          + " limit $8 offset $9";

  static final String COUNT =
      "select count(*)::integer from (select from (" + ENTRIES + ") entry limit $4) counted";

  static final String KNOWN =
      """
      select performer <> 'human' from task
      where tenant_id = $1 and id = $2 and ($3 or deleted_at is null)
        and ($4::text is null or owner_id = $4 or assignee_id = $4)
      """;

  private final Pg pg;

  TaskHistory(Pg pg) {
    this.pg = pg;
  }

  /** Part of a task's history, oldest first. */
  Future<Page<HistoryEntry>> ofTask(GetHistory query) {
    var key = query.key();
    var after = query.part().after();
    var place = after == null ? null : HistoryPlace.of(after);
    var known = Tuple.of(key.tenantId(), key.id(), query.includeDeleted(), query.sight().userId());
    return pg.run(KNOWN, known)
        .compose(
            rows -> {
              for (var row : rows) {
                return ofTask(query, place, row.getBoolean(0));
              }
              throw new Problem.NotFound("task", key.id());
            });
  }

  private Future<Page<HistoryEntry>> ofTask(
      GetHistory query, @org.jspecify.annotations.Nullable HistoryPlace place, boolean program) {
    var key = query.key();
    var part = query.part();
    var items =
        pg.run(
            OF_TASK,
            Tuple.of(key.tenantId(), key.id(), program)
                .addOffsetDateTime(place == null ? null : Columns.timestamp(place.at()))
                .addInteger(place == null ? null : place.seq())
                .addUUID(place == null ? null : place.id())
                .addString(place == null ? null : place.before())
                .addInteger(part.limit() + 1)
                .addInteger(part.offset()));
    var count = pg.run(COUNT, Tuple.of(key.tenantId(), key.id(), program, Page.COUNT_LIMIT));
    return Future.all(items, count)
        .map(
            both ->
                Page.of(
                        items.result(),
                        part,
                        TaskHistory::entry,
                        entry -> HistoryPlace.inTask(entry).text())
                    .counted(count.result()));
  }

  /** Part of what callers and the system did to a tenant's tasks, newest first. */
  Future<Page<HistoryEntry>> ofTenant(FindHistory query) {
    var listing = new HistoryListing(query.tenantId(), query.filter());
    var counting = new HistoryListing(query.tenantId(), query.filter());
    // In turn: making a statement binds its parameters.
    var items = pg.run(listing.page(query.part()), listing.parameters());
    var count = pg.run(counting.count(), counting.parameters());
    return Future.all(items, count)
        .map(
            both ->
                Page.of(
                        items.result(),
                        query.part(),
                        TaskHistory::entry,
                        entry -> HistoryPlace.inTenant(entry).text())
                    .counted(count.result()));
  }

  private static HistoryEntry entry(Row row) {
    var r = new RowReader(row);
    return new HistoryEntry(
        r.instant(),
        r.text(),
        new HistoryEntry.Move(r.textOrNull(), r.textOrNull()),
        r.integerOrNull(),
        r.uuidOrNull(),
        r.uuid(),
        new HistoryEntry.Actor(r.text(), r.text(), r.textOrNull(), r.textOrNull()),
        row.getJsonArray("changes"),
        row.getString("notes"));
  }
}
