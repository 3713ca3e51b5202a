package dev.errand.app.service;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two services with a database each, of which one relays to the other. */
class NamespaceRelayTest {

  private static TestDatabase here;
  private static TestDatabase there;
  private static ErrandProcess near;
  private static ErrandProcess far;

  @BeforeAll
  static void start() {
    here = TestDatabase.empty();
    there = TestDatabase.empty();
    var starting = CompletableFuture.supplyAsync(() -> started(there));
    near = started(here);
    far = starting.join();
  }

  private static ErrandProcess started(TestDatabase database) {
    try {
      var settings = ErrandProcess.settings(database);
      settings.put("EGRESS_ALLOW", "127.0.0.1");
      return ErrandProcess.start(settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    near.close();
    far.close();
    here.close();
    there.close();
  }

  private static String url(ErrandProcess errand) {
    return "http://127.0.0.1:" + errand.port();
  }

  private static JsonObject relay(ErrandProcess from, String namespace, @Nullable String url)
      throws Exception {
    var answer =
        from.send("PUT", "/api/v1/namespaces/" + namespace, new JsonObject().put("relay_url", url));
    return new JsonObject(answer.body()).put("_status", answer.statusCode());
  }

  private static JsonObject task(String namespace) {
    return new JsonObject()
        .put("type", "sleep")
        .put("title", "Water the north field")
        .put("namespace", namespace)
        .put("priority", "high")
        .put("config", new JsonObject().put("millis", 1))
        .put("tags", new JsonArray().add("north"))
        .put("metadata", new JsonObject().put("crop", "بن"))
        .put("run_immediately", true);
  }

  private static JsonObject explained(ErrandProcess errand, String id) throws Exception {
    return errand.get("/api/v1/tasks/" + id + "/explain").getJsonArray("reasons").getJsonObject(0);
  }

  private static JsonObject explained(ErrandProcess errand, String id, Predicate<JsonObject> wanted)
      throws Exception {
    return eventually("another explanation", () -> explained(errand, id), wanted);
  }

  /** Passes connections on to the other service. */
  private static NetServer listen(Vertx vertx, int port) throws Exception {
    var client = vertx.createNetClient();
    return vertx
        .createNetServer()
        .connectHandler(
            incoming -> {
              incoming.pause();
              client
                  .connect(far.port(), "127.0.0.1")
                  .onSuccess(
                      outgoing -> {
                        outgoing.pipeTo(incoming);
                        incoming.pipeTo(outgoing);
                      })
                  .onFailure(away -> incoming.close());
            })
        .listen(port, "127.0.0.1")
        .await(30, TimeUnit.SECONDS);
  }

  private static boolean isRefused(JsonObject reason) {
    return "relay_refused".equals(reason.getString("code"));
  }

  @Test
  void a_task_runs_at_the_other_service_and_only_there() throws Exception {
    assertEquals(200, relay(near, "afar", url(far)).getInteger("_status"));
    var created = near.create(task("afar"));
    var task = near.until(created.getString("id"), t -> t.getJsonObject("relayed_to") != null);
    var relayedTo = task.getJsonObject("relayed_to");
    assertEquals(url(far), relayedTo.getString("url"));
    assertEquals("pending", task.getString("status"));
    assertEquals(0, task.getInteger("run_count"));
    var remote =
        far.until(relayedTo.getString("task_id"), t -> "completed".equals(t.getString("status")));
    for (var member : new String[] {"type", "title", "namespace", "priority", "config", "tags"}) {
      assertEquals(created.getValue(member), remote.getValue(member), member);
    }
    assertEquals(created.getValue("metadata"), remote.getValue("metadata"));
    assertEquals("relayed", explained(near, created.getString("id")).getString("code"));

    var todo = near.create(new JsonObject().put("title", "Look").put("namespace", "afar"));
    var arrived = near.until(todo.getString("id"), t -> t.getJsonObject("relayed_to") != null);
    var person =
        far.get("/api/v1/tasks/" + arrived.getJsonObject("relayed_to").getString("task_id"));
    assertEquals("pending", person.getString("status"));
    relay(near, "afar", null);
    assertNull(near.get("/api/v1/namespaces/afar").getString("relay_url"));
    var local = near.create(task("afar")).getString("id");
    assertEquals(
        1,
        near.until(local, t -> "completed".equals(t.getString("status"))).getInteger("run_count"));
  }

  @Test
  void while_the_other_service_is_away_tasks_are_taken_and_relayed_when_it_is_back()
      throws Exception {
    var vertx = Vertx.vertx();
    try {
      // A way to the other service that is not there at first.
      var way = listen(vertx, 0);
      int port = way.actualPort();
      way.close().await(30, TimeUnit.SECONDS);
      relay(near, "away", "http://127.0.0.1:" + port);
      var id = near.create(task("away")).getString("id");
      var waiting = explained(near, id, reason -> reason.getString("error") != null);
      assertEquals("relay_pending", waiting.getString("code"), waiting::encode);
      assertTrue(waiting.getInteger("attempts") > 0, waiting::encode);
      assertEquals("pending", near.get("/api/v1/tasks/" + id).getString("status"));
      listen(vertx, port);
      var task = near.until(id, t -> t.getJsonObject("relayed_to") != null);
      far.until(
          task.getJsonObject("relayed_to").getString("task_id"),
          t -> "completed".equals(t.getString("status")));
    } finally {
      vertx.close().await(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_circle_ends_after_three_relays() throws Exception {
    relay(near, "circle", url(far));
    relay(far, "circle", url(near));
    var id = near.create(task("circle")).getString("id");
    var at = near;
    for (int hop = 1; hop <= 3; hop++) {
      var relayedTo =
          at.until(id, t -> t.getJsonObject("relayed_to") != null).getJsonObject("relayed_to");
      at = at == near ? far : near;
      assertEquals(url(at), relayedTo.getString("url"));
      id = relayedTo.getString("task_id");
    }
    var last = explained(at, id, NamespaceRelayTest::isRefused);
    assertEquals("relay_refused", last.getString("code"), last::encode);
    assertTrue(last.getString("detail").contains("relayed 3 times"), last::encode);
    assertNull(at.get("/api/v1/tasks/" + id).getJsonObject("relayed_to"));
    relay(near, "circle", null);
    relay(far, "circle", null);
  }

  @Test
  void a_refusal_is_kept_with_its_reason_and_a_relay_to_a_private_address_is_refused()
      throws Exception {
    relay(near, "strict", url(far));
    var own = new JsonObject().put("type", "theirs").put("performer", "worker");
    var id = near.create(own.put("namespace", "strict").put("unique_key", "u")).getString("id");
    near.until(id, t -> t.getJsonObject("relayed_to") != null);
    var refused = relay(near, "strict", "http://10.1.2.3");
    assertEquals(422, refused.getInteger("_status"));
    assertTrue(refused.encode().contains("the private address 10.1.2.3"), refused::encode);
    var consul = relay(near, "strict", "consul://task_service");
    assertTrue(consul.encode().contains("EGRESS_ALLOW"), consul::encode);

    near.send(
        "PUT",
        "/api/v1/namespaces/keyed",
        new JsonObject().put("relay_url", url(far)).put("relay_api_key", "erk_wrong"));
    var shown = near.get("/api/v1/namespaces/keyed");
    assertTrue(shown.getBoolean("has_relay_api_key"));
    assertFalse(shown.encode().contains("erk_wrong"));
    var denied = near.create(task("keyed")).getString("id");
    var why = explained(near, denied, NamespaceRelayTest::isRefused);
    assertEquals("relay_refused", why.getString("code"), why::encode);
    assertTrue(why.getString("detail").contains("401"), why::encode);
  }
}
