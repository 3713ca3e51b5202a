package dev.errand.core.user;

import dev.errand.core.identity.Caller;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.user.UserCommand.ChangeSubscription;
import io.vertx.core.Future;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;

/** Writes users; changes hold only if the user is still what was read. */
final class UserWrites {

  /** Whoever made a person's record before that person was seen has no say in it any more. */
  static final String SEE =
      """
      with new as (
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
        as new(tenant_id, id, role, subscription_level, at)
      )
      insert into person as p (
        tenant_id, id, role, subscription_level, preferences, is_active, created_by, revision,
        created_at, updated_at)
      select distinct on (tenant_id, id)
        tenant_id, id, role, subscription_level, '{}', true, id, 1, at, at
      from new
      order by tenant_id, id
      on conflict (tenant_id, id) do update set
        created_by = excluded.id, revision = p.revision + 1
        where p.created_by <> excluded.id
      """;

  static final String INSERT =
      """
      with new as (select $1::text as tenant_id, $2::text as id)
      insert into person (
        tenant_id, id, name, email, telegram_id, timezone, role, subscription_level, preferences,
        is_active, created_by, revision, created_at, updated_at)
      select tenant_id, id, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $12 from new
      on conflict (tenant_id, id) do nothing
      returning id
      """;

  static final String UPDATE =
      """
      update person set
        name = $3, email = $4, telegram_id = $5, timezone = $6, role = $7, subscription_level = $8,
        preferences = $9, is_active = $10, revision = revision + 1, updated_at = $12
      where tenant_id = $1 and id = $2 and revision = $11
      """;

  /** In all tenants, if none is named: whose account it is knows of none. */
  static final String SUBSCRIBE =
      """
      update person set subscription_level = $3, revision = revision + 1, updated_at = $4
      where ($1::text is null or tenant_id = $1) and id = $2
        and subscription_level is distinct from $3
      """;

  /** Whoever comes under the same id later does not find what these were told. */
  static final String DELETE =
      """
      with deleted as (
        delete from person where tenant_id = $1 and id = $2 and revision = $3
        returning tenant_id, id
      ), forgotten as (
        delete from notification n using deleted d
        where n.tenant_id = d.tenant_id and n.user_id = d.id
      )
      select id from deleted
      """;

  private final Pg pg;

  UserWrites(Pg pg) {
    this.pg = pg;
  }

  /** Somebody who was here. */
  record Seen(Caller caller, Instant at) {}

  Future<Void> see(List<Seen> seen) {
    var columns =
        new Columns<>(seen)
            .text(s -> s.caller().tenantId())
            .text(s -> s.caller().userId())
            .text(s -> s.caller().role().word())
            .text(s -> s.caller().subscriptionLevel())
            .instant(Seen::at);
    return pg.run(SEE, columns.tuple()).mapEmpty();
  }

  /** False if there is one of that id. */
  Future<Boolean> insert(User user) {
    return pg.run(
            INSERT,
            details(user)
                .addString(user.timeline().createdBy())
                .addOffsetDateTime(Columns.timestamp(user.timeline().createdAt())))
        .map(rows -> rows.size() > 0);
  }

  /** False if they are no longer what was read. */
  Future<Boolean> update(User read, User changed) {
    return pg.run(
            UPDATE,
            details(changed)
                .addInteger(read.timeline().revision())
                .addOffsetDateTime(Columns.timestamp(changed.timeline().updatedAt())))
        .map(rows -> rows.rowCount() > 0);
  }

  Future<Integer> subscribe(ChangeSubscription command, Instant now) {
    return pg.run(
            SUBSCRIBE,
            Tuple.of(command.tenantId(), command.userId(), command.level().word())
                .addOffsetDateTime(Columns.timestamp(now)))
        .map(RowSet::rowCount);
  }

  Future<Boolean> delete(User read) {
    return pg.run(DELETE, Tuple.of(read.tenantId(), read.id(), read.timeline().revision()))
        .map(rows -> rows.size() > 0);
  }

  private static Tuple details(User user) {
    return Tuple.of(user.tenantId(), user.id())
        .addString(user.contact().name())
        .addString(user.contact().email())
        .addString(user.contact().telegramId())
        .addString(user.timezone())
        .addString(user.standing().role().word())
        .addString(user.standing().subscriptionLevel())
        .addJsonObject(user.preferences())
        .addBoolean(user.standing().active());
  }
}
