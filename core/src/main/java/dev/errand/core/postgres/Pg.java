package dev.errand.core.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The two clients of the database. {@code hot} pipelines short statements of many callers over few
 * connections, so a slow one holds up those behind it; {@code pool} gives each statement a
 * connection of its own. Thread-safe; results arrive on the caller's context.
 */
public final class Pg {

  private static final int TRIES = 4;

  private final HotConnections hot;
  private final Pool pool;

  private Pg(HotConnections hot, Pool pool) {
    this.hot = hot;
    this.pool = pool;
  }

  /** Opens both clients; no connection is made yet. */
  public static Pg open(Vertx vertx, PgSettings settings) {
    var timing = settings.timing();
    var connect =
        new PgConnectOptions(settings.connect())
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(256)
            // The default leaves out statements of 2,048 characters and more without a word.
            .setPreparedStatementCacheSqlFilter(sql -> true)
            .setPipeliningLimit(32);
    var options =
        new PoolOptions()
            .setMaxWaitQueueSize(settings.queueLimit())
            .setConnectionTimeout((int) timing.acquire().toMillis())
            .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
            .setIdleTimeout((int) timing.idle().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setMaxLifetime((int) timing.lifetime().toMillis())
            .setMaxLifetimeUnit(TimeUnit.MILLISECONDS);
    int hot = Math.max(1, Math.min(4, settings.poolSize() / 4));
    return new Pg(
        new HotConnections(
            hot,
            () ->
                PgBuilder.client()
                    .with(new PoolOptions(options).setMaxSize(1).setName("hot"))
                    .connectingTo(named(connect, "hot"))
                    .withConnectHandler(Pg::prepareForHotStatements)
                    .using(vertx)
                    .build()),
        PgBuilder.pool()
            .with(
                new PoolOptions(options)
                    .setMaxSize(Math.max(1, settings.poolSize() - hot))
                    .setName("pool"))
            .connectingTo(named(connect, "pool"))
            .using(vertx)
            .build());
  }

  /**
   * Hot statements are planned once: for their arrays PostgreSQL would plan anew each time, which
   * takes longer than a small batch itself. And always by key and in the order of an index, never
   * by reading or sorting what is there: a queue that was empty when the plan was made may be long
   * when it is used.
   */
  private static void prepareForHotStatements(SqlConnection connection) {
    connection
        .query(
            """
            set plan_cache_mode = force_generic_plan; set enable_seqscan = off;
            set enable_hashjoin = off; set enable_mergejoin = off; set enable_bitmapscan = off
            """)
        .execute()
        .onComplete(set -> connection.close());
  }

  /** Both clients are counted, each under its own name. */
  private static PgConnectOptions named(PgConnectOptions connect, String name) {
    var options = new PgConnectOptions(connect);
    options.setMetricsName(name);
    return options;
  }

  /** Runs a short statement on the pipelined client. */
  public Future<RowSet<Row>> hot(String sql, Tuple parameters) {
    return hot.use(client -> run(client, sql, parameters, TRIES));
  }

  /** Runs a statement that may take longer, on a connection of its own. */
  public Future<RowSet<Row>> run(String sql, Tuple parameters) {
    return run(pool, sql, parameters, TRIES);
  }

  private static Future<RowSet<Row>> run(
      SqlClient client, String sql, Tuple parameters, int triesLeft) {
    return client
        .preparedQuery(sql)
        .execute(parameters)
        .recover(
            failure ->
                PgErrors.worthRetrying(failure) && triesLeft > 1
                    ? run(client, sql, parameters, triesLeft - 1)
                    : Future.failedFuture(PgErrors.translate(failure)));
  }

  /**
   * Runs several statements as one transaction, on a connection of its own; rolled back if the work
   * fails. The work is done again after a conflict, so it must have no other effects.
   */
  public <T> Future<T> transaction(Function<Transaction, Future<T>> work) {
    return transaction(work, TRIES);
  }

  private <T> Future<T> transaction(Function<Transaction, Future<T>> work, int triesLeft) {
    return pool.withTransaction(connection -> work.apply(new Transaction(connection)))
        .recover(
            failure ->
                PgErrors.worthRetrying(failure) && triesLeft > 1
                    ? transaction(work, triesLeft - 1)
                    : Future.failedFuture(PgErrors.translate(failure)));
  }

  /**
   * Runs a query whose rows are read a few at a time, all of them as they were when it began, on a
   * connection of its own. Whoever opens it closes it.
   */
  public Future<Reading> read(String sql, Tuple parameters) {
    return pool.getConnection()
        .compose(connection -> Reading.begin(connection, sql, parameters))
        .recover(failure -> Future.failedFuture(PgErrors.translate(failure)));
  }

  /** Closes both clients once their statements have ended. */
  public Future<Void> close() {
    return Future.join(Stream.concat(hot.close(), Stream.of(pool.close())).toList()).mapEmpty();
  }
}
