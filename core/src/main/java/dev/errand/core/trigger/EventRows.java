package dev.errand.core.trigger;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.trigger.TriggerCommand.Recorded;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads and writes events with what came of them. */
final class EventRows {

  private static final String COLUMNS =
      """
      select id, name, namespace, payload, priority_rank, operator, dedupe_key, created_by,
        created_at, outcomes
      from event
      """;

  static final String FIND = COLUMNS + "where tenant_id = $1 and id = $2";

  static final String REPEATED = COLUMNS + "where tenant_id = $1 and name = $2 and dedupe_key = $3";

  /** Waits for whoever is recording the same, and then does nothing. */
  static final String INSERT =
      """
      with new as (select $1::text as tenant_id, $2::uuid as id)
      insert into event (
        tenant_id, id, name, namespace, payload, priority_rank, operator, dedupe_key, created_by,
        created_at)
      select tenant_id, id, $3, $4, $5, $6, $7, $8, $9, $10 from new
      on conflict (tenant_id, name, dedupe_key) where dedupe_key is not null do nothing
      """;

  static final String SETTLE = "update event set outcomes = $3 where tenant_id = $1 and id = $2";

  private final Pg pg;

  EventRows(Pg pg) {
    this.pg = pg;
  }

  Future<Optional<Recorded>> find(String tenantId, UUID id) {
    return pg.run(FIND, Tuple.of(tenantId, id)).map(EventRows::recorded);
  }

  /** What was recorded under the same key; empty if there is no key. */
  Future<Optional<Recorded>> repeated(String tenantId, Event.What what) {
    return what.dedupeKey() == null
        ? Future.succeededFuture(Optional.empty())
        : pg.run(REPEATED, Tuple.of(tenantId, what.name(), what.dedupeKey()))
            .map(EventRows::recorded);
  }

  /** False if it is a repetition. */
  Future<Boolean> insert(String tenantId, Event event) {
    var what = event.what();
    return pg.run(
            INSERT,
            Tuple.of(tenantId, event.id(), what.name(), what.namespace())
                .addJsonObject(what.payload())
                .addInteger(what.priority())
                .addString(what.operator())
                .addString(what.dedupeKey())
                .addString(event.createdBy())
                .addOffsetDateTime(Columns.timestamp(event.createdAt())))
        .map(rows -> rows.rowCount() > 0);
  }

  /** Notes what came of it. */
  Future<Void> settle(String tenantId, UUID id, List<Outcome> outcomes) {
    var all = new JsonArray(outcomes.stream().map(Outcome::toJson).toList());
    return pg.run(SETTLE, Tuple.of(tenantId, id).addJsonArray(all)).mapEmpty();
  }

  private static Optional<Recorded> recorded(RowSet<Row> rows) {
    if (rows.size() == 0) {
      return Optional.empty();
    }
    var r = new RowReader(rows.iterator().next());
    var id = r.uuid();
    var name = r.text();
    var namespace = r.text();
    var payload = r.json();
    var what =
        new Event.What(name, namespace, payload, r.integerOrNull(), r.textOrNull(), r.textOrNull());
    var event = new Event(id, what, r.text(), r.instant());
    var outcomes = r.jsonArray().stream().map(each -> Outcome.from((JsonObject) each)).toList();
    return Optional.of(new Recorded(event, outcomes, true, List.of()));
  }
}
