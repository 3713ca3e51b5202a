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
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The two clients of the database, and the transactions of the second. Thread-safe. */
final class PgClients implements Pg {

  private static final int TRIES = 4;

  private final HotConnections hot;
  private final Pool pool;
  private final Refusals refusals;

  private PgClients(HotConnections hot, Pool pool, Refusals refusals) {
    this.hot = hot;
    this.pool = pool;
    this.refusals = refusals;
  }

  static Pg open(Vertx vertx, PgSettings settings) {
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
    return new PgClients(
        new HotConnections(
            hot,
            () ->
                PgBuilder.client()
                    .with(new PoolOptions(options).setMaxSize(1).setName("hot"))
                    .connectingTo(named(connect, "hot"))
                    .withConnectHandler(PgClients::prepareForHotStatements)
                    .using(vertx)
                    .build()),
        PgBuilder.pool()
            .with(
                new PoolOptions(options)
                    .setMaxSize(Math.max(1, settings.poolSize() - hot))
                    .setName("pool"))
            .connectingTo(named(connect, "pool"))
            .using(vertx)
            .build(),
        new Refusals(vertx));
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

  @Override
  public Future<RowSet<Row>> hot(String sql, Tuple parameters) {
    return hot.use(client -> run(client, sql, parameters));
  }

  @Override
  public Future<RowSet<Row>> run(String sql, Tuple parameters) {
    return run(pool, sql, parameters);
  }

  private Future<RowSet<Row>> run(SqlClient client, String sql, Tuple parameters) {
    return again(() -> client.preparedQuery(sql).execute(parameters), TRIES);
  }

  private <T> Future<T> again(Supplier<Future<T>> attempt, int triesLeft) {
    return attempt
        .get()
        .recover(
            failure ->
                PgErrors.worthRetrying(failure) && triesLeft > 1
                    ? again(attempt, triesLeft - 1)
                    : Future.failedFuture(refusals.seen(failure)));
  }

  @Override
  public <T> Future<T> transaction(Function<Transaction, Future<T>> work) {
    return again(
        () -> pool.withTransaction(connection -> work.apply(new Transaction(connection))), TRIES);
  }

  @Override
  public <T> Future<T> rehearse(Function<Pg, Future<T>> work) {
    return again(
        () -> pool.withConnection(connection -> OneTransaction.undone(connection, work)), TRIES);
  }

  @Override
  public <T> Future<T> together(Function<Pg, Future<T>> work) {
    return again(
        () -> pool.withConnection(connection -> OneTransaction.committed(connection, work)), TRIES);
  }

  @Override
  public Future<Reading> read(String sql, Tuple parameters) {
    return pool.getConnection()
        .compose(connection -> Reading.begin(connection, sql, parameters))
        .recover(failure -> Future.failedFuture(refusals.seen(failure)));
  }

  @Override
  public Future<Void> close() {
    return Future.join(Stream.concat(hot.close(), Stream.of(pool.close())).toList()).mapEmpty();
  }
}
