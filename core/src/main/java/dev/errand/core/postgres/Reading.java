package dev.errand.core.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * A query whose rows are read a few at a time. The database holds the rest, and keeps nothing from
 * changing meanwhile. Confined to one event loop; one read at a time.
 */
public final class Reading {

  private final SqlConnection connection;
  private final Cursor cursor;
  private boolean begun;

  private Reading(SqlConnection connection, Cursor cursor) {
    this.connection = connection;
    this.cursor = cursor;
  }

  /** A cursor lives as long as its transaction, which ends with the connection's use. */
  static Future<Reading> begin(SqlConnection connection, String sql, Tuple parameters) {
    return connection
        .begin()
        .compose(begun -> connection.prepare(sql))
        .map(statement -> new Reading(connection, statement.cursor(parameters)))
        .onFailure(failed -> connection.close());
  }

  /** The next rows, at most so many; none at the end. */
  public Future<RowSet<Row>> next(int most) {
    begun = true;
    return cursor.read(most).recover(failure -> Future.failedFuture(PgErrors.translate(failure)));
  }

  /** True until {@link #next} has answered the last of them. */
  public boolean more() {
    return !begun || cursor.hasMore();
  }

  /** Lets go of the connection. May be called at any time, once. */
  public Future<Void> close() {
    var transaction = connection.transaction();
    return cursor
        .close()
        .transform(
            closed -> transaction == null ? Future.<Void>succeededFuture() : transaction.rollback())
        .transform(ended -> connection.close());
  }
}
