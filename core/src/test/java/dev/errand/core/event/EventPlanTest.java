package dev.errand.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A feed that has come far reads little of a long outbox, with and without statistics. */
@ExtendWith(VertxExtension.class)
class EventPlanTest {

  private static final int ROWS = 100_000;

  private Feed feed;

  @BeforeEach
  void open(Vertx vertx) throws SQLException {
    feed = new Feed(vertx);
    fill(ROWS);
  }

  @AfterEach
  void close() {
    feed.close();
  }

  @Test
  void a_feed_at_its_end_touches_few_rows() throws SQLException {
    drain();
    fill(10);
    assertTouchesFewRows();
    feed.execute("analyze outbox");
    assertTouchesFewRows();
  }

  @Test
  void lag_of_a_long_backlog_is_counted_up_to_its_bound() throws SQLException {
    feed.execute("analyze outbox");
    assertEquals(10_001, feed.lag().waiting());
    feed.read("one", 1);
    assertEquals(10_001, feed.lag().waiting());
    try (var connection = feed.connect()) {
      long touched = touched(plan(connection, Events.LAG.replace("$1", "'nats'")));
      assertTrue(touched < 50_000, "lag of a backlog touched " + touched + " rows");
    }
  }

  @Test
  void batches_of_a_long_backlog_are_read_in_order_without_sorting_it() throws SQLException {
    feed.execute("analyze outbox");
    feed.read("one", 1);
    try (var connection = feed.connect()) {
      var plan = plan(connection, readStatement(connection, 500));
      assertTrue(touched(plan) < 5_000, () -> "a batch touched " + touched(plan) + " rows");
      assertFalse(plan.encode().contains("\"Seq Scan\""), plan::encodePrettily);
    }
  }

  /** Whoever reads from a cursor, of a large tenant, a small one, or none; with any values. */
  @Test
  void readers_touch_few_rows_however_long_the_outbox_is() throws SQLException {
    feed.execute("analyze outbox");
    try (var connection = feed.connect();
        var statement = connection.createStatement()) {
      statement.execute("set plan_cache_mode = force_generic_plan");
      statement.execute("prepare opening as " + FeedReads.OPEN_NEXT);
      statement.execute("prepare reading as " + FeedReads.READ);
      var seen = end(connection);
      fill(10);
      var opening = plan(connection, "execute opening('" + seen + "')");
      assertTrue(touched(opening) < 200, opening::encodePrettily);
      var reading = plan(connection, reading("{acme}", ROWS + 1, seen, end(connection)));
      assertTrue(touched(reading) < 200, reading::encodePrettily);
      var now = end(connection);
      for (var tenants : List.of("{acme}", "{small}")) {
        var first = plan(connection, reading(tenants, 1, "1:1:", now));
        assertTrue(touched(first) < 25_000, first::encodePrettily);
      }
    }
  }

  private static String reading(String tenants, int seq, String seen, String now) {
    return "execute reading('%s', %d, %d, '%s', '%s', 10000, 100)"
        .formatted(tenants, seq, ROWS + 10, seen, now);
  }

  private static String end(Connection connection) throws SQLException {
    try (var rows = connection.createStatement().executeQuery(FeedReads.END)) {
      assertTrue(rows.next());
      return rows.getString(1);
    }
  }

  private void assertTouchesFewRows() throws SQLException {
    try (var connection = feed.begin()) {
      var take =
          plan(
              connection,
              Events.TAKE
                  .replace("$1", "'nats'")
                  .replace("$2", "'one'")
                  .replace("$3", "timestamptz '2026-03-01T12:00:00Z'")
                  .replace("$4", "timestamptz '2026-03-01T12:00:10Z'"));
      assertTrue(touched(take) < 200, take::encodePrettily);
      var read = plan(connection, readStatement(connection, 500));
      assertTrue(touched(read) < 200, read::encodePrettily);
      connection.rollback();
      var lag = plan(connection, Events.LAG.replace("$1", "'nats'"));
      assertTrue(touched(lag) < 200, lag::encodePrettily);
      connection.rollback();
    }
  }

  /** The statement that reads on from where the feed is. */
  private static String readStatement(Connection connection, int max) throws SQLException {
    try (var rows =
        connection
            .createStatement()
            .executeQuery(
                "select seq_after, seq_last, seen::text, reading::text, seq_last - seq_after"
                    + " from relay where name = 'nats'")) {
      assertTrue(rows.next());
      assertTrue(rows.getLong(5) > 0, "there is a window to read");
      return Events.READ
          .replace("$1", rows.getString(1))
          .replace("$2", rows.getString(2))
          .replace("$3", "'" + rows.getString(3) + "'")
          .replace("$4", "'" + rows.getString(4) + "'")
          .replace("$5", String.valueOf(max));
    }
  }

  private void drain() {
    while (true) {
      var batch = feed.read("one", 20_000);
      if (batch.events().isEmpty()) {
        return;
      }
      feed.advance("one", batch);
    }
  }

  private void fill(int rows) throws SQLException {
    feed.execute(
        """
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, data)
        select now(), gen_random_uuid(), 'acme', gen_random_uuid(), 'created', '{"name": "Sow"}'
        from generate_series(1, %d)
        """
            .formatted(rows));
  }

  private static JsonObject plan(Connection connection, String sql) throws SQLException {
    try (var rows =
        connection.createStatement().executeQuery("explain (analyze, format json) " + sql)) {
      assertTrue(rows.next());
      return new JsonArray(rows.getString(1)).getJsonObject(0).getJsonObject("Plan");
    }
  }

  /** The rows that all scans of a plan looked at, also those that they then left out. */
  private static long touched(JsonObject plan) {
    double own =
        plan.getString("Node Type").contains("Scan")
            ? plan.getDouble("Actual Loops")
                * (plan.getDouble("Actual Rows")
                    + plan.getDouble("Rows Removed by Filter", 0.0)
                    + plan.getDouble("Rows Removed by Index Recheck", 0.0))
            : 0;
    return (long) own
        + plan.getJsonArray("Plans", new JsonArray()).stream()
            .mapToLong(child -> touched((JsonObject) child))
            .sum();
  }
}
