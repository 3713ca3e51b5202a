package dev.errand.core.task;

import dev.errand.core.identity.Caller;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.task.TaskQuery.FindByKey;
import dev.errand.core.task.TaskQuery.GetHistory;
import dev.errand.core.task.TaskQuery.ListTasks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads tasks and their history. */
final class TaskReads {

  private static final String BY_KEY =
      """
      select
      """
          + TaskRows.COLUMNS
          + """
          from unnest($1::text[], $2::uuid[]) as k(tenant_id, id)
          cross join lateral (
            select * from task_current t
            where t.tenant_id = k.tenant_id and t.id = k.id limit 1
          ) c
          left join lateral (
            select * from execution x
            where x.tenant_id = c.tenant_id and x.id = c.last_execution_id limit 1
          ) e on true
          """;

  static final String FIND = BY_KEY + "where c.deleted_at is null";

  static final String FIND_DELETED = BY_KEY + "where c.deleted_at is not null";

  /** Newest first by the index on keys, so that only as many are looked at as it takes. */
  static final String OF_KEY =
      """
      select id from (
        (select t.id, 0 as place from unique_key k
         join task t on t.tenant_id = k.tenant_id and t.id = k.task_id and t.deleted_at is null
         where k.tenant_id = $1 and k.namespace = $2 and k.unique_key = $3 and $4::text[] is null
           and ($5::text is null or t.owner_id = $5 or t.assignee_id = $5))
        union all
        (select t.id, 1 from task_current t
         where t.tenant_id = $1 and t.namespace = $2 and t.unique_key = $3
           and t.deleted_at is null and ($4::text[] is null or t.status = any($4))
           and ($5::text is null or t.owner_id = $5 or t.assignee_id = $5)
         order by t.id desc limit 1)
      ) found
      order by place limit 1
      """;

  static final String HISTORY =
      """
      select at, action, old_status, new_status, seq, execution_id,
             actor_id, actor_kind, client, request_id, changes, notes
      from (
        select h.created_at as at, h.action, h.old_status, h.new_status, h.seq,
               null::uuid as execution_id, h.actor_id, h.actor_kind, h.client, h.request_id,
               h.changes, h.notes
        from task_history h where h.tenant_id = $1 and h.task_id = $2
        union all
        -- The executions of people begin and end by commands, which the history has already.
        select e.started_at, 'started', 'queued', 'running', null, e.id, e.worker_id, 'service',
               null, null, null, null
        from execution e where e.tenant_id = $1 and e.task_id = $2 and $3
        union all
        select e.completed_at, e.status, 'running', e.task_status, null, e.id, e.worker_id,
               'service', null, null, null, e.error ->> 'message'
        from execution e where e.tenant_id = $1 and e.task_id = $2 and $3
        union all
        select l.started_at, 'started', 'queued', 'running', null, l.execution_id, l.worker_id,
               'service', null, null, null, null
        from lease l where l.tenant_id = $1 and l.task_id = $2 and $3
      ) entry
      order by at, seq nulls last, execution_id, old_status
      """;

  static final String KNOWN =
      """
      select performer <> 'human' from task
      where tenant_id = $1 and id = $2 and ($3 or deleted_at is null)
        and ($4::text is null or owner_id = $4 or assignee_id = $4)
      """;

  static final String OPEN_DEPENDENCIES =
      """
      select count(*)::integer from dependency where tenant_id = $1 and task_id = $2 and open
      """;

  private final Pg pg;
  private final InstantSource clock;

  TaskReads(Pg pg, InstantSource clock) {
    this.pg = pg;
    this.clock = clock;
  }

  /** Finds tasks that are not deleted, in order; empty where there is none. */
  Future<List<Optional<Task>>> find(List<TaskKey> keys) {
    return find(FIND, keys);
  }

  /** Finds a deleted task. */
  Future<Optional<Task>> findDeleted(TaskKey key) {
    return find(FIND_DELETED, List.of(key)).map(List::getFirst);
  }

  private Future<List<Optional<Task>>> find(String sql, List<TaskKey> keys) {
    var columns = new Columns<>(keys).text(TaskKey::tenantId).uuid(TaskKey::id);
    return pg.hot(sql, columns.tuple())
        .map(
            rows -> {
              var found = new HashMap<TaskKey, Task>();
              var now = clock.instant();
              for (var row : rows) {
                var task = TaskRows.task(row, now);
                found.put(task.key(), task);
              }
              return keys.stream().map(key -> Optional.ofNullable(found.get(key))).toList();
            });
  }

