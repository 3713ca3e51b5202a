package dev.errand.core.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;

/** What plans of hot statements look at, planned as the service has them planned. */
public final class Plans {

  private static final String AS_HOT =
      """
      set plan_cache_mode = force_generic_plan; set enable_seqscan = off;
      set enable_hashjoin = off; set enable_mergejoin = off; set enable_bitmapscan = off
      """;

  private Plans() {}

  /** Has a connection plan like those for hot statements. */
  public static void asHot(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(AS_HOT);
    }
  }

  /** Runs a statement; answers with the most rows that any one node of its plan looked at. */
  public static double mostRows(Connection connection, String sql) throws SQLException {
    return most(plan(connection, "explain (analyze, format json) " + sql));
  }

  /** The uppermost node of what a statement that explains in JSON answers. */
  public static JsonObject plan(Connection connection, String explain) throws SQLException {
    return new JsonArray(text(connection, explain)).getJsonObject(0).getJsonObject("Plan");
  }

  /** The first column of the first row. */
  public static String text(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static double most(JsonObject plan) {
    double own =
        plan.getDouble("Actual Loops")
            * (plan.getDouble("Actual Rows")
                + plan.getDouble("Rows Removed by Filter", 0.0)
                + plan.getDouble("Rows Removed by Join Filter", 0.0));
    return plan.getJsonArray("Plans", new JsonArray()).stream()
        .mapToDouble(child -> most((JsonObject) child))
        .reduce(own, Math::max);
  }
}
