package dev.errand.core.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;

/**
 * The way to the database. {@code hot} pipelines short statements of many callers over few
 * connections, so a slow one holds up those behind it; {@code run} gives each statement a
 * connection of its own. Thread-safe; results arrive on the caller's context.
 */
public interface Pg {

  /** Opens the clients; no connection is made yet. */
  static Pg open(Vertx vertx, PgSettings settings) {
    return PgClients.open(vertx, settings);
  }

  /** Runs a short statement on the pipelined client. */
  Future<RowSet<Row>> hot(String sql, Tuple parameters);

  /** Runs a statement that may take longer, on a connection of its own. */
  Future<RowSet<Row>> run(String sql, Tuple parameters);

  /**
   * Runs several statements as one transaction, on a connection of its own; rolled back if the work
   * fails. The work is done again after a conflict, so it must have no other effects.
   */
  <T> Future<T> transaction(Function<Transaction, Future<T>> work);

  /**
   * Answers what the work answers, and undoes it: all that it does by the way it is given is one
   * transaction, which is rolled back. The work is done again after a conflict, so it must have no
   * other effects.
   */
  <T> Future<T> rehearse(Function<Pg, Future<T>> work);

  /**
   * Answers what the work answers; all that it does by the way it is given is one transaction,
   * which is rolled back if it fails. A statement that fails undoes itself alone. The work is done
   * again after a conflict, so it must have no other effects.
   */
  <T> Future<T> together(Function<Pg, Future<T>> work);

  /**
   * Runs a query whose rows are read a few at a time, all of them as they were when it began, on a
   * connection of its own. Whoever opens it closes it. Not for work in one transaction, which has
   * no other connection.
   */
  Future<Reading> read(String sql, Tuple parameters);

  /** Closes the clients once their statements have ended. */
  Future<Void> close();
}