  Future<TaskPage> list(ListTasks query) {
    var now = clock.instant();
    var page = query.page();
    var listing = TaskListing.of(query, now);
    var counting = TaskListing.of(query, now);
    // In turn: making a statement binds its parameters.
    var items = pg.run(listing.page(page), listing.parameters());
    var total = pg.run(counting.count(), counting.parameters());
    return Future.all(items, total)
        .map(
            both -> {
              var tasks = new ArrayList<Task>();
              items.result().forEach(row -> tasks.add(TaskRows.task(row, now)));
              return page(query, tasks, total.result().iterator().next().getInteger(0));
            });
  }

  /** The keys of the tasks that a filter means, and of one more if there are more than so many. */
  Future<List<TaskKey>> choose(Caller caller, TaskFilter filter, int most) {
    var tenantId = caller.tenantId();
    var page = new TaskQuery.Page(most, 0, null);
    var query = new ListTasks(tenantId, filter, TaskOrder.DUE, page, caller.sight());
    var listing = TaskListing.of(query, clock.instant());
    return pg.run(listing.ids(page), listing.parameters())
        .map(
            rows -> {
              var keys = new ArrayList<TaskKey>();
              rows.forEach(row -> keys.add(new TaskKey(tenantId, row.getUUID(0))));
              return List.copyOf(keys);
            });
  }

  private static String @Nullable [] words(List<TaskStatus> statuses) {
    return statuses.isEmpty()
        ? null
        : statuses.stream().map(TaskStatus::word).toArray(String[]::new);
  }

  /** The task that a unique key leads to. */
  Future<Optional<TaskKey>> byKey(FindByKey query) {
    return pg.run(
            OF_KEY,
            Tuple.of(query.tenantId(), query.namespace(), query.uniqueKey())
                .addArrayOfString(words(query.statuses()))
                .addString(query.sight().userId()))
        .map(
            rows -> {
              for (var row : rows) {
                return Optional.of(new TaskKey(query.tenantId(), row.getUUID(0)));
              }
              return Optional.empty();
            });
  }

  private static TaskPage page(ListTasks query, List<Task> tasks, int counted) {
    int limit = query.page().limit();
    var more = tasks.size() > limit;
    var items = more ? tasks.subList(0, limit) : tasks;
    return new TaskPage(
        List.copyOf(items),
        TaskListing.exact(counted) ? counted : null,
        more ? TaskCursor.at(query.order(), items.getLast()) : null);
  }

  /** The history of a task, oldest first; empty if the task is unknown. */
  Future<Optional<List<HistoryEntry>>> history(GetHistory query) {
    var key = query.key();
    return pg.run(
            KNOWN,
            Tuple.of(key.tenantId(), key.id(), query.includeDeleted(), query.sight().userId()))
        .compose(
            known ->
                known.size() == 0
                    ? Future.succeededFuture(Optional.empty())
                    : pg.run(
                            HISTORY,
                            Tuple.of(
                                key.tenantId(), key.id(), known.iterator().next().getBoolean(0)))
                        .map(
                            rows -> {
                              var entries = new ArrayList<HistoryEntry>();
                              rows.forEach(row -> entries.add(entry(row)));
                              return Optional.of(List.copyOf(entries));
                            }));
  }

  /** How many others a task still waits for. */
  Future<Integer> openDependencies(TaskKey key) {
    return pg.run(OPEN_DEPENDENCIES, Tuple.of(key.tenantId(), key.id()))
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  private static HistoryEntry entry(Row row) {
    var r = new RowReader(row);
    return new HistoryEntry(
        r.instant(),
        r.text(),
        new HistoryEntry.Move(r.textOrNull(), r.textOrNull()),
        r.integerOrNull(),
        r.uuidOrNull(),
        new HistoryEntry.Actor(r.text(), r.text(), r.textOrNull(), r.textOrNull()),
        changes(row),
        row.getString("notes"));
  }

  private static @Nullable JsonArray changes(Row row) {
    return row.getJsonArray("changes");
  }
}
