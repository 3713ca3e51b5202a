package dev.errand.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.bench.postgres.Server;
import dev.errand.core.task.TaskStatements;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands for a task in the benchmarks is one that the service's own statement takes. */
class SampleTaskTest {

  @Test
  void is_created_by_the_services_own_statement(@TempDir Path folder) {
    try (var server = Server.start(folder, false)) {
      var database = server.create("sample");
      database.migrate();
      database.execute(SampleTask.seed(TaskStatements.CREATE, 1, 3));
      assertEquals(3, database.number("select count(*) from task"));
      assertEquals(3, database.number("select count(*) from outbox"));
    }
  }
}
