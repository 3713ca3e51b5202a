package dev.errand.core.user;

import dev.errand.core.identity.Role;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.user.User.Contact;
import dev.errand.core.user.User.Standing;
import dev.errand.core.user.User.Timeline;
import dev.errand.core.user.UserQuery.FindTenants;
import dev.errand.core.user.UserQuery.ListUsers;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads users. */
final class UserReads {

  private static final String COLUMNS =
      """
      select tenant_id, id, name, email, telegram_id, timezone, role, subscription_level, is_active,
        preferences, created_by, revision, created_at, updated_at
      from person
      """;

  static final String FIND = COLUMNS + "where tenant_id = $1 and id = $2";

  static final String LIST =
      COLUMNS
          + """
          where tenant_id = $1 and ($2::text is null or id > $2)
          order by id limit $3 offset $4
          """;

  static final String TENANTS = "select tenant_id from person where id = $1 order by tenant_id";

  static final String COUNT =
      """
      select count(*)::integer from (
        select from person where tenant_id = $1 limit $2
      ) counted
      """;

  private final Pg pg;

  UserReads(Pg pg) {
    this.pg = pg;
  }

  Future<Optional<User>> find(String tenantId, String id) {
    return pg.run(FIND, Tuple.of(tenantId, id))
        .map(
            rows ->
                rows.size() == 0 ? Optional.empty() : Optional.of(user(rows.iterator().next())));
  }

  Future<List<String>> tenants(FindTenants query) {
    return pg.run(TENANTS, Tuple.of(query.userId()))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> row.getString(0))
                    .toList());
  }

  Future<Page<User>> list(ListUsers query) {
    var part = query.part();
    var items =
        pg.run(
            LIST,
            Tuple.of(query.tenantId())
                .addString(part.after())
                .addInteger(part.limit() + 1)
                .addInteger(part.offset()));
    var count = pg.run(COUNT, Tuple.of(query.tenantId(), Page.COUNT_LIMIT));
    return Future.all(items, count)
        .map(
            both ->
                Page.of(items.result(), part, UserReads::user, User::id).counted(count.result()));
  }

  private static User user(Row row) {
    var r = new RowReader(row);
    return new User(
        r.text(),
        r.text(),
        new Contact(r.textOrNull(), r.textOrNull(), r.textOrNull()),
        r.textOrNull(),
        new Standing(Role.of(r.text()).orElseThrow(), r.textOrNull(), r.bool()),
        r.json(),
        new Timeline(r.text(), r.integer(), r.instant(), r.instant()));
  }
}
