package dev.errand.app.service;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.consul.ConsulServer;
import dev.errand.app.testing.ErrandProcess;
import dev.errand.events.testing.NatsInbox;
import dev.errand.events.testing.NatsServer;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service with a real NATS and a real Consul. */
class NeighboursTest {

  private static JsonObject sleep(int millis) {
    return new JsonObject()
        .put("type", "sleep")
        .put("title", "s")
        .put("config", new JsonObject().put("millis", millis));
  }

  @Test
  void each_change_arrives_once_and_what_happens_while_nats_is_away_arrives_later()
      throws Exception {
    try (var nats = NatsServer.started();
        var database = TestDatabase.create()) {
      var settings = ErrandProcess.settings(database);
      settings.put("NATS_URL", nats.url().toString());
      try (var errand = ErrandProcess.start(settings)) {
        var id = errand.create(sleep(1)).getString("id");
        errand.send("POST", "/api/v1/tasks/" + id + "/run", new JsonObject());
        errand.until(id, task -> "completed".equals(task.getString("status")));
        errand.send("PATCH", "/api/v1/tasks/" + id, new JsonObject().put("title", "new"));
        assertEquals(204, errand.send("DELETE", "/api/v1/tasks/" + id, null).statusCode());
        errand.await("it is connected", text -> text.contains("Connected to NATS"));
        try (var inbox = NatsInbox.open(nats.url())) {
          var published = inbox.take(8);
          requireEvents(published, id);
          // The feed that is read over HTTP is the same.
          var feed = errand.get("/api/v1/events").getJsonArray("items");
          assertEquals(new JsonArray(List.copyOf(published)), feed);
        }
        nats.stop();
        for (int i = 0; i < 1000; i++) {
          errand.create(sleep(1));
        }
        assertEquals("degraded", errand.get("/health/detailed").getString("status"));
        nats.start();
        try (var inbox = NatsInbox.open(nats.url())) {
          var ids = new HashSet<String>();
          int created = 0;
          for (var event : inbox.take(1008)) {
            assertTrue(ids.add(event.getString("id")), event::encode);
            created += event.getString("type").endsWith(".created") ? 1 : 0;
          }
          assertEquals(1001, created);
        }
      }
    }
  }

  /** created, status_changed to queued, what the run's end is told as, updated, deleted. */
  private static void requireEvents(List<JsonObject> events, String id) {
    var counts = new HashMap<String, Integer>();
    for (var event : events) {
      assertEquals(id, event.getString("subject"));
      var data = event.getJsonObject("data");
      assertEquals("local", data.getString("tenant_id"));
      assertEquals("me", data.getString("user_id"), event::encode);
      counts.merge(event.getString("type"), 1, Integer::sum);
    }
    assertEquals(1, counts.get("task_service.task.created"));
    assertEquals(1, counts.get("task_service.task.executed"));
    assertEquals(1, counts.get("task_service.task.completed"));
    assertEquals(1, counts.get("task_service.task.updated"));
    assertEquals(1, counts.get("task_service.task.deleted"));
    assertEquals(2, counts.get("task_service.task.status_changed"), "to queued, to completed");
  }

  @Test
  void it_is_listed_in_consul_until_sigterm_and_finishes_the_request_in_flight(@TempDir Path folder)
      throws Exception {
    ConsulServer.assumePresent();
    var consul = new ConsulServer(folder);
    consul.start();
    try (var database = TestDatabase.create()) {
      var settings = ErrandProcess.settings(database);
      settings.put("CONSUL_HOST", "127.0.0.1");
      settings.put("CONSUL_PORT", String.valueOf(consul.port()));
      try (var errand = ErrandProcess.start(settings)) {
        var listed = until(errand, consul, 1).getJsonObject(0).getJsonObject("Service");
        assertEquals(
            new JsonArray().add("v1").add("task").add("todo").add("scheduler"),
            listed.getJsonArray("Tags"));
        listed
            .getJsonObject("Meta")
            .forEach(entry -> assertTrue(entry.getValue().toString().length() <= 512));
        var body = sleep(1500).put("run_immediately", true).put("wait_seconds", 10);
        var inFlight =
            errand
                .client()
                .sendAsync(errand.request("POST", "/api/v1/tasks", body), BodyHandlers.ofString());
        errand.await("it has begun", text -> running(errand) == 1);
        assertEquals(0, errand.terminate());
        var answer = inFlight.get(60, TimeUnit.SECONDS);
        assertEquals(201, answer.statusCode(), answer::body);
        assertEquals("completed", new JsonObject(answer.body()).getString("status"));
        until(errand, consul, 0);
      }
    } finally {
      consul.stop();
    }
  }

  private static int running(ErrandProcess errand) {
    try {
      var parts = errand.get("/health/detailed").getJsonObject("parts");
      return parts.getJsonObject("engine").getInteger("running");
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonArray until(ErrandProcess errand, ConsulServer consul, int instances)
      throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/v1/health/service/task_service?passing=true"
                        .formatted(consul.port())))
            .timeout(Duration.ofSeconds(5))
            .build();
    return eventually(
        instances + " instances",
        () -> new JsonArray(errand.client().send(request, BodyHandlers.ofString()).body()),
        found -> found.size() == instances);
  }
}
