package dev.errand.app.service;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Remote workers while the service comes and goes. */
class WorkerCrashTest {

  private static final int TASKS = 50;

  private static JsonObject claim(int max, int leaseSeconds) {
    return new JsonObject()
        .put("worker_id", "w1")
        .put("namespaces", new JsonArray().add("crash"))
        .put("max", max)
        .put("lease_seconds", leaseSeconds)
        .put("wait_seconds", 20);
  }

  private static List<JsonObject> claimed(ErrandProcess errand, int max, int leaseSeconds)
      throws Exception {
    var answer = errand.send("POST", "/api/v1/queue/claim", claim(max, leaseSeconds));
    return answer.statusCode() == 204
        ? List.of()
        : new JsonObject(answer.body())
            .getJsonArray("items").stream().map(JsonObject.class::cast).toList();
  }

  private static int complete(ErrandProcess errand, JsonObject item) throws Exception {
    var id = item.getJsonObject("execution").getString("id");
    var token = new JsonObject().put("lease_token", item.getLong("lease_token"));
    return errand.send("POST", "/api/v1/executions/" + id + "/complete", token).statusCode();
  }

  @Test
  void what_is_queued_when_the_service_is_killed_is_claimable_afterwards_and_leases_go_on()
      throws Exception {
    try (var database = TestDatabase.durable()) {
      var settings = ErrandProcess.settings(database);
      var created = new ArrayList<String>();
      List<JsonObject> held;
      try (var first = ErrandProcess.start(settings)) {
        for (int i = 0; i < TASKS; i++) {
          var task = new JsonObject().put("type", "t").put("performer", "worker");
          created.add(first.create(task.put("namespace", "crash")).getString("id"));
        }
        held = claimed(first, 10, 300);
        first.kill();
      }
      try (var second = ErrandProcess.start(settings)) {
        for (var item : held) {
          assertEquals(200, complete(second, item));
        }
        var seen = new HashSet<String>();
        held.forEach(item -> seen.add(item.getJsonObject("task").getString("id")));
        while (seen.size() < TASKS) {
          for (var item : claimed(second, 20, 300)) {
            assertEquals(true, seen.add(item.getJsonObject("task").getString("id")));
            assertEquals(200, complete(second, item));
          }
        }
        assertEquals(new HashSet<>(created), seen);
        for (var id : created) {
          assertEquals("completed", second.get("/api/v1/tasks/" + id).getString("status"));
        }
      }
    }
  }

  @Test
  void a_worker_that_says_nothing_loses_its_task_to_the_next_within_seconds() throws Exception {
    try (var database = TestDatabase.create();
        var errand = ErrandProcess.start(ErrandProcess.settings(database))) {
      var task = new JsonObject().put("type", "t").put("performer", "worker");
      var id = errand.create(task.put("namespace", "crash")).getString("id");
      var first = claimed(errand, 1, 5).getFirst();
      // Waits for up to 20 s, and is woken when the lease of the first has been taken back.
      var second = claimed(errand, 1, 60).getFirst();
      assertEquals(2, second.getJsonObject("execution").getInteger("attempt"));
      assertEquals(409, complete(errand, first));
      assertEquals(200, complete(errand, second));
      assertEquals("completed", errand.get("/api/v1/tasks/" + id).getString("status"));
    }
  }

  @Test
  void a_service_that_stops_does_not_wait_for_those_who_wait() throws Exception {
    try (var database = TestDatabase.create();
        var errand = ErrandProcess.start(ErrandProcess.settings(database))) {
      var waiting =
          errand
              .client()
              .sendAsync(
                  errand.request("POST", "/api/v1/queue/claim", claim(1, 60)),
                  java.net.http.HttpResponse.BodyHandlers.ofString());
      eventually(
          "a known worker", () -> !errand.get("/api/v1/workers").getJsonArray("items").isEmpty());
      assertEquals(0, errand.terminate());
      assertEquals(204, waiting.get().statusCode());
    }
  }
}
