package dev.errand.app.backup;

import dev.errand.api.exchange.FileExport;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.core.testing.CoreFixture;
import dev.errand.executor.Executor;
import dev.errand.executor.testing.ExecutorContract;
import dev.errand.executor.testing.TestExecution;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class DataBackupContractTest extends ExecutorContract {

  private static CoreFixture core;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    core = new CoreFixture();
  }

  @AfterAll
  static void stop() {
    core.close();
  }

  @Override
  protected Executor executor() {
    var executor = new DataBackup();
    executor.connect(
        new FileExport(new TaskEndpoints.Means(core.bus, core.types, core.ids, core.clock)));
    return executor;
  }

  @Override
  protected TestExecution execution(JsonObject config) {
    return super.execution(config).withSettings(new JsonObject().put("folder", folder.toString()));
  }
}
