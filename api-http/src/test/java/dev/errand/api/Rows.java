package dev.errand.api;

import dev.errand.migrations.testing.TestDatabase;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of all tables that belong to tenants.
 *
 * @param condition of which rows {@code r}
 */
record Rows(TestDatabase database, String condition) {

  private static final String TABLES =
      """
      select c.relname from pg_class c
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
      where c.relkind in ('r', 'p') and not c.relispartition
      """;

  /** The rows by table, where there are any. */
  Map<String, String> read() {
    var found = new TreeMap<String, String>();
    try (var connection = database.connect();
        var tables = connection.createStatement().executeQuery(TABLES)) {
      while (tables.next()) {
        var table = tables.getString(1);
        try (var statement = connection.createStatement();
            var rows =
                statement.executeQuery(
                    "select string_agg(r::text, E'\\n' order by r::text) from %s r where %s"
                        .formatted(table, condition))) {
          rows.next();
          if (rows.getString(1) != null) {
            found.put(table, rows.getString(1));
          }
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return found;
  }
}
