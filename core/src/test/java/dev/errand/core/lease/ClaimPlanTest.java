package dev.errand.core.lease;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.lease.Backlog.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Claims read little of a long queue, also by plans that were made while it was empty. */
class ClaimPlanTest {

  private static final String AS_HOT =
      """
      set plan_cache_mode = force_generic_plan; set enable_seqscan = off;
      set enable_hashjoin = off; set enable_mergejoin = off; set enable_bitmapscan = off
      """;

  /** Of the longest lane: 100 of its first. */
  private static final String CLAIM =
      """
      (now(), 100, 0, array['w'], array[null]::integer[], array[1::bigint], array[%d::bigint],
       array['many'], array['default'], array['dig'], array[''],
       array['0001-01-01'::timestamptz], array['00000000-0000-0000-0000-000000000000'::uuid],
       array[100], array[0::bigint], array[60], 30)
      """;

  @Test
  void a_claim_touches_few_rows_of_a_long_queue() throws SQLException {
    try (var queue = new Backlog();
        var connection = queue.core.database.connect()) {
      prepare(connection);
      queue.queue(Kind.of("many", "dig"), 20_000, Duration.ofHours(1));
      for (int i = 0; i < 100; i++) {
        queue.queue(Kind.of("tenant-" + i, "dig"), 20, Duration.ofMinutes(1));
      }
      queue.execute(
          "insert into namespace select 'tenant-' || n, 'other', false, null, 1, '{}', 1, now(),"
              + " now() from generate_series(1, 2000) n");
      queue.execute(
          "insert into unique_key select tenant_id, namespace, id::text, id from task limit 20000");
      check(connection, queue);
      queue.execute("analyze");
      prepare(connection);
      check(connection, queue);
    }
  }

  private static void prepare(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("deallocate all");
      statement.execute(AS_HOT);
      statement.execute("prepare claim as " + LaneClaim.OF_SERVICE);
      statement.execute("prepare search as " + LaneSearch.OF_SERVICE);
      // The plan is made when it is first used.
      statement.execute("execute search(array[0::bigint], array[1::bigint], 10)");
      statement.execute("begin; execute claim" + CLAIM.formatted(0) + "; rollback");
    }
  }

  private static void check(Connection connection, Backlog queue) throws SQLException {
    long lane = queue.count("select lane from ready where tenant_id = 'many' limit 1");
    var claim = plan(connection, "claim" + CLAIM.formatted(lane));
    assertTrue(touched(claim) < 2000, () -> touched(claim) + " rows: " + claim.encodePrettily());
    assertFalse(claim.encode().contains("\"Seq Scan\""), claim::encodePrettily);
    var search =
        plan(
            connection,
            "search(array[%d::bigint], array[%d::bigint], 129)"
                .formatted(Long.MIN_VALUE + 1, Long.MAX_VALUE));
    assertTrue(touched(search) < 600, () -> touched(search) + " rows: " + search.encodePrettily());
  }

  private static JsonObject plan(Connection connection, String execution) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("begin");
      JsonObject plan;
      try (var rows =
          statement.executeQuery("explain (analyze, format json) execute " + execution)) {
        assertTrue(rows.next());
        plan = new JsonArray(rows.getString(1)).getJsonObject(0).getJsonObject("Plan");
      }
      statement.execute("rollback");
      return plan;
    }
  }

  /** The rows that all scans of tables looked at, also those that they then left out. */
  private static long touched(JsonObject plan) {
    double own =
        plan.containsKey("Relation Name") && plan.getString("Node Type").contains("Scan")
            ? plan.getDouble("Actual Loops")
                * (plan.getDouble("Actual Rows") + plan.getDouble("Rows Removed by Filter", 0.0))
            : 0;
    return (long) own
        + plan.getJsonArray("Plans", new JsonArray()).stream()
            .mapToLong(child -> touched((JsonObject) child))
            .sum();
  }
}
