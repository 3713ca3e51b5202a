package dev.errand.core.postgres;

import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The way to the database of work that is committed or undone as a whole: one connection, in one
 * transaction. Statements take turns, each behind a savepoint, so that one that fails undoes itself
 * alone, as it would on a connection of its own. Thread-safe.
 */
final class OneTransaction implements Pg {

  /** What waits for a lock, or computes, for longer would keep others waiting as long. */
  private static final String BEGIN =
      """
      begin; set local statement_timeout = '5s'; set local idle_in_transaction_session_timeout = '5s'
      """;

  private static final String OWN_PLAN = "set local plan_cache_mode = auto";

  /** Hot statements take longer to plan than to run: see {@link PgClients}. */
  private static final String ONE_PLAN = "set local plan_cache_mode = force_generic_plan";

  private static final String RELEASE = "release savepoint step";

  private static final String UNDO = "rollback to savepoint step; " + RELEASE;

  private final SqlConnection connection;
  private Future<?> last = Future.succeededFuture();
  private boolean over;

  private OneTransaction(SqlConnection connection) {
    this.connection = connection;
  }

  /** Does the work on the connection, and undoes it. */
  static <T> Future<T> undone(SqlConnection connection, Function<Pg, Future<T>> work) {
    var all = new OneTransaction(connection);
    return all.command(BEGIN)
        .compose(begun -> work.apply(all))
        .eventually(() -> all.end("rollback"));
  }

  /** Does the work on the connection, and commits it; undoes it if it fails. */
  static <T> Future<T> committed(SqlConnection connection, Function<Pg, Future<T>> work) {
    var all = new OneTransaction(connection);
    return all.command(BEGIN)
        .compose(begun -> work.apply(all))
        .compose(
            result -> all.end("commit").map(result),
            failure -> all.end("rollback").transform(ended -> Future.failedFuture(failure)));
  }

  /** What still waits for its turn must not begin when there is nothing left to undo it. */
  private Future<RowSet<Row>> end(String command) {
    return closing().transform(done -> command(command));
  }

  private synchronized Future<?> closing() {
    over = true;
    return last;
  }

  @Override
  public Future<RowSet<Row>> hot(String sql, Tuple parameters) {
    return inTurn(ONE_PLAN, () -> connection.preparedQuery(sql).execute(parameters));
  }

  @Override
  public Future<RowSet<Row>> run(String sql, Tuple parameters) {
    return inTurn(OWN_PLAN, () -> connection.preparedQuery(sql).execute(parameters));
  }

  @Override
  public <T> Future<T> transaction(Function<Transaction, Future<T>> work) {
    return inTurn(OWN_PLAN, () -> work.apply(new Transaction(connection)));
  }

  @Override
  public <T> Future<T> rehearse(Function<Pg, Future<T>> work) {
    return work.apply(this);
  }

  @Override
  public <T> Future<T> together(Function<Pg, Future<T>> work) {
    return work.apply(this);
  }

  /** Reading on would hold the connection beyond the transaction. */
  @Override
  public Future<Reading> read(String sql, Tuple parameters) {
    return Future.failedFuture(new UnsupportedOperationException("no reading in a transaction"));
  }

  /** The connection belongs to whoever began. */
  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  private synchronized <T> Future<T> inTurn(String planning, Supplier<Future<T>> step) {
    if (over) {
      return Future.failedFuture(new Problem.Unavailable("The transaction is over"));
    }
    var answer = last.transform(before -> behindSavepoint(planning, step));
    last = answer;
    return answer.recover(failure -> Future.failedFuture(PgErrors.translate(failure)));
  }

  /** The savepoint is sent along, not waited for: should it fail, so does what comes after it. */
  private <T> Future<T> behindSavepoint(String planning, Supplier<Future<T>> step) {
    command("savepoint step; " + planning);
    return Future.succeededFuture()
        .compose(sent -> step.get())
        .onComplete(done -> command(RELEASE), failed -> command(UNDO));
  }

  private Future<RowSet<Row>> command(String sql) {
    return connection.query(sql).execute();
  }
}
