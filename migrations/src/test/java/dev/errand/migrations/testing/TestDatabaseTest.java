package dev.errand.migrations.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {

  @Test
  void gives_each_test_a_migrated_database_of_its_own() throws SQLException {
    try (TestDatabase one = TestDatabase.create();
        TestDatabase other = TestDatabase.create()) {
      assertNotEquals(one.name(), other.name());
      assertEquals(
          "1", text(one, "select count(*) from pg_class where relname = 'errand_schema_history'"));
    }
  }

  @Test
  void drops_the_database_although_somebody_is_connected() throws SQLException {
    TestDatabase closed = TestDatabase.create();
    Connection stray = closed.connect();
    closed.close();
    try (TestDatabase other = TestDatabase.create()) {
      assertEquals(
          "0",
          text(other, "select count(*) from pg_database where datname = '" + closed.name() + "'"));
    }
    stray.close();
  }

  @Test
  void flushes_every_commit_when_asked() throws SQLException {
    try (TestDatabase fast = TestDatabase.create();
        TestDatabase durable = TestDatabase.durable()) {
      assertEquals("off", text(fast, "show fsync"));
      assertEquals("on", text(durable, "show fsync"));
    }
  }

  private static String text(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        ResultSet rows = connection.createStatement().executeQuery(sql)) {
      assertTrue(rows.next());
      return rows.getString(1);
    }
  }
}
