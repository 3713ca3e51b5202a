package dev.errand.core.webhook;

import dev.errand.core.page.Page;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.postgres.Transaction;
import dev.errand.core.webhook.Webhook.Filter;
import dev.errand.core.webhook.Webhook.Health;
import dev.errand.core.webhook.Webhook.Timeline;
import dev.errand.core.webhook.WebhookQuery.ListWebhooks;
import dev.errand.core.webhook.WebhookQuery.Subscriber;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads and writes webhooks; changes hold only if the webhook is still what was read. */
final class WebhookRows {

  private static final String COLUMNS =
      """
      select w.id, w.url, w.description, w.event_types, w.namespaces, w.active, w.failing_since,
        w.disabled_reason, case when w.old_secret_until > $2 then w.old_secret_until end,
        w.created_by, w.revision, w.created_at, w.updated_at
      from webhook w
      """;

  static final String FIND = COLUMNS + "where w.tenant_id = $1 and w.id = $3";

  static final String LIST =
      COLUMNS
          + """
          where w.tenant_id = $1 and ($3::uuid is null or w.id < $3)
          order by w.id desc limit $4 offset $5
          """;

  static final String COUNT =
      """
      select count(*)::integer from (
        select from webhook where tenant_id = $1 limit $2
      ) counted
      """;

  static final String SUBSCRIBERS =
      "select tenant_id, id, event_types, namespaces from webhook where active";

  static final String INSERT =
      """
      with new as (select $1::text as tenant_id, $2::uuid as id)
      insert into webhook (
        tenant_id, id, url, description, event_types, namespaces, active, active_since, secret,
        created_by, revision, created_at, updated_at)
      select tenant_id, id, $3, $4, $5, $6, $7, $8, $9, $10, 1, $8, $8 from new
      """;

  /** One that is turned on again is as good as new. */
  static final String UPDATE =
      """
      update webhook set
        url = $3, description = $4, event_types = $5, namespaces = $6, active = $7,
        active_since = case when $7 and not active then $8 else active_since end,
        failing_since = case when $7 and not active then null else failing_since end,
        disabled_reason = case when $7 then null else disabled_reason end,
        revision = revision + 1, updated_at = $8
      where tenant_id = $1 and id = $2 and revision = $9
      """;

  static final String ROTATE =
      """
      update webhook set
        secret = $4, old_secret = secret, old_secret_until = $5, revision = revision + 1,
        updated_at = $6
      where tenant_id = $1 and id = $2 and revision = $3
      """;

  static final String DELETE =
      "delete from webhook where tenant_id = $1 and id = $2 and revision = $3";

  private final Pg pg;

  WebhookRows(Pg pg) {
    this.pg = pg;
  }

  Future<Optional<Webhook>> find(String tenantId, UUID id, Instant now) {
    return pg.run(FIND, Tuple.of(tenantId, Columns.timestamp(now), id))
        .map(
            rows ->
                rows.size() == 0 ? Optional.empty() : Optional.of(webhook(rows.iterator().next())));
  }

  Future<Page<Webhook>> list(ListWebhooks query, Instant now) {
    var part = query.part();
    var items =
        pg.run(
            LIST,
            Tuple.of(query.tenantId(), Columns.timestamp(now))
                .addUUID(part.after() == null ? null : UUID.fromString(part.after()))
                .addInteger(part.limit() + 1)
                .addInteger(part.offset()));
    var count = pg.run(COUNT, Tuple.of(query.tenantId(), Page.COUNT_LIMIT));
    return Future.all(items, count)
        .map(
            both ->
                Page.of(items.result(), part, WebhookRows::webhook, each -> each.id().toString())
                    .counted(count.result()));
  }

  static Future<Integer> count(Transaction transaction, String tenantId) {
    return transaction
        .run(COUNT, Tuple.of(tenantId, Page.COUNT_LIMIT))
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  Future<List<Subscriber>> subscribers() {
    return pg.run(SUBSCRIBERS, Tuple.tuple())
        .map(
            rows -> {
              var all = new ArrayList<Subscriber>(rows.size());
              for (var row : rows) {
                var r = new RowReader(row);
                all.add(new Subscriber(r.text(), r.uuid(), new Filter(r.texts(), r.texts())));
              }
              return all;
            });
  }

  static Future<?> insert(
      Transaction transaction, String tenantId, Webhook webhook, String secret) {
    var timeline = webhook.timeline();
    return transaction.run(
        INSERT,
        details(tenantId, webhook)
            .addOffsetDateTime(Columns.timestamp(timeline.createdAt()))
            .addString(secret)
            .addString(timeline.createdBy()));
  }

  static Future<Boolean> update(
      Transaction transaction, String tenantId, Webhook changed, Instant now) {
    return transaction
        .run(
            UPDATE,
            details(tenantId, changed)
                .addOffsetDateTime(Columns.timestamp(now))
                .addInteger(changed.timeline().revision()))
        .map(WebhookRows::any);
  }

  static Future<Boolean> delete(Transaction transaction, String tenantId, Webhook read) {
    return transaction
        .run(DELETE, Tuple.of(tenantId, read.id(), read.timeline().revision()))
        .map(WebhookRows::any);
  }

  /** The one before stays good until then. */
  Future<Boolean> rotate(String tenantId, Webhook read, Rotation rotation) {
    return pg.run(
            ROTATE,
            Tuple.of(tenantId, read.id(), read.timeline().revision(), rotation.secret())
                .addOffsetDateTime(Columns.timestamp(rotation.oldUntil()))
                .addOffsetDateTime(Columns.timestamp(rotation.now())))
        .map(WebhookRows::any);
  }

  /** Another secret, and until when the one before stays good. */
  record Rotation(String secret, Instant oldUntil, Instant now) {}

  private static Tuple details(String tenantId, Webhook webhook) {
    return Tuple.of(tenantId, webhook.id(), webhook.url())
        .addString(webhook.description())
        .addArrayOfString(webhook.filter().eventTypes().toArray(String[]::new))
        .addArrayOfString(webhook.filter().namespaces().toArray(String[]::new))
        .addBoolean(webhook.active());
  }

  private static boolean any(RowSet<Row> rows) {
    return rows.rowCount() > 0;
  }

  private static Webhook webhook(Row row) {
    var r = new RowReader(row);
    var id = r.uuid();
    var url = r.text();
    var description = r.textOrNull();
    var filter = new Filter(r.texts(), r.texts());
    boolean active = r.bool();
    var failingSince = r.instantOrNull();
    var health = new Health(failingSince, r.textOrNull(), r.instantOrNull());
    var timeline = new Timeline(r.text(), r.integer(), r.instant(), r.instant());
    return new Webhook(id, url, description, filter, active, health, timeline);
  }
}
