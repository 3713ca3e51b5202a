package dev.errand.bench.peer;

import ch.qos.logback.classic.Level;
import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a peer that is written in Java, with the connection pool that the manuals show. See {@link
 * Peer} for its arguments, before which stands the peer's name.
 */
public final class JavaDriver {

  private static final int CONNECTIONS = 32;

  private final DataSource source;
  private final JobQueue queue;

  private JavaDriver(DataSource source, JobQueue queue) {
    this.source = source;
    this.queue = queue;
  }

  /** Takes its database from the environment. */
  public static void main(String[] arguments) throws Exception {
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
        instanceof ch.qos.logback.classic.Logger root) {
      root.setLevel(Level.OFF);
    }
    try (var source = new HikariDataSource()) {
      source.setJdbcUrl(System.getenv("PEER_JDBC_URL"));
      source.setUsername(System.getenv("PEER_USER"));
      source.setMaximumPoolSize(CONNECTIONS);
      var queue = Peers.queue(arguments[0]).apply(source);
      var driver = new JavaDriver(source, queue);
      var result =
          arguments[1].equals("add")
              ? driver.add(seconds(arguments[2]), seconds(arguments[3]))
              : driver.drain(Integer.parseInt(arguments[2]));
      System.out.println(result.encode());
      queue.stop();
    }
    // Some peers leave threads that nothing ends.
    System.exit(0);
  }

  private static Duration seconds(String text) {
    return Duration.ofSeconds(Long.parseLong(text));
  }

  private JsonObject add(Duration warmUp, Duration time) throws Exception {
    var adding = new Adding(queue::add);
    adding.during(warmUp);
    return timed(() -> adding.during(time));
  }

  private JsonObject drain(int jobs) throws Exception {
    queue.fill(jobs);
    try (var connection = source.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("vacuum (analyze)");
      statement.execute("checkpoint");
    }
    return timed(
        () -> {
          queue.drain();
          return (long) jobs;
        });
  }

  private JsonObject timed(Callable<Long> work) throws Exception {
    long wal = wal();
    long start = System.nanoTime();
    long count = work.call();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new JsonObject()
        .put("count", count)
        .put("seconds", seconds)
        .put("wal_bytes", wal() - wal);
  }

  private long wal() throws SQLException {
    try (var connection = source.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")) {
      row.next();
      return row.getLong(1);
    }
  }
}
