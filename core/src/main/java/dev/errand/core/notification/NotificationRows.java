package dev.errand.core.notification;

import dev.errand.core.notification.Notification.Delivery;
import dev.errand.core.notification.Notification.Status;
import dev.errand.core.notification.NotificationCommand.ClaimNotifications;
import dev.errand.core.notification.NotificationCommand.Outgoing;
import dev.errand.core.notification.NotificationCommand.SettleNotifications;
import dev.errand.core.notification.NotificationQuery.ListNotifications;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.schedule.TimeZones;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Reads and writes notifications. */
final class NotificationRows {

  /** Whoever takes one has it until the time at which it would be taken again. */
  static final String CLAIM =
      """
      with due as materialized (
        select tenant_id, id from notification
        where next_attempt_at <= $1
        order by next_attempt_at limit $2
        for update skip locked
      ), claimed as (
        update notification n set next_attempt_at = $3, claim = $4, attempts = n.attempts + 1
        from due d where n.tenant_id = d.tenant_id and n.id = d.id
        returning n.*
      )
      select c.tenant_id, c.id, c.claim, c.task_id, c.kind, c.subject, c.body, c.due_at, c.wanted,
        c.attempts, c.created_at, c.user_id, p.email, p.telegram_id, p.timezone, p.preferences,
        p.is_active
      from claimed c left join person p on p.tenant_id = c.tenant_id and p.id = c.user_id
      order by c.seq
      """;

  /** A reminder that cannot be sent has failed. To hold one is no attempt. */
  static final String SETTLE =
      """
      with asked as (
        select * from unnest(
          $1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
        as asked(tenant_id, id, claim, status, channel, error, next_at)
      ), settled as (
        update notification n set
          status = a.status, channel = coalesce(a.channel, n.channel), error = a.error,
          next_attempt_at = a.next_at, claim = null,
          attempts = n.attempts - (a.status = 'held')::integer,
          sent_at = case when a.status = 'sent' then $8::timestamptz end
        from asked a
        where n.tenant_id = a.tenant_id and n.id = a.id and n.claim = a.claim
        returning n.tenant_id, n.reminder_id, n.status, n.error
      ), unsent as (
        update reminder r set status = 'failed', error = s.error, sent_at = null, updated_at = $8
        from settled s
        where r.tenant_id = s.tenant_id and r.id = s.reminder_id and s.status = 'failed'
      )
      select count(*)::integer from settled
      """;

  private static final String COLUMNS =
      """
      select n.id, n.user_id, n.task_id, n.kind, n.subject, n.body, n.due_at, p.timezone, n.status,
        n.channel, n.sent_at, n.error, n.created_at, n.read_at, n.seq
      from notification n
      left join person p on p.tenant_id = n.tenant_id and p.id = n.user_id
      """;

  static final String LIST =
      COLUMNS
          + """
          where n.tenant_id = $1 and n.user_id = $2 and n.status <> 'held'
            and ($3::bigint is null or n.seq < $3) and (not $4 or n.read_at is null)
          order by n.seq desc limit $5 offset $6
          """;

  static final String COUNT =
      """
      select count(*)::integer from (
        select from notification
        where tenant_id = $1 and user_id = $2 and status <> 'held' and (not $3 or read_at is null)
        limit $4
      ) counted
      """;

  static final String FIND =
      COLUMNS + "where n.tenant_id = $1 and n.user_id = $2 and n.id = $3 and n.status <> 'held'";

  /** Whoever has read it, reads it no earlier by reading it again. */
  static final String READ =
      """
      update notification set read_at = coalesce(read_at, $4)
      where tenant_id = $1 and user_id = $2 and id = $3 and status <> 'held'
      """;

  static final String READ_ALL =
      """
      update notification set read_at = $3
      where tenant_id = $1 and user_id = $2 and read_at is null and status <> 'held'
      """;

  private final Pg pg;

  NotificationRows(Pg pg) {
    this.pg = pg;
  }

  Future<List<Outgoing>> claim(ClaimNotifications command) {
    return pg.run(
            CLAIM,
            Tuple.of(
                Columns.timestamp(command.now()),
                command.max(),
                Columns.timestamp(command.until()),
                command.claim()))
        .map(
            rows -> {
              var all = new ArrayList<Outgoing>(rows.size());
              rows.forEach(row -> all.add(outgoing(row)));
              return all;
            });
  }

  Future<Integer> settle(SettleNotifications command) {
    var columns =
        new Columns<>(command.all())
            .text(s -> s.outgoing().key().tenantId())
            .uuid(s -> s.outgoing().key().id())
            .uuid(s -> s.outgoing().claim())
            .text(s -> s.status().word())
            .text(NotificationCommand.Settlement::channel)
            .text(NotificationCommand.Settlement::error)
            .instant(NotificationCommand.Settlement::nextAt);
    return pg.run(SETTLE, columns.tuple().addOffsetDateTime(Columns.timestamp(command.now())))
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  Future<Page<Notification>> list(ListNotifications query) {
    var part = query.part();
    var after = part.after() == null ? null : Long.valueOf(part.after());
    var items =
        pg.run(
            LIST,
            Tuple.of(query.tenantId(), query.userId())
                .addLong(after)
                .addBoolean(query.unread())
                .addInteger(part.limit() + 1)
                .addInteger(part.offset()));
    var count =
        pg.run(COUNT, Tuple.of(query.tenantId(), query.userId(), query.unread(), Page.COUNT_LIMIT));
    return Future.all(items, count)
        .map(
            both ->
                Page.of(items.result(), part, Placed::of, Placed::place)
                    .counted(count.result())
                    .map(Placed::notification));
  }

  Future<Optional<Notification>> find(String tenantId, String userId, UUID id) {
    return pg.run(FIND, Tuple.of(tenantId, userId, id))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(Placed.of(rows.iterator().next()).notification()));
  }

  Future<Void> read(String tenantId, String userId, UUID id, Instant now) {
    return pg.run(READ, Tuple.of(tenantId, userId, id, Columns.timestamp(now))).mapEmpty();
  }

  Future<Integer> readAll(String tenantId, String userId, Instant now) {
    return pg.run(READ_ALL, Tuple.of(tenantId, userId, Columns.timestamp(now)))
        .map(RowSet::rowCount);
  }

  private static Outgoing outgoing(Row row) {
    var r = new RowReader(row);
    return new Outgoing(
        new NotificationCommand.Key(r.text(), r.uuid()),
        r.uuid(),
        r.uuidOrNull(),
        new Content(Kind.of(r.text()), r.text(), r.textOrNull(), r.instantOrNull()),
        r.textOrNull(),
        r.integer(),
        r.instant(),
        new Recipient(
            r.text(),
            r.textOrNull(),
            r.textOrNull(),
            r.textOrNull(),
            Objects.requireNonNullElseGet(r.jsonOrNull(), JsonObject::new),
            Boolean.TRUE.equals(r.boolOrNull())));
  }

  /** One with its place in the list. */
  private record Placed(Notification notification, String place) {

    static Placed of(Row row) {
      var r = new RowReader(row);
      var notification =
          new Notification(
              r.uuid(),
              r.text(),
              r.uuidOrNull(),
              new Content(Kind.of(r.text()), r.text(), r.textOrNull(), r.instantOrNull()),
              Optional.ofNullable(r.textOrNull()).flatMap(TimeZones::find).orElse(TimeZones.UTC),
              new Delivery(Status.of(r.text()), r.textOrNull(), r.instantOrNull(), r.textOrNull()),
              r.instant(),
              r.instantOrNull());
      return new Placed(notification, Long.toString(r.bigint()));
    }
  }
}
