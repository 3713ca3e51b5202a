package dev.errand.core.webhook;

import dev.errand.core.event.Feeds;
import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.webhook.DeliveryCommand.ClaimDeliveries;
import dev.errand.core.webhook.DeliveryCommand.Claimed;
import dev.errand.core.webhook.DeliveryCommand.Parcel;
import dev.errand.core.webhook.DeliveryCommand.PostponeDelivery;
import dev.errand.core.webhook.DeliveryCommand.RemoveDeliveries;
import dev.errand.core.webhook.DeliveryCommand.SettleDelivery;
import dev.errand.core.webhook.WebhookQuery.ListSubscribers;
import dev.errand.core.webhook.WebhookQuery.Subscriber;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** How deliveries are carried out, for all tenants. Thread-safe. */
public final class Deliveries {

  /**
   * Takes of each webhook what is due, as far as it has room. The first attempts of events about
   * one task are made in turn; what has failed once holds nobody up.
   */
  static final String CLAIM =
      """
      with chosen as materialized (
        select d.place, w.url, w.secret, case when w.old_secret_until > $1 then w.old_secret end as old
        from webhook w
        left join unnest($4::uuid[], $5::integer[]) as busy(id, calls) on busy.id = w.id
        cross join lateral (
          select p.ctid as place from webhook_delivery p
          where p.webhook_id = w.id and p.tenant_id = w.tenant_id and p.status = 'pending'
            and p.next_at <= $1
            and (p.attempts > 0 or not exists (
              select from webhook_delivery e
              where e.webhook_id = p.webhook_id and e.task_id = p.task_id and e.status = 'pending'
                and e.attempts = 0 and e.seq < p.seq))
          order by p.next_at, p.seq
          limit greatest(0, $3 - coalesce(busy.calls, 0))
          for update skip locked
        ) d
        where w.active and w.tenant_id <> all($6::text[])
        limit $2
      )
      update webhook_delivery d set claim = $7, next_at = $8
      from chosen c where d.ctid = c.place
      returning d.tenant_id, d.id, d.webhook_id, d.event_id, c.url, d.body, c.secret, c.old,
        d.attempts
      """;

  /**
   * Notes an attempt, and how the webhook stands after it; turns it off when its time is up, which
   * is an event.
   */
  static final String SETTLE =
      """
      with settled as (
        update webhook_delivery set
          status = $4, attempts = attempts + 1, next_at = coalesce($5, next_at), claim = null,
          last_status = $6, last_error = $7, duration_ms = $8,
          ended_at = case when $4 = 'pending' then null else $9::timestamptz end
        where tenant_id = $1 and id = $2 and claim = $3
        returning tenant_id, webhook_id
      ), known as (
        select w.tenant_id, w.id, w.url, w.created_by, coalesce(
          $10, case when $4 <> 'delivered' and w.failing_since <= $11::timestamptz
            then 'nothing has arrived since ' || to_char(
              w.failing_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') end) as off
        from settled s join webhook w on w.tenant_id = s.tenant_id and w.id = s.webhook_id
        where w.active
          and ($10::text is not null or ($4 = 'delivered') = (w.failing_since is not null)
            or w.failing_since <= $11)
      ), told as (
        update webhook w set
          failing_since = case when $4 = 'delivered' then null
            else coalesce(w.failing_since, $9) end,
          active = k.off is null, disabled_reason = k.off,
          revision = w.revision + case when k.off is null then 0 else 1 end,
          updated_at = case when k.off is null then w.updated_at else $9 end
        from known k
        where w.tenant_id = k.tenant_id and w.id = k.id and w.active
        returning w.tenant_id, w.id, w.url, w.disabled_reason
      ), published as (
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, data)
        select $9, $12::uuid, tenant_id, id, 'webhook_disabled',
          jsonb_build_object('webhook_id', id, 'url', url, 'reason', disabled_reason)
        from told where disabled_reason is not null
        returning 1
      )
      select exists (select from settled), exists (select from published)
      """;

