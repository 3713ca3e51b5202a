package dev.errand.core.webhook;

import dev.errand.core.page.Page;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.webhook.Delivery.Attempt;
import dev.errand.core.webhook.Delivery.Event;
import dev.errand.core.webhook.WebhookCommand.Redeliver;
import dev.errand.core.webhook.WebhookQuery.ListDeliveries;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/** What people see and ask of deliveries. */
final class DeliveryRows {

  private static final String COLUMNS =
      """
      d.id, d.event_id, d.event_type, d.task_id, d.status, d.attempts,
      case when d.status = 'pending' then d.next_at end, d.last_status, d.last_error, d.duration_ms,
      d.created_at, d.ended_at
      """;

  static final String LIST =
      "select "
          + COLUMNS
          + """
          from webhook_delivery d
          where d.tenant_id = $1 and d.webhook_id = $2 and ($3::text is null or d.status = $3)
            and ($4::uuid is null or d.id < $4)
          order by d.id desc limit $5 offset $6
          """;

  static final String COUNT =
      """
      select count(*)::integer from (
        select from webhook_delivery
        where tenant_id = $1 and webhook_id = $2 and ($3::text is null or status = $3) limit $4
      ) counted
      """;

  static final String PING =
      """
      with new as (select $1::text as tenant_id, $2::uuid as id)
      insert into webhook_delivery as d (
        tenant_id, id, webhook_id, event_id, event_type, body, status, attempts, next_at, created_at)
      select tenant_id, id, $3, $4, $5, $6, 'pending', 0, $7, $7 from new
      returning
      """
          + COLUMNS;

  /** Whoever has it under way is not asked: what he finds is not taken down any more. */
  static final String AGAIN =
      """
      update webhook_delivery d set
        status = 'pending', attempts = 0, next_at = $3, claim = null, ended_at = null
      where d.tenant_id = $1 and d.webhook_id = $2
        and case when $4::uuid is null
          then d.status = 'failed' and ($5::timestamptz is null or d.created_at >= $5)
          else d.id = $4 end
      """;

  private final Pg pg;

  DeliveryRows(Pg pg) {
    this.pg = pg;
  }

  Future<Page<Delivery>> list(ListDeliveries query) {
    var part = query.part();
    var items =
        pg.run(
            LIST,
            Tuple.of(query.tenantId(), query.id())
                .addString(query.status())
                .addUUID(part.after() == null ? null : UUID.fromString(part.after()))
                .addInteger(part.limit() + 1)
                .addInteger(part.offset()));
    var count =
        pg.run(
            COUNT,
            Tuple.of(query.tenantId(), query.id())
                .addString(query.status())
                .addInteger(Page.COUNT_LIMIT));
    return Future.all(items, count)
        .map(
            both ->
                Page.of(items.result(), part, DeliveryRows::delivery, each -> each.id().toString())
                    .counted(count.result()));
  }

  Future<Delivery> insertPing(String tenantId, Ping ping) {
    return pg.run(
            PING,
            Tuple.of(tenantId, ping.id(), ping.webhookId(), ping.eventId(), Ping.TYPE, ping.body())
                .addOffsetDateTime(Columns.timestamp(ping.at())))
        .map(rows -> delivery(rows.iterator().next()));
  }

  Future<Integer> again(Redeliver command, Instant now) {
    return pg.run(
            AGAIN,
            Tuple.of(command.caller().tenantId(), command.id(), Columns.timestamp(now))
                .addUUID(command.deliveryId())
                .addOffsetDateTime(Columns.timestamp(command.since())))
        .map(rows -> rows.rowCount());
  }

  private static Delivery delivery(Row row) {
    var r = new RowReader(row);
    return new Delivery(
        r.uuid(),
        new Event(r.uuid(), r.text(), r.uuidOrNull()),
        r.text(),
        r.integer(),
        r.instantOrNull(),
        new Attempt(r.integerOrNull(), r.textOrNull(), r.integerOrNull()),
        r.instant(),
        r.instantOrNull());
  }
}
