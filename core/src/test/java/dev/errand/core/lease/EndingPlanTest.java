package dev.errand.core.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.testing.Plans;
import dev.errand.migrations.testing.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The end of an execution looks at its own lease, also by a plan made when there was none. */
class EndingPlanTest {

  private static final int LEASES = 2000;
  private static final int ENDINGS = 200;

  private static final String LEASE =
      """
      insert into lease (
        tenant_id, task_id, execution_id, token, worker_id, attempt, trigger_type, queued_at,
        started_at, deadline)
      select 't', gen_random_uuid(), gen_random_uuid(), n, 'engine', 1, 'manual', now(), now(),
        'infinity'
      from generate_series(1, %d) n
      """;

  /** All ending alike, as arrays of their columns. */
  private static final String ENDING =
      """
      select format(
        'execute ending(%%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L, %%L)',
        array_agg(tenant_id), array_agg(task_id), array_agg(execution_id), array_agg(token),
        array_agg('succeeded'::text), array_agg('completed'::text), array_agg(null::text),
        array_agg(null::text), array_agg(0), array_agg(0), array_agg(0), array_agg(null::integer),
        array_agg(null::text), array_agg(null::text), array_agg(null::uuid),
        array_agg(null::timestamptz), array_agg(null::integer), array_agg(now()),
        array_agg(null::text), array_agg(null::timestamptz), array_agg(null::timestamptz))
      from (select * from lease order by token limit %d) l
      """;

  @Test
  void each_ending_touches_one_lease_however_many_there_are() throws SQLException {
    try (var database = TestDatabase.create();
        var connection = database.connect();
        var statement = connection.createStatement()) {
      // The planner has seen a table without rows that once had some.
      statement.execute(LEASE.formatted(10));
      statement.execute("delete from lease");
      statement.execute("vacuum analyze lease");
      Plans.asHot(connection);
      statement.execute("prepare ending as " + LeaseEndings.END);
      statement.execute(LEASE.formatted(1));
      statement.execute(Plans.text(connection, ENDING.formatted(1)));
      statement.execute(LEASE.formatted(LEASES));
      var ending = Plans.text(connection, ENDING.formatted(ENDINGS));
      var rows = Plans.mostRows(connection, ending);
      assertTrue(rows <= 2 * LEASES, () -> rows + " rows");
      assertEquals(
          String.valueOf(LEASES - ENDINGS), Plans.text(connection, "select count(*) from lease"));
    }
  }
}