  static final String POSTPONE =
      """
      update webhook_delivery set next_at = $4, claim = null
      where tenant_id = $1 and id = $2 and claim = $3
      """;

  static final String REMOVE =
      """
      delete from webhook_delivery d
      where d.ctid = any(array(
        select o.ctid from webhook_delivery o where o.created_at < $1
        order by o.created_at limit $2 for update skip locked))
      """;

  private final Pg pg;
  private final Ids ids;

  /** On the given clients. */
  public Deliveries(Pg pg, Ids ids) {
    this.pg = pg;
    this.ids = ids;
  }

  /** Those that are told of events. */
  public Future<List<Subscriber>> subscribers(ListSubscribers query) {
    return new WebhookRows(pg).subscribers();
  }

  /** Takes what is due. */
  public Future<List<Claimed>> claim(ClaimDeliveries command) {
    var wish = command.wish();
    var now = command.now();
    var claim = ids.next();
    var busy = List.copyOf(wish.underWay().entrySet());
    var parameters =
        new Columns<>(busy, Tuple.of(Columns.timestamp(now), wish.max(), wish.each()))
            .uuid(each -> each.getKey())
            .integer(each -> each.getValue())
            .tuple()
            .addArrayOfString(wish.tired().toArray(String[]::new))
            .addUUID(claim)
            .addOffsetDateTime(Columns.timestamp(now.plus(command.lease())));
    return pg.run(CLAIM, parameters)
        .map(
            rows -> {
              var claimed = new ArrayList<Claimed>(rows.size());
              rows.forEach(row -> claimed.add(claimed(row, claim)));
              return claimed;
            });
  }

  private static Claimed claimed(Row row, UUID claim) {
    var r = new RowReader(row);
    var key = new DeliveryCommand.Key(r.text(), r.uuid());
    var webhookId = r.uuid();
    var eventId = r.uuid();
    var url = r.text();
    var body = r.text();
    var secret = r.text();
    var old = r.textOrNull();
    var secrets = old == null ? List.of(secret) : List.of(secret, old);
    return new Claimed(key, claim, webhookId, new Parcel(eventId, url, body, secrets), r.integer());
  }

  /** Notes what came of an attempt. */
  public Future<Boolean> settle(SettleDelivery command) {
    var claimed = command.claimed();
    var outcome = command.outcome();
    var attempt = outcome.attempt();
    var status =
        outcome.arrived() ? "delivered" : outcome.retryAt() == null ? "failed" : Delivery.PENDING;
    var parameters =
        Tuple.of(claimed.key().tenantId(), claimed.key().id(), claimed.claim(), status)
            .addOffsetDateTime(Columns.timestamp(outcome.retryAt()))
            .addInteger(attempt.status())
            .addString(attempt.error())
            .addInteger(attempt.durationMs())
            .addOffsetDateTime(Columns.timestamp(command.now()))
            .addString(outcome.off())
            .addOffsetDateTime(Columns.timestamp(command.now().minus(outcome.patience())))
            .addUUID(ids.next());
    return pg.run(SETTLE, parameters)
        .compose(
            rows -> {
              var row = rows.iterator().next();
              boolean settled = row.getBoolean(0);
              return row.getBoolean(1)
                  ? Feeds.settled(pg).map(settled)
                  : Future.succeededFuture(settled);
            });
  }

  /** Gives one back. */
  public Future<Boolean> postpone(PostponeDelivery command) {
    var claimed = command.claimed();
    return pg.run(
            POSTPONE,
            Tuple.of(
                claimed.key().tenantId(),
                claimed.key().id(),
                claimed.claim(),
                Columns.timestamp(command.until())))
        .map(rows -> rows.rowCount() > 0);
  }

  /** Removes a batch of old ones. */
  public Future<Integer> remove(RemoveDeliveries command) {
    return pg.run(REMOVE, Tuple.of(Columns.timestamp(command.before()), command.max()))
        .map(rows -> rows.rowCount());
  }
}
