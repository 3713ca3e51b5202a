package dev.errand.app.backup;

import dev.errand.api.exchange.FileExport;
import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes its tenant's tasks and facts to files in a folder of the operator's, {@code folder} in its
 * settings. Unlike other executors it needs the service itself, to which it is connected before it
 * runs. Thread-safe.
 */
public final class DataBackup implements Executor {

  private static final TaskType.Config CONFIG =
      new TaskType.Config(
          new JsonObject(
              """
              {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                  "contents": {
                    "description": "What to write, each to a file of its own.",
                    "type": "array", "minItems": 1, "uniqueItems": true, "default": ["tasks"],
                    "items": {"enum": ["tasks", "facts"]}
                  },
                  "format": {
                    "description": "Of the tasks, as in /tasks/export; csv and ndjson can be imported. Facts are ndjson.",
                    "enum": ["ndjson", "csv", "json"], "default": "ndjson"
                  }
                }
              }
              """),
          new JsonObject().put("contents", new JsonArray().add("tasks")).put("format", "ndjson"),
          List.of(
              new JsonObject()
                  .put("contents", new JsonArray().add("tasks").add("facts"))
                  .put("format", "ndjson"),
              new JsonObject().put("format", "csv")));

  private static final TaskType TYPE =
      TaskType.named("data_backup")
          .describedAs(
              "Data backup",
              "Writes all tasks of the tenant, and its facts if wanted, to files in the service's"
                  + " backup folder. The result names each with its number of records, its bytes"
                  + " and its SHA-256.")
          .configuredBy(CONFIG)
          .defaultingTo(TaskType.Defaults.USUAL.withTimeout(Duration.ofHours(1)));

  private volatile @Nullable FileExport export;

  @Override
  public TaskType taskType() {
    return TYPE;
  }

  /** From now on it can run. */
  public void connect(FileExport to) {
    export = to;
  }

  @Override
  public Outcome run(Execution execution) throws IOException {
    var folder = execution.settings().getString("folder");
    if (folder == null) {
      return Outcome.failedForGood(
          "not_configured",
          "This service keeps no backups: its operator has to name a folder in BACKUP_DIR");
    }
    var subject = execution.subject();
    var order =
        new Backup.Order(
            subject.tenantId(),
            subject.executionId(),
            execution.clock().instant(),
            execution.config().getJsonArray("contents").stream().map(String::valueOf).toList(),
            execution.config().getString("format"));
    var to = new BackupFolder(Path.of(folder), BackupFolder.REAL);
    return new Backup(Objects.requireNonNull(export), to).write(order);
  }
}
