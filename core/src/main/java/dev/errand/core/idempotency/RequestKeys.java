package dev.errand.core.idempotency;

import dev.errand.core.idempotency.KeyCommand.ClaimKey;
import dev.errand.core.idempotency.KeyCommand.PurgeKeys;
import dev.errand.core.idempotency.KeyCommand.ReleaseKey;
import dev.errand.core.idempotency.KeyCommand.StoreAnswer;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

/**
 * Keeps the keys of requests and what they were answered with. Whoever inserts the row carries the
 * request out; who finds it waits for its answer. A claim whose holder has gone without an answer
 * ends after {@link #LEASE}, and the next one takes it over with the same id. Thread-safe.
 */
public final class RequestKeys {

  /** Longer than any request takes that is waited for. */
  static final Duration LEASE = Duration.ofSeconds(60);

  static final Duration KEPT = Duration.ofHours(24);

  /** A row past its time counts as none: it is made anew, with another id. */
  static final String CLAIM =
      """
      insert into request_key as k (
        tenant_id, user_id, route, key, fingerprint, id, claimed_until, again, expires_at)
      select $1, $2, $3, $4, $5, $6, $7, false, $8
      on conflict (tenant_id, user_id, route, key) do update set
        fingerprint = excluded.fingerprint,
        id = case when k.expires_at <= $9 then excluded.id else k.id end,
        again = k.expires_at > $9,
        claimed_until = excluded.claimed_until, status = null, headers = null, body = null,
        expires_at = case when k.expires_at <= $9 then excluded.expires_at else k.expires_at end
        where k.expires_at <= $9
          or (k.status is null and k.claimed_until <= $9 and k.fingerprint = excluded.fingerprint)
      returning id, again
      """;

  static final String FIND =
      """
      select fingerprint = $5, status, headers, body
      from request_key
      where tenant_id = $1 and user_id = $2 and route = $3 and key = $4
      """;

  static final String STORE =
      """
      update request_key set status = $6, headers = $7, body = $8
      where tenant_id = $1 and user_id = $2 and route = $3 and key = $4 and id = $5
        and status is null
      """;

  static final String FORGET =
      """
      delete from request_key
      where tenant_id = $1 and user_id = $2 and route = $3 and key = $4 and id = $5
        and status is null
      """;

  static final String LET_GO =
      """
      update request_key set claimed_until = '-infinity'
      where tenant_id = $1 and user_id = $2 and route = $3 and key = $4 and id = $5
        and status is null
      """;

  static final String PURGE =
      """
      delete from request_key where (tenant_id, user_id, route, key) in (
        select tenant_id, user_id, route, key from request_key
        where expires_at <= $1 limit $2
        for update skip locked)
      """;

  private final Pg pg;
  private final InstantSource clock;

  /** On the given clients and clock. */
  public RequestKeys(Pg pg, InstantSource clock) {
    this.pg = pg;
    this.clock = clock;
  }

  /** Grants a claim to one, and tells all others how it stands. */
  public Future<KeyClaim> claim(ClaimKey command) {
    var now = clock.instant();
    var parameters =
        of(command.key())
            .addBuffer(command.fingerprint())
            .addUUID(command.id())
            .addOffsetDateTime(Columns.timestamp(now.plus(LEASE)))
            .addOffsetDateTime(Columns.timestamp(now.plus(KEPT)))
            .addOffsetDateTime(Columns.timestamp(now));
    return pg.run(CLAIM, parameters)
        .compose(
            rows -> {
              for (var row : rows) {
                return Future.succeededFuture(
                    new KeyClaim.Granted(row.getUUID("id"), row.getBoolean("again")));
              }
              return find(command);
            });
  }

  private Future<KeyClaim> find(ClaimKey command) {
    return pg.run(FIND, of(command.key()).addBuffer(command.fingerprint()))
        .map(
            rows -> {
              for (var row : rows) {
                return standing(row);
              }
              // Given back in between; the caller asks again.
              return new KeyClaim.Underway();
            });
  }

  private static KeyClaim standing(Row row) {
    if (!row.getBoolean(0)) {
      return new KeyClaim.Reused();
    }
    var status = row.getInteger("status");
    return status == null
        ? new KeyClaim.Underway()
        : new KeyClaim.Answered(
            new StoredAnswer(
                status,
                Objects.requireNonNull(row.getJsonObject("headers")),
                row.getBuffer("body")));
  }

  /** Remembers an answer. */
  public Future<Void> store(StoreAnswer command) {
    var answer = command.answer();
    return pg.run(
            STORE,
            of(command.key())
                .addUUID(command.id())
                .addInteger(answer.status())
                .addJsonObject(answer.headers())
                .addBuffer(answer.body()))
        .mapEmpty();
  }

  /** Gives a claim back. */
  public Future<Void> release(ReleaseKey command) {
    return pg.run(command.undone() ? FORGET : LET_GO, of(command.key()).addUUID(command.id()))
        .mapEmpty();
  }

  /** Removes a batch. */
  public Future<Integer> purge(PurgeKeys command) {
    return pg.run(PURGE, Tuple.of(Columns.timestamp(command.now()), command.max()))
        .map(rows -> rows.rowCount());
  }

  private static Tuple of(RequestKey key) {
    return Tuple.of(key.tenantId(), key.userId(), key.route(), key.key());
  }
}
