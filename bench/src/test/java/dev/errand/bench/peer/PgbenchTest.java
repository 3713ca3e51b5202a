package dev.errand.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.task.TaskStatements;
import org.junit.jupiter.api.Test;

class PgbenchTest {

  private static final String OUTPUT =
      """
      number of clients: 32
      number of transactions actually processed: 84210
      number of failed transactions: 0 (0.000%)
      latency average = 3.8 ms
      tps = 8421.000000 (without initial connection time)
      """;

  @Test
  void its_output_is_understood() {
    var result = Pgbench.parse(OUTPUT);
    assertEquals(84210, result.transactions());
    assertEquals(10.0, result.elapsed().toNanos() / 1e9, 1e-6);
  }

  @Test
  void a_failed_transaction_fails_the_run() {
    assertThrows(
        IllegalStateException.class,
        () -> Pgbench.parse(OUTPUT.replace("failed transactions: 0", "failed transactions: 3")));
  }

  @Test
  void runs_the_services_own_creation_with_every_parameter_given() {
    var script = Pgbench.creation();
    assertFalse(script.sql().contains("$"));
    assertTrue(script.sql().contains(":tenant_id::text[], array[uuidv7()]::uuid[]"));
    assertEquals("{\"{\\\"crew\\\":\\\"north\\\"}\"}", script.variables().get("metadata"));
    assertEquals("{NULL}", script.variables().get("execution_id"));
    for (var column : SampleTask.columns().keySet()) {
      assertTrue(TaskStatements.CREATE.contains(column), column);
      assertTrue(script.variables().containsKey(column), column);
    }
  }

  @Test
  void looks_up_a_random_one_of_the_seeded_tasks() {
    var sql = Pgbench.lookup(1000).sql();
    assertTrue(sql.startsWith("\\set n random(1, 1000)\n"));
    assertFalse(sql.contains("$"));
  }
}
