package dev.errand.core.task;

import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.task.TaskInserts.Variant;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Inserts tasks that come from elsewhere, each once: a key that another import has is left to it.
 * Their history begins with their import, as its second entry: of the first, their creation, only
 * the file tells.
 */
public final class ImportInserts {

  /** Of the keys and ids, those that are taken, by their keys. */
  static final String TAKEN =
      """
      select k.key from unnest($1::text[], $2::uuid[], $3::uuid[]) as k(tenant_id, key, id)
      cross join lateral (
        select from imported_task i where i.tenant_id = k.tenant_id and i.key = k.key limit 1
      ) i
      union
      select k.key from unnest($1::text[], $2::uuid[], $3::uuid[]) as k(tenant_id, key, id)
      cross join lateral (
        select from task t where t.tenant_id = k.tenant_id and t.id = k.id limit 1
      ) t
      """;

  static final String INSERT =
      TaskInserts.asked()
          + """
          past as materialized (
            select * from unnest(
              $50::uuid[], $51::uuid[], $52::text[], $53::timestamptz[], $54::timestamptz[],
              $55::text[], $56::text[], $57::integer[], $58::timestamptz[])
            as past(
              id, key, resting, completed_at, cancelled_at, block_reason, completion_notes,
              actual_minutes, imported_at)
          ), claimed as (
            insert into imported_task (tenant_id, key, task_id)
            select a.tenant_id, p.key, a.id from asked a join past p on p.id = a.id
            on conflict (tenant_id, key) do nothing
            returning tenant_id, task_id
          ), new as materialized (
            select a.*, p.* from asked a
            join claimed c on c.tenant_id = a.tenant_id and c.task_id = a.id
            join (select id as past_id, key, resting, completed_at, cancelled_at, block_reason,
              completion_notes, actual_minutes, imported_at from past) p on p.past_id = a.id
          ),
          """
          + TaskInserts.writes(
              new Variant(
                  "resting",
                  "completed_at, cancelled_at, block_reason, completion_notes, actual_minutes",
                  2,
                  "'imported'",
                  "imported_at"))
          + """
          , published as (
            insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
            select
              imported_at, event_id, tenant_id, id, 'imported', created_by,
              jsonb_build_object('task_type', type, 'name', title, 'status', resting)
            from new
          )
          select id from new
          """;

  private final Pg pg;
  private final TaskInserts inserts;

  /** On the given client. */
  public ImportInserts(Pg pg, Ids ids) {
    this.pg = pg;
    inserts = new TaskInserts(pg, ids);
  }

  /** Those that are not there yet, each key once. */
  public Future<List<ImportedTask>> fresh(List<ImportedTask> tasks) {
    var byKey = new LinkedHashMap<UUID, ImportedTask>();
    tasks.forEach(task -> byKey.putIfAbsent(task.key(), task));
    var distinct = List.copyOf(byKey.values());
    var columns =
        new Columns<>(distinct)
            .text(t -> t.command().task().key().tenantId())
            .uuid(ImportedTask::key)
            .uuid(t -> t.command().task().key().id());
    return pg.hot(TAKEN, columns.tuple())
        .map(
            rows -> {
              var taken = ids(rows);
              return distinct.stream().filter(task -> !taken.contains(task.key())).toList();
            });
  }

  /**
   * Inserts them with their schedules, all or none of them; answers how many were new.
   *
   * @param at when they came
   */
  public Future<Integer> insert(List<ImportedTask> tasks, Instant at) {
    return pg.transaction(
        transaction ->
            transaction
                .run(INSERT, parameters(tasks, at))
                .compose(
                    rows -> {
                      var inserted = ids(rows);
                      var commands =
                          tasks.stream()
                              .map(ImportedTask::command)
                              .filter(command -> inserted.contains(command.task().key().id()))
                              .toList();
                      return ScheduledInserts.insertSchedules(transaction, commands)
                          .map(inserted.size());
                    }));
  }

  private Tuple parameters(List<ImportedTask> tasks, Instant at) {
    var columns =
        new Columns<>(
            tasks, inserts.parameters(tasks.stream().map(ImportedTask::command).toList()));
    return columns
        .uuid(t -> t.command().task().key().id())
        .uuid(ImportedTask::key)
        .text(t -> t.past().resting().word())
        .instant(t -> t.past().completedAt())
        .instant(t -> t.past().cancelledAt())
        .text(t -> t.past().remarks().blockReason())
        .text(t -> t.past().remarks().completionNotes())
        .integer(t -> t.past().remarks().actualMinutes())
        .instant(t -> at)
        .tuple();
  }

  private static Set<UUID> ids(RowSet<Row> rows) {
    var ids = new HashSet<UUID>();
    rows.forEach(row -> ids.add(row.getUUID(0)));
    return ids;
  }
}
