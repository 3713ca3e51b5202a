package dev.errand.events;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.event.EventCommand.ReadFeed;
import dev.errand.core.event.EventCommand.Reader;
import dev.errand.core.event.Feeds;
import dev.errand.core.fanout.FanOut;
import dev.errand.core.page.Page;
import dev.errand.core.webhook.Delivery;
import dev.errand.core.webhook.Webhook;
import dev.errand.core.webhook.WebhookCommand.CreateWebhook;
import dev.errand.core.webhook.WebhookCommand.DeleteWebhook;
import dev.errand.core.webhook.WebhookCommand.PingWebhook;
import dev.errand.core.webhook.WebhookCommand.Redeliver;
import dev.errand.core.webhook.WebhookCommand.Revealed;
import dev.errand.core.webhook.WebhookCommand.RotateSecret;
import dev.errand.core.webhook.WebhookCommand.Target;
import dev.errand.core.webhook.WebhookCommand.UpdateWebhook;
import dev.errand.core.webhook.WebhookQuery.GetWebhook;
import dev.errand.core.webhook.WebhookQuery.ListDeliveries;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes that take events to webhooks. */
class WebhookDeliveryTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static Service service;

  private final List<UUID> made = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void start() {
    service = new Service(VERTX);
    for (var name : List.of("one", "two")) {
      service.deliveries(name, Duration.ofSeconds(2), "127.0.0.1");
    }
  }

  @AfterAll
  static void stop() {
    service.close();
    Service.got(VERTX.close());
  }

  @AfterEach
  void clear() throws Exception {
    made.forEach(id -> service.ask(new DeleteWebhook(target(id))));
    for (var each : open) {
      each.close();
    }
  }

  private static Target target(UUID id) {
    return new Target(id, service.ann(), null);
  }

  private Receiver receiver() {
    var receiver = new Receiver(VERTX);
    open.add(receiver);
    return receiver;
  }

  private Revealed webhook(String url, String... eventTypes) {
    var members =
        new JsonObject().put("url", url).put("event_types", new JsonArray(List.of(eventTypes)));
    var revealed = service.ask(new CreateWebhook(members, service.ann()));
    made.add(revealed.webhook().id());
    return revealed;
  }

  private static List<Delivery> deliveries(UUID webhook, @Nullable String status) {
    return service
        .ask(new ListDeliveries("acme", webhook, status, new Page.Part(100, 0, null)))
        .items();
  }

  private static Webhook now(UUID webhook) {
    return service.ask(new GetWebhook("acme", webhook));
  }

  @Test
  void tells_of_each_event_once_signed_and_in_order_of_each_task() {
    var receiver = receiver();
    var made = webhook(receiver.url());
    var tasks = service.create(20);
    tasks.forEach(task -> service.update(task.key(), new JsonObject().put("title", "Other")));
    tasks.forEach(task -> service.cancel(task.key()));
    // created, updated, cancelled, status_changed
    var all = receiver.await(80);
    eventually("all noted", () -> deliveries(made.webhook().id(), "pending").isEmpty());
    assertEquals(80, receiver.all().size());
    assertEquals(80, all.stream().map(Receiver.Got::id).distinct().count());
    for (var got : all) {
      assertTrue(got.isSignedBy(made.secret()), got::toString);
      assertEquals(got.id(), new JsonObject(got.body()).getString("id"));
    }
    all.stream()
        .collect(Collectors.groupingBy(Receiver.Got::subject))
        .values()
        .forEach(
            ofTask ->
                assertEquals(
                    List.of("created", "updated", "cancelled", "status_changed"),
                    ofTask.stream().map(got -> got.type().replaceAll(".*\\.", "")).toList()));
  }

  @Test
  void tells_only_of_wanted_types_and_namespaces_and_of_nothing_from_before() {
    service.create(1);
    var receiver = receiver();
    webhook(receiver.url(), "task_service.task.cancelled", "task_service.webhook.*");
    var elsewhere = receiver();
    var members =
        new JsonObject().put("url", elsewhere.url()).put("namespaces", new JsonArray().add("far"));
    made.add(service.ask(new CreateWebhook(members, service.ann())).webhook().id());
    var task = service.create(1).getFirst();
    service.cancel(task.key());
    var got = receiver.await(1).getFirst();
    assertEquals("task_service.task.cancelled", got.type());
    assertEquals(task.key().id().toString(), got.subject());
    assertEquals(1, receiver.all().size());
    assertEquals(0, elsewhere.all().size());
  }

  @Test
  void tries_again_under_the_same_id_until_it_arrives_and_then_calls_the_webhook_well() {
    var receiver = receiver();
    receiver.answers(500);
    var id = webhook(receiver.url(), "task_service.task.created").webhook().id();
    service.create(1);
    receiver.await(1);
    eventually("failing", () -> now(id).health().failingSince() != null);
    var waiting = deliveries(id, "pending").getFirst();
    assertEquals(1, waiting.attempts());
    assertEquals(500, waiting.last().status());
    assertEquals("it answered with 500", waiting.last().error());
    receiver.answers(204);
    service.pass(Duration.ofSeconds(10));
    var calls = receiver.await(2);
    assertEquals(calls.get(0).id(), calls.get(1).id());
    assertEquals(calls.get(0).body(), calls.get(1).body());
    assertTrue(calls.get(1).timestamp() >= calls.get(0).timestamp() + 5);
    eventually("well again", () -> now(id).health().failingSince() == null);
    assertEquals(2, deliveries(id, "delivered").getFirst().attempts());
  }

  @Test
  void waits_as_long_as_a_receiver_asks_for() {
    var receiver = receiver();
    receiver.answers(response -> response.setStatusCode(503).putHeader("Retry-After", "600").end());
    var id = webhook(receiver.url(), "task_service.task.created").webhook().id();
    service.create(1);
    eventually(
        "put off", () -> deliveries(id, "pending").stream().anyMatch(each -> each.attempts() == 1));
    var next = Objects.requireNonNull(deliveries(id, "pending").getFirst().nextAt());
    var created = deliveries(id, "pending").getFirst().createdAt();
    assertTrue(Duration.between(created, next).toSeconds() >= 600);
  }

  @Test
  void gives_up_after_all_attempts_and_sends_again_when_asked_to() {
    var receiver = receiver();
    receiver.answers(500);
    var id = webhook(receiver.url(), "task_service.task.created").webhook().id();
    service.create(1);
    for (int attempt = 1; attempt <= 11; attempt++) {
      receiver.await(attempt);
      int ended = attempt;
      eventually(
          "attempt " + attempt,
          () -> deliveries(id, null).stream().allMatch(each -> each.attempts() == ended));
      service.pass(Duration.ofHours(11));
    }
    assertEquals(1, deliveries(id, "failed").size());
    receiver.answers(200);
    assertEquals(1, service.ask(new Redeliver(id, null, null, service.ann())));
    receiver.await(12);
    eventually("delivered", () -> deliveries(id, "delivered").size() == 1);
    assertEquals(1, new HashSet<>(receiver.all().stream().map(Receiver.Got::id).toList()).size());
    assertEquals(0, service.ask(new Redeliver(id, null, null, service.ann())));
  }

  @Test
  void turns_a_webhook_off_that_is_gone_or_has_failed_for_days_and_tells_others_why() {
    var watcher = receiver();
    webhook(watcher.url(), "task_service.task.webhook_disabled");
    var gone = receiver();
    gone.answers(410);
    var goneId = webhook(gone.url(), "task_service.task.created").webhook().id();
    service.create(1);
    eventually("off", () -> !now(goneId).active());
    assertEquals("the receiver answered 410 Gone", now(goneId).health().disabledReason());

    var broken = receiver();
    broken.answers(500);
    var brokenId = webhook(broken.url(), "task_service.task.created").webhook().id();
    service.create(1);
    eventually("failing", () -> now(brokenId).health().failingSince() != null);
    service.pass(Duration.ofDays(5));
    eventually("off", () -> !now(brokenId).active());
    var reason = String.valueOf(now(brokenId).health().disabledReason());
    assertTrue(reason.startsWith("nothing has arrived since "), reason);

    var told = watcher.await(2);
    assertEquals(
        List.of(goneId.toString(), brokenId.toString()),
        told.stream()
            .map(got -> new JsonObject(got.body()).getJsonObject("data").getString("webhook_id"))
            .toList());

    broken.answers(200);
    service.ask(new UpdateWebhook(target(brokenId), new JsonObject().put("active", true)));
    service.pass(Duration.ofHours(1));
    eventually("what waited", () -> deliveries(brokenId, "delivered").size() == 1);
    assertNull(now(brokenId).health().disabledReason());
  }

  @Test
  void signs_with_the_secret_before_too_for_a_day_after_it_was_replaced() {
    var receiver = receiver();
    var before = webhook(receiver.url());
    var id = before.webhook().id();
    var after = service.ask(new RotateSecret(target(id), null));
    assertNotNull(after.webhook().health().oldSecretUntil());
    service.ask(new PingWebhook(id, service.ann()));
    var ping = receiver.await(1).getFirst();
    assertEquals("task_service.webhook.ping", ping.type());
    assertTrue(ping.isSignedBy(before.secret()) && ping.isSignedBy(after.secret()));
    service.pass(Duration.ofHours(25));
    service.ask(new PingWebhook(id, service.ann()));
    var later = receiver.await(2).get(1);
    assertTrue(later.isSignedBy(after.secret()));
    assertFalse(later.isSignedBy(before.secret()));
  }

  @Test
  void receivers_that_are_slow_silent_broken_or_lead_elsewhere_hold_nobody_up() {
    var silent = silent();
    var slow = receiver();
    slow.answers(response -> {});
    var broken = receiver();
    broken.answers(500);
    var target = receiver();
    var leading = receiver();
    leading.answers(
        response -> response.setStatusCode(307).putHeader("Location", target.url()).end());
    var slowId = webhook(slow.url(), "task_service.task.created").webhook().id();
    webhook("http://127.0.0.1:" + silent.actualPort() + "/", "task_service.task.created");
    webhook(broken.url(), "task_service.task.created");
    var leadingId = webhook(leading.url(), "task_service.task.created").webhook().id();
    var forbiddenId =
        webhook("http://127.0.0.2:" + target.url().replaceAll(".*:(\\d+)/.*", "$1"), "*")
            .webhook()
            .id();
    var good = receiver();
    webhook(good.url(), "task_service.task.created");
    service.create(60);
    good.await(60);
    // Each node has four calls to one webhook under way at most.
    assertTrue(slow.all().size() <= 16, () -> slow.all().size() + " calls to the slow one");
    eventually("timed out", () -> firstError(slowId).contains("not answered completely"));
    eventually("not followed", () -> firstError(leadingId).contains("redirects are not followed"));
    eventually("refused", () -> firstError(forbiddenId).contains("loopback address 127.0.0.2"));
    assertEquals(0, target.all().size());
  }

  private NetServer silent() {
    var server =
        Service.got(
            VERTX
                .createNetServer()
                .connectHandler(socket -> socket.pause())
                .listen(0, "127.0.0.1"));
    open.add(() -> Service.got(server.close()));
    return server;
  }

  private static String firstError(UUID webhook) {
    return deliveries(webhook, null).stream()
        .map(each -> each.last().error())
        .filter(error -> error != null)
        .findFirst()
        .orElse("");
  }

  @Test
  void nobody_reads_events_without_webhooks_and_each_batch_is_written_once() {
    var vertx = Vertx.vertx();
    try (var other = new Service(vertx)) {
      var reader = new Reader(Feeds.DELIVERIES, "three");
      var read = new ReadFeed(reader, 100, Instant.now(), Duration.ofSeconds(15));
      other.create(1);
      assertFalse(other.ask(read).held());
      var members = new JsonObject().put("url", "http://127.0.0.1:9/");
      var webhook = other.ask(new CreateWebhook(members, other.ann())).webhook();
      var task = other.create(1).getFirst();
      var batch = other.ask(read);
      assertEquals(
          List.of(task.key().id()), batch.events().stream().map(each -> each.taskId()).toList());

      var message =
          new FanOut.Message(
              "acme",
              webhook.id(),
              new FanOut.Event(batch.events().getFirst().id(), "t", task.key().id()),
              batch.events().getFirst().at(),
              "{}");
      var fanOut = new FanOut(reader, batch, List.of(message), Instant.now());
      var again = other.ask(read);
      // Whoever has read since is the one to write, and he does it once.
      assertFalse(other.ask(fanOut));
      assertEquals(0, count(other, webhook.id()));
      assertTrue(other.ask(new FanOut(reader, again, List.of(message), Instant.now())));
      assertEquals(1, count(other, webhook.id()));
      assertTrue(other.ask(read).events().isEmpty());

      other.ask(new DeleteWebhook(new Target(webhook.id(), other.ann(), null)));
      assertFalse(other.ask(read).held());
    } finally {
      Service.got(vertx.close());
    }
  }

  private static int count(Service other, UUID webhook) {
    return other
        .ask(new ListDeliveries("acme", webhook, null, new Page.Part(10, 0, null)))
        .items()
        .size();
  }
}
