package dev.errand.app.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** kill −9 in the middle of the work. */
class CrashTest {

  private static final int TASKS = 200;

  private static JsonObject sleep(int millis) {
    return new JsonObject()
        .put("type", "sleep")
        .put("title", "s")
        .put("run_immediately", true)
        .put("config", new JsonObject().put("millis", millis));
  }

  @Test
  void every_accepted_task_survives_and_ends_exactly_once() throws Exception {
    try (var database = TestDatabase.durable()) {
      var settings = ErrandProcess.settings(database);
      settings.put("ENGINE_CONCURRENCY", "200");
      settings.put("ENGINE_LEASE", "3s");
      settings.put("ENGINE_HEARTBEAT", "1s");
      var accepted = new ArrayList<String>();
      try (var first = ErrandProcess.start(settings)) {
        for (int i = 0; i < TASKS; i++) {
          // Some have ended by the time of the crash, most are under way.
          accepted.add(first.create(sleep(i % 5 == 0 ? 1 : 1500)).getString("id"));
        }
        first.until(accepted.getFirst(), task -> "completed".equals(task.getString("status")));
        first.kill();
      }
      try (var second = ErrandProcess.start(settings)) {
        for (var id : accepted) {
          var task = second.until(id, t -> "completed".equals(t.getString("status")));
          assertEquals(1, task.getInteger("success_count"), task::encode);
          assertEquals(
              task.getInteger("run_count"),
              task.getInteger("success_count") + task.getInteger("failure_count"));
          requireOneSuccess(second, id);
        }
        assertEquals(0, countLeases(database));
        assertEquals(0, second.terminate());
      }
    }
  }

  private static void requireOneSuccess(ErrandProcess errand, String id) throws Exception {
    var executions = errand.get("/api/v1/tasks/" + id + "/executions").getJsonArray("items");
    var statuses = new ArrayList<String>();
    executions.forEach(e -> statuses.add(((JsonObject) e).getString("status")));
    assertEquals(1, statuses.stream().filter("succeeded"::equals).count(), statuses::toString);
    assertTrue(
        new HashSet<>(List.of("succeeded", "lost")).containsAll(statuses), statuses::toString);
  }

  private static int countLeases(TestDatabase database) throws Exception {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from lease")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
