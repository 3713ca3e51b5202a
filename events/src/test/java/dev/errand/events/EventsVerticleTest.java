package dev.errand.events;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.task.Task;
import dev.errand.events.testing.NatsInbox;
import dev.errand.events.testing.NatsServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class EventsVerticleTest {

  private NatsServer nats;
  private Service service;

  @BeforeEach
  void start(Vertx vertx) {
    nats = NatsServer.started();
    service = new Service(vertx);
  }

  @AfterEach
  void stop() {
    if (service != null) {
      service.close();
      nats.close();
    }
  }

  @Test
  void each_change_arrives_once_with_its_data() {
    var node = service.node("one", nats.url());
    var ran = service.createRunning();
    service.runQueued();
    service.delete(ran.key());
    var called = service.create(1).getFirst();
    service.update(called.key(), new JsonObject().put("title", "Reap"));
    service.cancel(called.key());
    eventually("connected", () -> node.status().connected());
    try (var inbox = inbox(10)) {
      var events = inbox.take(10);
      assertEquals(
          List.of("created", "started", "executed", "completed", "status_changed", "deleted"),
          verbs(about(ran, events)));
      assertEquals(
          List.of("created", "updated", "cancelled", "status_changed"),
          verbs(about(called, events)));
      assertEquals(
          new JsonArray().add("title"), member(about(called, events).get(1), "updated_fields"));
      assertEquals("rain", member(about(called, events).get(2), "reason"));
      assertEquals("running", member(about(ran, events).get(4), "old_status"));
      assertEquals("completed", member(about(ran, events).get(4), "new_status"));
      var executed = about(ran, events).get(2).getJsonObject("data");
      assertEquals("succeeded", executed.getString("status"));
      assertNotNull(executed.getString("execution_id"));
      assertNotNull(executed.getNumber("duration_ms"));
      var created = about(called, events).get(0);
      assertEquals("ann", created.getJsonObject("data").getString("user_id"));
      assertEquals("Task 0", created.getJsonObject("data").getString("name"));
      assertEquals("acme", created.getString("tenantid"));
      assertNotNull(executed.getNumber("credits"));
      assertEquals(10, inbox.size());
    }
  }

  private static Object member(JsonObject event, String name) {
    return event.getJsonObject("data").getValue(name);
  }

  @Test
  void what_happens_while_nats_is_away_arrives_when_it_is_back() {
    var node = service.node("one", nats.url());
    service.create(10);
    inbox(10).close();
    nats.stop();
    eventually("seen as away", () -> !node.status().connected());
    assertNotNull(node.status().lastError());
    var tasks = service.create(1000);
    tasks.subList(0, 100).forEach(task -> service.cancel(task.key()));
    nats.start();
    try (var inbox = inbox(1210)) {
      var events = inbox.take(1210);
      assertEquals(
          1210, new HashSet<>(events.stream().map(e -> e.getString("id")).toList()).size());
      for (var task : tasks.subList(0, 100)) {
        assertEquals(List.of("created", "cancelled", "status_changed"), verbs(about(task, events)));
      }
      assertEquals(1210, inbox.size());
    }
  }

  @Test
  void nats_may_be_away_at_the_start() {
    nats.stop();
    var node = service.node("one", nats.url());
    eventually("tried", () -> node.status().lastError() != null);
    assertFalse(node.status().connected());
    var error = String.valueOf(node.status().lastError());
    assertTrue(error.contains(nats.url().getAuthority()), error);
    service.create(5);
    nats.configure("max_connections: 2"); // one for the service, one for the test
    nats.start();
    eventually("connected", () -> node.status().connected());
    try (var inbox = inbox(5)) {
      assertEquals(5, inbox.take(5).size());
    }
    assertEquals(nats.url().toString(), node.status().server());
  }

  @Test
  void of_two_relays_one_publishes_and_the_other_takes_over_when_it_stops() {
    var one = service.node("one", nats.url());
    service.create(20);
    inbox(20).close();
    var two = service.node("two", nats.url());
    eventually("connected", () -> two.status().connected());
    service.create(20);
    inbox(40).close();
    service.stop(one);
    service.create(20);
    try (var inbox = inbox(60)) {
      var ids = new HashSet<>(inbox.take(60).stream().map(e -> e.getString("id")).toList());
      assertEquals(60, ids.size());
    }
  }

  @Test
  void stopping_sends_what_has_been_written() {
    var node = service.node("one", nats.url());
    service.create(1);
    inbox(1).close();
    service.create(700);
    service.stop(node);
    try (var inbox = NatsInbox.open(nats.url())) {
      assertEquals(701, inbox.size());
    }
  }

  @Test
  void a_stream_deleted_meanwhile_is_made_again() throws Exception {
    service.node("one", nats.url());
    service.create(1);
    try (var inbox = inbox(1)) {
      inbox.connection().jetStreamManagement().deleteStream("TASK_SERVICE");
    }
    service.create(3);
    try (var inbox = inbox(3)) {
      assertEquals(3, inbox.take(3).size());
      var stream = inbox.connection().jetStreamManagement().getStreamInfo("TASK_SERVICE");
      assertEquals(Duration.ofHours(1), stream.getConfiguration().getDuplicateWindow());
    }
  }

  @Test
  void an_event_larger_than_nats_takes_is_published_without_its_large_members() {
    nats.stop();
    nats.configure("max_payload: 8192");
    nats.start();
    service.node("one", nats.url());
    var task = service.create(1).getFirst();
    service.update(
        task.key(), new JsonObject().put("description", "x".repeat(9000)).put("title", "New"));
    service.delete(task.key());
    try (var inbox = inbox(3)) {
      var events = inbox.take(3);
      assertEquals(List.of("created", "updated", "deleted"), verbs(events));
      var data = events.get(1).getJsonObject("data");
      assertTrue(data.getBoolean("truncated"));
      assertEquals(2, data.getJsonArray("updated_fields").size());
      assertFalse(data.containsKey("changes"));
    }
  }

  @Test
  void refused_credentials_are_tried_again_for_ever() {
    nats.stop();
    nats.configure("authorization { user: errand, password: other }");
    nats.start();
    var node = service.node("one", nats.urlWith("errand:secret"));
    service.create(2);
    eventually("refused", () -> node.status().lastError() != null);
    assertFalse(String.valueOf(node.status().lastError()).contains("secret"));
    nats.stop();
    nats.configure("authorization { user: errand, password: secret }");
    nats.start();
    eventually("let in", () -> node.status().connected());
    assertEquals(nats.url().toString(), node.status().server(), "no password in the status");
    nats.stop();
    nats.configure("authorization { user: errand, password: other }");
    nats.start();
    eventually("refused again", () -> !node.status().connected());
    service.create(2);
    nats.stop();
    nats.configure();
    nats.start();
    try (var inbox = inbox(4)) {
      assertEquals(4, inbox.take(4).size());
    }
  }

  @Test
  void a_token_opens_the_connection() {
    nats.stop();
    nats.configure("authorization { token: t0ken }");
    nats.start();
    var node = service.node("one", nats.urlWith("t0ken"));
    eventually("let in", () -> node.status().connected());
  }

  /** An inbox, once the stream holds so many events. */
  private NatsInbox inbox(int events) {
    service.tell();
    var inbox = NatsInbox.open(nats.url());
    eventually(events + " events in the stream", () -> size(inbox) >= events);
    return inbox;
  }

  private static long size(NatsInbox inbox) {
    try {
      return inbox.size();
    } catch (IllegalStateException noStreamYet) {
      return 0;
    }
  }

  private static List<JsonObject> about(Task task, List<JsonObject> events) {
    var id = task.key().id().toString();
    return events.stream().filter(event -> id.equals(event.getString("subject"))).toList();
  }

  private static List<String> verbs(List<JsonObject> events) {
    return events.stream().map(e -> e.getString("type").replace("task_service.task.", "")).toList();
  }
}
