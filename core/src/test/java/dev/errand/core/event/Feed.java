package dev.errand.core.event;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.errand.core.event.EventCommand.AdvanceFeed;
import dev.errand.core.event.EventCommand.Batch;
import dev.errand.core.event.EventCommand.ReadFeed;
import dev.errand.core.event.EventCommand.Reader;
import dev.errand.core.event.EventCommand.ReleaseFeed;
import dev.errand.core.event.EventQuery.GetLag;
import dev.errand.core.event.EventQuery.Lag;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.PgSettings;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/** A database with an outbox, the feed {@code nats} read from it, and a clock to move. */
final class Feed implements AutoCloseable {

  static final Duration HELD = Duration.ofSeconds(10);

  final TestDatabase database = TestDatabase.create();
  final Pg pg;
  final Events events;
  Instant now = Instant.parse("2026-03-01T12:00:00Z");

  Feed(Vertx vertx) {
    var connect =
        new PgConnectOptions()
            .setHost(database.host())
            .setPort(database.port())
            .setDatabase(database.name())
            .setUser(database.user())
            .setPassword(database.password());
    pg = Pg.open(vertx, new PgSettings(connect, 4, 100, PgSettings.Timing.USUAL));
    events = new Events(pg);
  }

  Batch read(String holder, int max) {
    return got(events.read(new ReadFeed(new Reader("nats", holder), max, now, HELD)));
  }

  boolean advance(String holder, Batch batch) {
    return got(events.advance(new AdvanceFeed(new Reader("nats", holder), batch)));
  }

  void release(String holder) {
    got(events.release(new ReleaseFeed(new Reader("nats", holder))));
  }

  Lag lag() {
    return got(events.lag(new GetLag("nats")));
  }

  /** Reads a batch, moves on, and answers with the verbs read. */
  List<String> take(String holder, int max) {
    var batch = read(holder, max);
    if (batch.held()) {
      advance(holder, batch);
    }
    return verbs(batch);
  }

  static List<String> verbs(Batch batch) {
    return batch.events().stream().map(OutboxEvent::verb).toList();
  }

  /** A connection on which each statement commits. */
  Connection connect() {
    return database.connect();
  }

  /** A connection on which nothing commits by itself. */
  Connection begin() throws SQLException {
    var connection = database.connect();
    connection.setAutoCommit(false);
    return connection;
  }

  static void write(Connection connection, String verb) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            insert into outbox (created_at, event_id, tenant_id, task_id, verb, data)
            values ('2026-03-01T11:00:00Z', ?, 'acme', ?, ?, '{}')
            """)) {
      insert.setObject(1, UUID.randomUUID());
      insert.setObject(2, UUID.randomUUID());
      insert.setString(3, verb);
      insert.executeUpdate();
    }
  }

  void execute(String sql) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static <T> T got(Future<T> future) {
    try {
      return future.await(60, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within a minute", e);
    }
  }

  @Override
  public void close() {
    got(pg.close());
    database.close();
  }
}
