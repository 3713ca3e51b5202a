package dev.errand.app.service;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** kill −9 while events are being handed on to webhooks, and while triggers make tasks of one. */
@ExtendWith(VertxExtension.class)
class EventCrashTest {

  private static final int TASKS = 5;
  private static final JsonObject ORDER =
      new JsonObject().put("name", "OrderPaid").put("dedupe_key", "order 1");

  private final Set<String> arrived = ConcurrentHashMap.newKeySet();

  private void receive(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              arrived.add(body.toJsonObject().getString("subject"));
              request.response().setStatusCode(204).end();
            });
  }

  private static JsonObject trigger(String name) {
    return new JsonObject()
        .put("name", name)
        .put("event_name", "OrderPaid")
        .put("task", new JsonObject().put("type", "todo").put("title", name));
  }

  private static JsonObject post(ErrandProcess errand, String path, JsonObject body)
      throws Exception {
    var answer = errand.send("POST", "/api/v1" + path, body);
    assertEquals(2, answer.statusCode() / 100, answer.body());
    return new JsonObject(answer.body());
  }

  private static int count(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static boolean waitsFor(Connection connection, String table) throws SQLException {
    return count(
            connection,
            "select count(*) from pg_locks where not granted and relation = '%s'::regclass"
                .formatted(table))
        > 0;
  }

  @Test
  void kill_in_the_middle_of_a_fan_out_and_of_a_trigger_loses_nothing_and_doubles_nothing(
      Vertx vertx) throws Exception {
    var server = vertx.createHttpServer().requestHandler(this::receive);
    int port = server.listen(0, "127.0.0.1").await(60, TimeUnit.SECONDS).actualPort();
    try (var database = TestDatabase.create();
        var watching = database.connect();
        var holding = database.connect()) {
      var settings = ErrandProcess.settings(database);
      settings.put("EGRESS_ALLOW", "127.0.0.1");
      Set<String> created;
      try (var first = ErrandProcess.start(settings)) {
        var types = new JsonArray().add("task_service.task.created");
        var url = "http://127.0.0.1:" + port;
        post(first, "/webhooks", new JsonObject().put("url", url).put("event_types", types));
        post(first, "/triggers", trigger("Pack"));
        post(first, "/triggers", trigger("Send"));
        holding.setAutoCommit(false);
        created = killed(first, watching, holding);
        holding.rollback();
      }
      assertEquals(Set.of(), arrived);
      try (var second = ErrandProcess.start(settings)) {
        var recorded = post(second, "/events", ORDER);
        assertEquals(recorded, post(second, "/events", ORDER));
        recorded
            .getJsonArray("outcomes")
            .forEach(each -> created.add(((JsonObject) each).getString("task_id")));
        assertEquals(TASKS + 2, created.size());
        eventually("all arrive", () -> arrived.containsAll(created));
        assertEquals(created, arrived);
        assertEquals(TASKS + 2, count(watching, "select count(*) from task"));
        assertEquals(
            TASKS + 2, count(watching, "select count(*) from webhook_delivery"), "deliveries");
        assertEquals(1, count(watching, "select count(*) from event"));
      }
    }
  }

  /** Both transactions have begun to write, and neither has ended; answers with the tasks. */
  private static Set<String> killed(ErrandProcess errand, Connection watching, Connection holding)
      throws Exception {
    var created = new HashSet<String>();
    try (var lock = holding.createStatement()) {
      lock.execute("lock table webhook_delivery in share mode");
      for (int i = 0; i < TASKS; i++) {
        var task = new JsonObject().put("type", "todo").put("title", "Task " + i);
        created.add(errand.create(task).getString("id"));
      }
      eventually("something is handed on", () -> waitsFor(watching, "webhook_delivery"));
      lock.execute("lock table task in share mode");
      var request = errand.request("POST", "/api/v1/events", ORDER);
      var sent = errand.client().sendAsync(request, BodyHandlers.ofString());
      eventually("a task is made", () -> waitsFor(watching, "task"));
      errand.kill();
      assertThrows(ExecutionException.class, () -> sent.get(60, TimeUnit.SECONDS));
    }
    return created;
  }
}
