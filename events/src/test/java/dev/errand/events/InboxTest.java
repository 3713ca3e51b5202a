package dev.errand.events;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Level;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page.Part;
import dev.errand.core.recurrence.ScheduleCommand.AttachSchedule;
import dev.errand.core.recurrence.ScheduleQuery.GetSchedule;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskFilter;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskQuery.GetHistory;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.trigger.TriggerCommand.CreateTrigger;
import dev.errand.core.user.UserCommand.CreateUser;
import dev.errand.core.user.UserQuery.GetUser;
import dev.errand.events.testing.NatsInbox;
import dev.errand.events.testing.NatsServer;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What other services say over NATS, on a real server. */
class InboxTest {

  private static final String DELETED = "account_service.user.deleted";
  private static final String CHANGED = "subscription_service.subscription.changed";
  private static final JsonObject ANN = new JsonObject().put("user_id", "ann");

  private static NatsServer nats;
  private static Service service;
  private static NatsInbox inbox;
  private static Service.Node node;

  @BeforeAll
  static void start() throws IOException, JetStreamApiException {
    nats = NatsServer.started();
    service = new Service(Vertx.vertx());
    inbox = NatsInbox.open(nats.url());
    inbox
        .connection()
        .jetStreamManagement()
        .addStream(StreamConfiguration.builder().name("OWN").subjects("own.>").build());
    node = service.node("one", nats.url());
    for (var subject : List.of(DELETED, CHANGED, "shop.order")) {
      eventually("a stream for " + subject, () -> isCovered(subject));
    }
    service.ask(new CreateUser("ann", new JsonObject(), boss()));
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      inbox.close();
      service.close();
      nats.close();
    }
  }

  private static Caller boss() {
    return new Caller("acme", "bea", Role.ADMIN, null, new Caller.Origin("r", null), Sight.ALL);
  }

  private static boolean isCovered(String subject) {
    try {
      return !inbox.connection().jetStreamManagement().getStreamNames(subject).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JetStreamApiException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void send(String subject, String body, String... headers)
      throws IOException, JetStreamApiException {
    var all = new Headers();
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    inbox
        .connection()
        .jetStream()
        .publish(
            NatsMessage.builder()
                .subject(subject)
                .headers(all)
                .data(body, StandardCharsets.UTF_8)
                .build());
  }

  private static List<Message> dead(String subject, int count)
      throws IOException, JetStreamApiException, InterruptedException {
    var options = PushSubscribeOptions.builder().ordered(true).build();
    var subscription = inbox.connection().jetStream().subscribe("errand.dead." + subject, options);
    var found = new ArrayList<Message>();
    while (found.size() < count) {
      var message = subscription.nextMessage(Duration.ofSeconds(30));
      if (message == null) {
        throw new AssertionError("only " + found.size() + " dead letters");
      }
      found.add(message);
    }
    subscription.unsubscribe();
    return found;
  }

  private static Task read(TaskKey key) {
    return service.ask(new GetTask(key));
  }

  private static Level level() {
    var user = service.ask(new GetUser("ann", boss()));
    return Level.of(String.valueOf(user.standing().subscriptionLevel())).orElse(Level.FREE);
  }

  /** How many tasks there are of an order. */
  private static long ordered(Object id) {
    return service.tasks(TaskFilter.ALL).stream()
        .filter(task -> task.details().text().title().equals("Order " + id))
        .count();
  }

  private static void trigger(String event) {
    var draft = new JsonObject().put("title", "Order {{payload.id}}");
    var members =
        new JsonObject()
            .put("name", event)
            .put("event_name", event)
            .put("condition", "payload.id != 'none'")
            .put("task", draft);
    service.ask(new CreateTrigger(null, members, boss()));
  }

  @Test
  void a_deleted_users_open_tasks_are_cancelled_and_others_are_not_and_schedules_are_paused()
      throws Exception {
    var done = service.createRunning();
    service.runQueued();
    var open = service.create(3);
    var running = service.createRunning();
    var hourly = new JsonObject().put("type", "interval").put("every", "PT1H");
    var schedule =
        service.ask(new AttachSchedule(running.key(), hourly, "Hourly", service.ann())).key();
    send(DELETED, ANN.copy().put("user_id", "ben").encode());
    send(DELETED, ANN.encode());
    for (var task : List.of(open.get(0), open.get(1), open.get(2), running)) {
      eventually("cancelled", () -> read(task.key()).progress().status() == TaskStatus.CANCELLED);
    }
    var standing = service.ask(new GetSchedule(schedule, Sight.ALL)).standing();
    assertTrue(standing.paused());
    assertEquals("user_deleted", standing.pauseReason());
    assertEquals(TaskStatus.COMPLETED, read(done.key()).progress().status());
    var history =
        service.ask(
            new GetHistory(open.getFirst().key(), false, new Part(100, 0, null), Sight.ALL));
    var last =
        history.items().stream()
            .filter(entry -> entry.action().equals("cancelled"))
            .findFirst()
            .orElseThrow();
    assertEquals("system:account_service", last.actor().id());
    assertEquals("user_deleted", last.notes());
    send(DELETED, ANN.encode());
  }

  @Test
  void a_changed_subscription_holds_from_then_on() throws Exception {
    send(CHANGED, ANN.copy().put("new_tier", "pro").encode());
    eventually("pro", () -> level() == Level.PRO);
    var data = ANN.copy().put("new_tier", "basic");
    var event = new JsonObject().put("specversion", "1.0").put("id", "e1").put("data", data);
    send(CHANGED, event.put("tenantid", "acme").encode());
    eventually("basic", () -> level() == Level.BASIC);
  }

  @Test
  void a_message_of_a_configured_subject_is_an_event_once() throws Exception {
    trigger("shop.order");
    var cloud =
        new JsonObject()
            .put("specversion", "1.0")
            .put("id", "o1")
            .put("tenantid", "acme")
            .put("data", new JsonObject().put("id", 1));
    send("shop.order", cloud.encode());
    send("shop.order", cloud.encode());
    send("shop.order", "{\"id\": 2, \"tenant_id\": \"acme\"}", "Nats-Msg-Id", "o2");
    send("shop.order", "{\"id\": \"none\"}", "X-Tenant-ID", "acme");
    send("shop.order", "{\"id\": 3}", "X-Tenant-ID", "acme");
    eventually("the last", () -> ordered(3) == 1);
    assertEquals(List.of(1L, 1L, 0L), List.of(ordered(1), ordered(2), ordered("none")));
  }

  @Test
  void what_cannot_be_read_goes_to_the_dead_letters_and_holds_nothing_up() throws Exception {
    trigger("shop.broken");
    send("shop.broken", "no json");
    send("shop.broken", "[1]");
    send("shop.broken", "{\"id\": 1}");
    send(DELETED, "{}");
    send(CHANGED, "{\"user_id\": \"ann\", \"new_tier\": \"golden\"}");
    send("shop.broken", "{\"id\": \"behind\", \"tenant_id\": \"acme\"}");
    eventually("the one behind them", () -> ordered("behind") == 1);
    var dead = dead("shop.broken", 3);
    assertEquals("it must be a JSON object", reason(dead.getFirst()));
    assertEquals("no json", new String(dead.getFirst().getData(), StandardCharsets.UTF_8));
    assertTrue(reason(dead.getLast()).startsWith("it must name its tenant"));
    assertTrue(reason(dead(DELETED, 1).getFirst()).contains("user_id"));
    assertTrue(reason(dead(CHANGED, 1).getFirst()).contains("golden"));
  }

  private static String reason(Message message) {
    return String.valueOf(message.getHeaders().getFirst("Errand-Reason"));
  }

  @Test
  void what_fails_five_times_goes_to_the_dead_letters() throws Exception {
    trigger("shop.odd");
    // PostgreSQL keeps no such character.
    send("shop.odd", "{\"id\": \"\\u0000\", \"tenant_id\": \"acme\"}");
    send("shop.odd", "{\"id\": \"even\", \"tenant_id\": \"acme\"}");
    eventually("the one behind it", () -> ordered("even") == 1);
    var dead = dead("shop.odd", 1).getFirst();
    assertEquals("5", dead.getHeaders().getFirst("Errand-Tries"));
    assertTrue(reason(dead).startsWith("it failed 5 times"));
  }

  @Test
  void messages_sent_while_nobody_listens_are_handled_later() throws Exception {
    trigger("shop.late");
    service.stop(node);
    send("shop.late", "{\"id\": \"early\", \"tenant_id\": \"acme\"}");
    nats.stop();
    node = service.node("two", nats.url());
    eventually("away", () -> node.status().lastError() != null);
    nats.start();
    eventually("handled", () -> ordered("early") == 1);
    nats.kill();
    eventually("away again", () -> !node.status().connected());
    nats.start();
    eventually("there again", () -> isCovered("shop.late"));
    send("shop.late", "{\"id\": \"late\", \"tenant_id\": \"acme\"}");
    eventually("and again", () -> ordered("late") == 1);
  }

  @Test
  void a_stream_that_covers_the_subject_is_used() throws Exception {
    trigger("own.order");
    send("own.order", "{\"id\": \"own\", \"tenant_id\": \"acme\"}");
    eventually("handled", () -> ordered("own") == 1);
    var streams = inbox.connection().jetStreamManagement().getStreamNames("own.order");
    assertEquals(List.of("OWN"), streams);
  }
}
