package dev.errand.core.execution;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Results and errors are kept for a time only. Thread-safe. */
public final class Payloads {

  static final String PURGE_RESULTS =
      """
      with due as (
        select tenant_id, id from execution
        where result_expires_at <= $1
        order by result_expires_at limit $2
        for update skip locked
      )
      update execution e set result = null, result_expires_at = null
      from due d where e.tenant_id = d.tenant_id and e.id = d.id
      """;

  static final String PURGE_ERRORS =
      """
      with due as (
        select tenant_id, id from execution
        where error_expires_at <= $1
        order by error_expires_at limit $2
        for update skip locked
      )
      update execution e set error = null, error_expires_at = null
      from due d where e.tenant_id = d.tenant_id and e.id = d.id
      """;

  private final Pg pg;

  /** On the given clients. */
  public Payloads(Pg pg) {
    this.pg = pg;
  }

  /** What callers see of a payload: nothing from its expiry on, whether it is removed or not. */
  public static @Nullable JsonObject visible(
      @Nullable JsonObject payload, @Nullable Instant expiresAt, Instant now) {
    return expiresAt == null || expiresAt.isAfter(now) ? payload : null;
  }

  /** Removes a batch of each. */
  public Future<Integer> purge(PurgePayloads command) {
    var results = purge(PURGE_RESULTS, command);
    var errors = purge(PURGE_ERRORS, command);
    return Future.join(results, errors).map(both -> results.result() + errors.result());
  }

  private Future<Integer> purge(String sql, PurgePayloads command) {
    return pg.run(sql, Tuple.of(Columns.timestamp(command.now()), command.max()))
        .map(rows -> rows.rowCount());
  }
}
