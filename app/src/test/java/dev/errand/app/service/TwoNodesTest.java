package dev.errand.app.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Two processes on one database behave as one. */
class TwoNodesTest {

  private static final int TASKS = 120;

  @Test
  void started_together_on_an_empty_database_they_share_the_work_and_run_nothing_twice()
      throws Exception {
    try (var database = TestDatabase.empty()) {
      var settings = ErrandProcess.settings(database);
      settings.put("ENGINE_CONCURRENCY", "4");
      var starting =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return ErrandProcess.start(settings);
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      try (var one = ErrandProcess.start(settings);
          var other = starting.join()) {
        requireSharedWork(one, other, createAcross(one, other));
        assertEquals(0, one.terminate());
        assertEquals(0, other.terminate());
      }
    }
  }

  private static List<String> createAcross(ErrandProcess one, ErrandProcess other)
      throws Exception {
    var ids = new ArrayList<String>();
    for (int i = 0; i < TASKS; i++) {
      var task =
          new JsonObject()
              .put("type", "sleep")
              .put("title", "s")
              .put("run_immediately", true)
              .put("config", new JsonObject().put("millis", 50));
      var id = (i % 2 == 0 ? one : other).create(task).getString("id");
      // Written on one, read on the other at once.
      var read = (i % 2 == 0 ? other : one).get("/api/v1/tasks/" + id);
      assertEquals(200, read.getInteger("_status"));
      ids.add(id);
    }
    return ids;
  }

  private static void requireSharedWork(ErrandProcess one, ErrandProcess other, List<String> ids)
      throws Exception {
    var workers = new HashSet<String>();
    for (var id : ids) {
      var task = one.until(id, t -> "completed".equals(t.getString("status")));
      assertEquals(1, task.getInteger("run_count"));
      var executions = other.get("/api/v1/tasks/" + id + "/executions").getJsonArray("items");
      assertEquals(1, executions.size());
      workers.add(executions.getJsonObject(0).getString("worker_id"));
    }
    assertEquals(2, workers.size(), "both have worked");
  }
}
