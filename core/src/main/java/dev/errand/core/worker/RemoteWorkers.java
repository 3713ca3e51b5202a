package dev.errand.core.worker;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.worker.WorkerQuery.ListWorkers;
import dev.errand.core.worker.WorkerQuery.RemoteWorker;
import dev.errand.core.worker.WorkerQuery.WorkerPage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Remote workers in the database. Thread-safe. */
final class RemoteWorkers {

  /** Namespaces travel as JSON: there are no arrays of arrays of different lengths. */
  static final String CLAIMED =
      """
      insert into remote_worker as w (tenant_id, id, namespaces, types, first_seen_at, seen_at)
      select a.tenant_id, a.id,
        array(select jsonb_array_elements_text(a.wish::jsonb -> 'namespaces')),
        case when a.wish::jsonb -> 'types' <> 'null'
          then array(select jsonb_array_elements_text(a.wish::jsonb -> 'types')) end,
        a.at, a.at
      from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
        as a(tenant_id, id, wish, at)
      on conflict (tenant_id, id) do update set
        namespaces = excluded.namespaces, types = excluded.types, seen_at = excluded.seen_at
      """;

  static final String HEARD =
      """
      update remote_worker w set seen_at = greatest(w.seen_at, a.at)
      from unnest($1::text[], $2::text[], $3::timestamptz[]) as a(tenant_id, id, at)
      where w.tenant_id = a.tenant_id and w.id = a.id
      """;

  static final String FORGET =
      """
      delete from remote_worker w
      where w.seen_at < $1
        and not exists (
          select from lease l where l.tenant_id = w.tenant_id and l.worker_id = w.id)
      """;

  static final String LIST =
      """
      select page.*, every.total
      from (
        select count(*)::integer as total from remote_worker where tenant_id = $1
      ) every
      left join (
        select w.id, w.namespaces, w.types, w.first_seen_at, w.seen_at,
          coalesce(held.executions, 0)::integer
        from remote_worker w
        left join (
          select worker_id, count(*) as executions
          from lease where tenant_id = $1 and performer = 'worker' group by worker_id
        ) held on held.worker_id = w.id
        where w.tenant_id = $1 and ($2::text is null or w.id > $2)
        order by w.id limit $3 offset $4
      ) page on true
      order by page.id
      """;

  private final Pg pg;

  RemoteWorkers(Pg pg) {
    this.pg = pg;
  }

  /** What a worker was last heard of with. */
  record Seen(String tenantId, String id, List<String> namespaces, List<String> types, Instant at) {

    JsonObject wish() {
      return new JsonObject()
          .put("namespaces", new JsonArray(namespaces))
          .put("types", types.isEmpty() ? null : new JsonArray(types));
    }
  }

  /** That a worker is alive. */
  record Heard(String tenantId, String id, Instant at) {}

  Future<Void> claimed(List<Seen> workers) {
    var columns =
        new Columns<>(workers)
            .text(Seen::tenantId)
            .text(Seen::id)
            .json(Seen::wish)
            .instant(Seen::at);
    return pg.hot(CLAIMED, columns.tuple()).mapEmpty();
  }

  Future<Void> heard(List<Heard> workers) {
    var columns = new Columns<>(workers).text(Heard::tenantId).text(Heard::id).instant(Heard::at);
    return pg.hot(HEARD, columns.tuple()).mapEmpty();
  }

  Future<Void> forget(Instant silentSince) {
    return pg.run(FORGET, Tuple.of(Columns.timestamp(silentSince))).mapEmpty();
  }

  Future<WorkerPage> list(ListWorkers query) {
    var parameters = Tuple.of(query.tenantId(), query.after(), query.limit() + 1, query.offset());
    return pg.run(LIST, parameters)
        .map(
            rows -> {
              var workers = new ArrayList<RemoteWorker>();
              int total = 0;
              for (var row : rows) {
                total = row.getInteger(6);
                if (row.getString(0) != null) {
                  workers.add(worker(row));
                }
              }
              boolean more = workers.size() > query.limit();
              var items = more ? workers.subList(0, query.limit()) : workers;
              return new WorkerPage(List.copyOf(items), total, more ? items.getLast().id() : null);
            });
  }

  private static RemoteWorker worker(Row row) {
    var r = new RowReader(row);
    return new RemoteWorker(
        r.text(), r.texts(), r.textsOrNull(), r.instant(), r.instant(), r.integer());
  }
}
