package dev.errand.core.apikey;

import dev.errand.core.apikey.ApiKeyCommand.CreateApiKey;
import dev.errand.core.apikey.ApiKeyCommand.Created;
import dev.errand.core.apikey.ApiKeyCommand.RevokeApiKey;
import dev.errand.core.apikey.ApiKeyCommand.UseApiKey;
import dev.errand.core.apikey.ApiKeyQuery.GetApiKey;
import dev.errand.core.apikey.ApiKeyQuery.ListApiKeys;
import dev.errand.core.apikey.ApiKeyQuery.Page;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Role;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The use cases of keys. Thread-safe. */
public final class ApiKeys {

  private static final String COLUMNS =
      """
      k.tenant_id, k.id, k.name, k.scopes, k.role, k.expires_at, k.created_by, k.created_at,
      k.last_used_at, k.revoked_at, k.revoked_by
      """;

  static final String CREATE =
      """
      insert into api_key as k (
        tenant_id, id, name, hash, scopes, role, expires_at, created_by, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      returning
      """
          + COLUMNS;

  static final String REVOKE =
      """
      update api_key k set revoked_at = $3, revoked_by = $4
      where k.tenant_id = $1 and k.id = $2 and k.revoked_at is null
      returning
      """
          + COLUMNS;

  static final String GET =
      "select " + COLUMNS + "from api_key k where k.tenant_id = $1 and k.id = $2";

  static final String LIST =
      "select "
          + COLUMNS
          + """
          from api_key k where k.tenant_id = $1 and ($2::uuid is null or k.id < $2)
          order by k.id desc limit $3
          """;

  /** The key itself says whose it is, so this is asked before any tenant is known. */
  static final String USE =
      "with k as (select * from api_key where hash = $1), used as ("
          + """
            update api_key u set last_used_at = $2::timestamptz from k
            where u.tenant_id = k.tenant_id and u.id = k.id and u.revoked_at is null
              and (u.expires_at is null or u.expires_at > $2::timestamptz)
              and (u.last_used_at is null or u.last_used_at <= $2::timestamptz - interval '1 minute'))
          """
          + "select "
          + COLUMNS
          + "from k";

  private final Pg pg;
  private final Ids ids;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** The random source must be fit for secrets. */
  public ApiKeys(Pg pg, Ids ids, InstantSource clock, RandomGenerator random) {
    this.pg = pg;
    this.ids = ids;
    this.clock = clock;
    this.random = random;
  }

  /** Makes one. */
  public Future<Created> create(CreateApiKey command) {
    var secret = ApiKeySecret.fresh(random);
    var grant = command.grant();
    var scopes = grant.scopes().stream().sorted().map(Scope::word).toArray(String[]::new);
    var parameters =
        Tuple.of(command.caller().tenantId(), ids.next(), grant.name())
            .addBuffer(ApiKeySecret.hash(secret))
            .addArrayOfString(scopes)
            .addString(grant.role().word())
            .addOffsetDateTime(Columns.timestamp(grant.expiresAt()))
            .addString(command.caller().userId())
            .addOffsetDateTime(Columns.timestamp(clock.instant()));
    return pg.run(CREATE, parameters).map(rows -> new Created(key(rows.iterator().next()), secret));
  }

  /** Calls one back. */
  public Future<ApiKey> revoke(RevokeApiKey command) {
    var caller = command.caller();
    var parameters =
        Tuple.of(
            caller.tenantId(), command.id(), Columns.timestamp(clock.instant()), caller.userId());
    return pg.run(REVOKE, parameters).map(rows -> only(rows, command.id()));
  }

  /** Reads one. */
  public Future<ApiKey> get(GetApiKey query) {
    return pg.run(GET, Tuple.of(query.tenantId(), query.id())).map(rows -> only(rows, query.id()));
  }

  /** Lists. */
  public Future<Page> list(ListApiKeys query) {
    var parameters =
        Tuple.of(query.tenantId()).addUUID(query.before()).addInteger(query.limit() + 1);
    return pg.run(LIST, parameters)
        .map(
            rows -> {
              var items = new ArrayList<ApiKey>(rows.size());
              rows.forEach(row -> items.add(key(row)));
              return page(items, query.limit());
            });
  }

  /** Finds the one that a secret opens. */
  public Future<Optional<ApiKey>> use(UseApiKey command) {
    var parameters = Tuple.of(command.hash(), Columns.timestamp(clock.instant()));
    return pg.run(USE, parameters)
        .map(
            rows -> rows.size() == 0 ? Optional.empty() : Optional.of(key(rows.iterator().next())));
  }

  /** One more than asked for tells whether there is a next page. */
  private static Page page(List<ApiKey> items, int limit) {
    boolean more = items.size() > limit;
    var shown = more ? items.subList(0, limit) : items;
    return new Page(List.copyOf(shown), more ? shown.getLast().id() : null);
  }

  private static ApiKey only(RowSet<Row> rows, UUID id) {
    if (rows.size() == 0) {
      throw new Problem.NotFound("key", id);
    }
    return key(rows.iterator().next());
  }

  private static ApiKey key(Row row) {
    var r = new RowReader(row);
    return new ApiKey(
        r.text(),
        r.uuid(),
        new ApiKey.Grant(r.text(), scopes(r.texts()), role(r.text()), r.instantOrNull()),
        r.text(),
        r.instant(),
        r.instantOrNull(),
        revocation(r));
  }

  private static Set<Scope> scopes(List<String> words) {
    return words.stream().map(Scope::of).collect(Collectors.toUnmodifiableSet());
  }

  private static Role role(String word) {
    return Role.of(word).orElseThrow();
  }

  private static ApiKey.@Nullable Revocation revocation(RowReader row) {
    var at = row.instantOrNull();
    var by = row.textOrNull();
    return at == null || by == null ? null : new ApiKey.Revocation(at, by);
  }
}
