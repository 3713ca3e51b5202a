package dev.errand.core.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.core.testing.Plans;
import dev.errand.migrations.testing.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Statements that run all the time find a row by the index on its key, although the planner, whose
 * plan they keep, has seen nothing but emptied tables, where any index would do.
 */
class LookUpTest {

  private static TestDatabase database;

  @BeforeAll
  static void start() throws SQLException {
    database = TestDatabase.create();
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("vacuum analyze");
    }
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @ParameterizedTest
  @CsvSource({
    "task, id, task_pkey, true",
    "task, id, task_pkey, deleted_at is null",
    "task_state, task_id, task_state_pkey, true",
    "ready, task_id, ready_pkey, true",
    "deferred, task_id, deferred_pkey, true",
    "held, task_id, held_pkey, true",
    "lease, execution_id, lease_pkey, true",
    "lease, task_id, lease_task, true",
    "lease, task_id, lease_task, not cancel_requested",
    "execution_rest, id, execution_rest_pkey, true",
    "schedule, id, schedule_pkey, true",
    "schedule, task_id, schedule_task, true",
    "site, id, site_pkey, deleted_at is null and is_active",
  })
  void a_row_is_looked_up_by_the_index_on_its_key(
      String table, String key, String index, String condition) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      Plans.asHot(connection);
      statement.execute(
          "prepare look_up(text, uuid) as select * from %s where tenant_id = $1 and %s = $2 and %s"
              .formatted(table, key, condition));
      var plan =
          Plans.plan(
              connection,
              "explain (format json) execute look_up('t', '00000000-0000-0000-0000-000000000000')");
      assertEquals(index, plan.getString("Index Name"), plan::encodePrettily);
    }
  }
}
