package dev.errand.bench.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggedPlansTest {

  private static final String BEFORE =
      "2026-01-05 10:00:00.000 UTC [7] LOG:  duration: 9.000 ms  plan:\n\tQuery Text: select from task\n\tSeq Scan on task\n";

  private static final String SINCE =
      """
      2026-01-05 10:00:01.000 UTC [7] LOG:  duration: 1.250 ms  plan:
      \tQuery Text: select id
      \tfrom task
      \tIndex Scan using task_pkey on task
      \t  Buffers: shared hit=4
      2026-01-05 10:00:01.001 UTC [8] LOG:  duration: 0.100 ms  plan:
      \tQuery Text: select 1
      \tResult
      2026-01-05 10:00:01.002 UTC [8] LOG:  checkpoint of a task starting
      """;

  @Test
  void are_those_of_statements_on_tasks_since_the_moment(@TempDir Path folder) throws IOException {
    var log = folder.resolve("postgres.log");
    Files.writeString(log, BEFORE);
    var plans = LoggedPlans.from(log);
    assertEquals("", plans.read());
    Files.writeString(log, SINCE, StandardOpenOption.APPEND);
    assertEquals(
        """
        1.250 ms: Query Text: select id
        \tfrom task
        \tIndex Scan using task_pkey on task
        \t  Buffers: shared hit=4
        """,
        plans.read());
  }
}
