package dev.errand.app.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a scraper sees of a process that has worked. */
final class MetricsTest {

  @Test
  void counts_tasks_by_where_they_stand_and_measures_executions() throws Exception {
    try (var database = TestDatabase.create();
        var errand = ErrandProcess.start(ErrandProcess.settings(database))) {
      var config = new JsonObject().put("millis", 1);
      var sleep =
          new JsonObject()
              .put("type", "sleep")
              .put("title", "s")
              .put("run_immediately", true)
              .put("config", config);
      for (int i = 0; i < 3; i++) {
        var id = errand.create(sleep).getString("id");
        errand.until(id, task -> "completed".equals(task.getString("status")));
      }
      errand.create(new JsonObject().put("type", "todo").put("title", "t"));
      var worker = new JsonObject().put("type", "analysis").put("performer", "worker");
      errand.create(worker.copy().put("namespace", "farm"));
      errand.create(worker.copy().put("run_at", "2999-01-01T00:00:00Z"));

      work(errand, worker.copy().put("namespace", "barn"));

      var metrics = errand.send("GET", "/metrics", null).body();
      assertEquals("3.0", value(metrics, "default", "service", "completed"));
      assertEquals("1.0", value(metrics, "default", "human", "pending"));
      assertEquals("1.0", value(metrics, "farm", "worker", "queued"));
      assertEquals("1.0", value(metrics, "default", "worker", "scheduled"));
      assertTrue(
          metrics.contains("errand_execution_seconds_count{status=\"succeeded\",type=\"sleep\"} 3"),
          metrics);
      assertTrue(metrics.contains("errand_execution_wait_seconds_count 3"), metrics);
      requireNothing(metrics);
      assertTrue(
          metrics.contains(
              "errand_execution_seconds_count{status=\"succeeded\",type=\"analysis\"} 1"),
          metrics);
    }
  }

  private static void requireNothing(String metrics) {
    for (var name :
        List.of(
            "egress_waiting",
            "egress_busy_total",
            "webhook_waiting",
            "webhook_overdue_seconds",
            "notifications_waiting")) {
      assertTrue(metrics.contains("errand_" + name + " 0"), metrics);
    }
  }

  /** As a remote worker does. */
  private static void work(ErrandProcess errand, JsonObject task) throws Exception {
    errand.create(task);
    var wish =
        new JsonObject()
            .put("worker_id", "w1")
            .put("namespaces", new JsonArray().add(task.getString("namespace")));
    var claimed = new JsonObject(errand.send("POST", "/api/v1/queue/claim", wish).body());
    var item = claimed.getJsonArray("items").getJsonObject(0);
    var done =
        errand.send(
            "POST",
            "/api/v1/executions/" + item.getJsonObject("execution").getString("id") + "/complete",
            new JsonObject().put("lease_token", item.getValue("lease_token")));
    assertEquals(200, done.statusCode(), done::body);
  }

  private static String value(String metrics, String namespace, String performer, String status) {
    var line =
        Pattern.compile(
            "^errand_tasks\\{namespace=\"%s\",performer=\"%s\",status=\"%s\"} (\\S+)$"
                .formatted(namespace, performer, status),
            Pattern.MULTILINE);
    var found = line.matcher(metrics);
    assertTrue(found.find(), () -> line + " is not in\n" + metrics);
    return found.group(1);
  }
}
