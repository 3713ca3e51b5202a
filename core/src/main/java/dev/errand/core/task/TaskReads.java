package dev.errand.core.task;

import dev.errand.core.identity.Caller;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.task.TaskListing.Matches;
import dev.errand.core.task.TaskQuery.FindByKey;
import dev.errand.core.task.TaskQuery.ListTasks;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads tasks. */
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

  static final String FIND_CREATED = BY_KEY;

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

  /** Finds tasks, deleted ones too. */
  Future<List<Optional<Task>>> findCreated(List<TaskKey> keys) {
    return find(FIND_CREATED, keys);
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
    return query.filter().words().text() == null ? inOrder(query) : collected(query);
  }

  private Future<TaskPage> inOrder(ListTasks query) {
    var now = clock.instant();
    var tasks = found(query, now);
    var counted = count(query, now);
    return Future.all(tasks, counted).map(both -> page(query, tasks.result(), counted.result()));
  }

  /** The planner does not know how many tasks have a word, so it is looked whether they are few. */
  private Future<TaskPage> collected(ListTasks query) {
    var now = clock.instant();
    var listing = TaskListing.of(query, now, Matches.FEW);
    return pg.run(listing.collected(query.page()), listing.parameters())
        .compose(
            rows -> {
              var tasks = tasks(rows, now);
              if (tasks.isEmpty()) {
                // None at all, or the page lies behind the last one.
                return count(query, now).map(counted -> page(query, tasks, counted));
              }
              int matched = rows.iterator().next().getInteger("matched");
              return TaskListing.exact(matched)
                  ? Future.succeededFuture(page(query, tasks, matched))
                  : found(query, now).map(many -> page(query, many, matched));
            });
  }

  private Future<List<Task>> found(ListTasks query, Instant now) {
    var listing = TaskListing.of(query, now, Matches.MANY);
    return pg.run(listing.page(query.page()), listing.parameters()).map(rows -> tasks(rows, now));
  }

  private static List<Task> tasks(RowSet<Row> rows, Instant now) {
    var tasks = new ArrayList<Task>();
    rows.forEach(row -> tasks.add(TaskRows.task(row, now)));
    return tasks;
  }

  private Future<Integer> count(ListTasks query, Instant now) {
    var listing = TaskListing.of(query, now, Matches.MANY);
    return pg.run(listing.count(), listing.parameters())
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  /** The keys of the tasks that a filter means, and of one more if there are more than so many. */
  Future<List<TaskKey>> choose(Caller caller, TaskFilter filter, int most) {
    var tenantId = caller.tenantId();
    var page = new TaskQuery.Page(most, 0, null);
    var query = new ListTasks(tenantId, filter, TaskOrder.DUE, page, caller.sight());
    var matches = filter.words().text() == null ? Matches.MANY : Matches.FEW;
    var listing = TaskListing.of(query, clock.instant(), matches);
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

  /** How many others a task still waits for. */
  Future<Integer> openDependencies(TaskKey key) {
    return pg.run(OPEN_DEPENDENCIES, Tuple.of(key.tenantId(), key.id()))
        .map(rows -> rows.iterator().next().getInteger(0));
  }
}
