package dev.errand.core.trigger;

import dev.errand.core.page.Page;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.trigger.Trigger.Timeline;
import dev.errand.core.trigger.TriggerQuery.ListTriggers;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads and writes triggers; changes hold only if the trigger is still what was read. */
final class TriggerRows {

  private static final String COLUMNS =
      "select id, members, created_by, revision, created_at, updated_at from trigger\n";

  static final String FIND = COLUMNS + "where tenant_id = $1 and id = $2";

  static final String LIST =
      COLUMNS
          + """
          where tenant_id = $1
            and ($2::text is null or event_name = $2)
            and ($3::boolean is null or is_active = $3)
            and ($4::text is null or name > $4)
          order by name limit $5 offset $6
          """;

  static final String COUNT =
      """
      select count(*)::integer from (
        select from trigger
        where tenant_id = $1
          and ($2::text is null or event_name = $2)
          and ($3::boolean is null or is_active = $3)
        limit $4
      ) counted
      """;

  static final String ALL = COLUMNS + "where tenant_id = $1 order by name";

  static final String OF_EVENT =
      COLUMNS + "where tenant_id = $1 and event_name = $2 and is_active order by name";

  static final String OTHERS =
      """
      select count(*)::integer from (
        select from trigger
        where tenant_id = $1 and event_name = $2 and is_active and id <> $3 limit $4
      ) counted
      """;

  static final String INSERT =
      """
      with new as (select $1::text as tenant_id, $2::uuid as id)
      insert into trigger (
        tenant_id, id, name, event_name, is_active, members, created_by, revision, created_at,
        updated_at)
      select tenant_id, id, $3, $4, $5, $6, $7, 1, $8, $8 from new
      """;

  static final String UPDATE =
      """
      update trigger set
        name = $3, event_name = $4, is_active = $5, members = $6, revision = revision + 1,
        updated_at = $8
      where tenant_id = $1 and id = $2 and revision = $7
      """;

  static final String DELETE =
      "delete from trigger where tenant_id = $1 and id = $2 and revision = $3";

  private final Pg pg;

  TriggerRows(Pg pg) {
    this.pg = pg;
  }

  Future<Optional<Trigger>> find(String tenantId, UUID id) {
    return pg.run(FIND, Tuple.of(tenantId, id))
        .map(
            rows ->
                rows.size() == 0 ? Optional.empty() : Optional.of(trigger(rows.iterator().next())));
  }

  Future<Page<Trigger>> list(ListTriggers query) {
    var part = query.part();
    var items =
        pg.run(
            LIST,
            Tuple.of(query.tenantId(), query.eventName(), query.active())
                .addString(part.after())
                .addInteger(part.limit() + 1)
                .addInteger(part.offset()));
    var count =
        pg.run(
            COUNT, Tuple.of(query.tenantId(), query.eventName(), query.active(), Page.COUNT_LIMIT));
    return Future.all(items, count)
        .map(
            both ->
                Page.of(items.result(), part, TriggerRows::trigger, Trigger::name)
                    .counted(count.result()));
  }

  Future<List<Trigger>> all(String tenantId) {
    return pg.run(ALL, Tuple.of(tenantId)).map(TriggerRows::triggers);
  }

  /** Those that take part when an event of this name happens. */
  Future<List<Trigger>> ofEvent(String tenantId, String eventName) {
    return pg.run(OF_EVENT, Tuple.of(tenantId, eventName)).map(TriggerRows::triggers);
  }

  /** How many others take part when an event happens that this one waits for; so many at most. */
  Future<Integer> others(String tenantId, Trigger trigger, int most) {
    return pg.run(OTHERS, Tuple.of(tenantId, trigger.eventName(), trigger.id(), most))
        .map(counted -> counted.iterator().next().getInteger(0));
  }

  Future<Void> insert(String tenantId, Trigger trigger) {
    return pg.run(
            INSERT,
            details(tenantId, trigger)
                .addString(trigger.timeline().createdBy())
                .addOffsetDateTime(Columns.timestamp(trigger.timeline().createdAt())))
        .mapEmpty();
  }

  /** False if it is no longer what was read. */
  Future<Boolean> update(String tenantId, Trigger changed, Instant now) {
    return pg.run(
            UPDATE,
            details(tenantId, changed)
                .addInteger(changed.timeline().revision())
                .addOffsetDateTime(Columns.timestamp(now)))
        .map(rows -> rows.rowCount() > 0);
  }

  /** False if it is no longer what was read. */
  Future<Boolean> delete(String tenantId, Trigger read) {
    return pg.run(DELETE, Tuple.of(tenantId, read.id(), read.timeline().revision()))
        .map(rows -> rows.rowCount() > 0);
  }

  private static Tuple details(String tenantId, Trigger trigger) {
    return Tuple.of(tenantId, trigger.id())
        .addString(trigger.name())
        .addString(trigger.eventName())
        .addBoolean(trigger.active())
        .addJsonObject(trigger.members());
  }

  private static List<Trigger> triggers(RowSet<Row> rows) {
    var found = new ArrayList<Trigger>(rows.size());
    rows.forEach(row -> found.add(trigger(row)));
    return List.copyOf(found);
  }

  private static Trigger trigger(Row row) {
    var r = new RowReader(row);
    return Trigger.of(
        r.uuid(), r.json(), new Timeline(r.text(), r.integer(), r.instant(), r.instant()));
  }
}
