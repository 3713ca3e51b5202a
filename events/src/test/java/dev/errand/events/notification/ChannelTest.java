package dev.errand.events.notification;

import static dev.errand.core.testing.CoreFixture.await;
import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.notification.Notification.Status;
import dev.errand.core.notification.NotificationCommand.ClaimNotifications;
import dev.errand.core.reminder.Reminder;
import dev.errand.events.testing.MailServer;
import dev.errand.events.testing.Mosquitto;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.mqtt.MqttClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One reminder through each channel, to a real server or one that speaks its protocol. */
class ChannelTest {

  @TempDir private static Path folder;
  private static final List<Received> RECEIVED = new CopyOnWriteArrayList<>();

  private static volatile JsonObject answer = new JsonObject();
  private static volatile int status = 200;

  private static Post post;
  private static MailServer mail;
  private static HttpServer http;
  private static Sender sender;

  private record Received(String path, String key, JsonObject body) {}

  @BeforeAll
  static void start() throws Exception {
    mail = MailServer.started(folder);
    post =
        new Post(
            service ->
                Future.succeededFuture(
                    SocketAddress.inetSocketAddress(http.actualPort(), "127.0.0.1")));
    http =
        await(
            post.core
                .vertx
                .createHttpServer()
                .requestHandler(ChannelTest::take)
                .listen(0, "127.0.0.1"));
    sender =
        post.sender(
            () ->
                List.of(
                    new EmailChannel(post.core.vertx, mailing(MailSettings.Security.STARTTLS)),
                    new TelegramChannel(post.egress, url(), "12:token"),
                    new WebhookChannel(post.egress),
                    new ServiceChannel(post.egress, URI.create("consul://notification_service"))));
  }

  private static MailSettings mailing(MailSettings.Security security) {
    return new MailSettings(
        "127.0.0.1",
        mail.port(),
        "errand@example.org",
        security,
        new MailSettings.Login("errand", "secret"),
        mail.certificate());
  }

  private static URI url() {
    return URI.create("http://127.0.0.1:" + http.actualPort());
  }

  private static void take(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              RECEIVED.add(
                  new Received(
                      request.path(),
                      String.valueOf(request.getHeader("Idempotency-Key")),
                      body.toJsonObject()));
              request.response().setStatusCode(status).end(answer.toBuffer());
            });
  }

  @AfterAll
  static void stop() {
    post.close();
    mail.close();
  }

  private static String mailbox(String name) {
    return post.user(new JsonObject().put("email", name + "@example.org"));
  }

  @Test
  void mail_goes_over_starttls_with_a_login() {
    var ann = mailbox("ann");
    var reminder = post.remind(ann, "event");
    post.send(sender);
    assertEquals(Reminder.Status.SENT, post.read(reminder).standing().status());
    var sent = mail.to("ann@example.org");
    assertEquals(1, sent.size());
    var id = post.list(ann).getFirst().id();
    assertEquals("<%s@example.org>".formatted(id), sent.getFirst().header("Message-ID"));
    assertEquals("Reminder: Valve", sent.getFirst().header("Subject"));
  }

  @Test
  void a_mail_server_that_is_away_for_a_minute_gets_one_mail() {
    var bob = mailbox("bob");
    mail.stop();
    post.remind(bob, "event");
    post.send(sender);
    assertEquals(Status.PENDING, post.list(bob).getFirst().delivery().status());
    post.core.clock.advance(Duration.ofMinutes(1));
    mail.start();
    post.send(sender);
    post.core.clock.advance(Duration.ofHours(1));
    post.send(sender);
    assertEquals(1, mail.to("bob@example.org").size());
    assertEquals(Status.SENT, post.list(bob).getFirst().delivery().status());
  }

  @Test
  void a_crash_between_sending_and_marking_repeats_the_message_id() {
    var cid = mailbox("cid");
    post.remind(cid, "event");
    var until = post.now().plusSeconds(60);
    var claimed = post.core.ask(new ClaimNotifications(UUID.randomUUID(), 10, post.now(), until));
    var email = new EmailChannel(post.core.vertx, mailing(MailSettings.Security.STARTTLS));
    post.on(() -> email.send(new Message(claimed.getFirst())).mapEmpty());
    await(email.close());
    post.core.clock.advance(Duration.ofMinutes(2));
    post.send(sender);
    var ids = mail.to("cid@example.org").stream().map(one -> one.header("Message-ID")).toList();
    assertEquals(2, ids.size());
    assertEquals(ids.getFirst(), ids.getLast());
  }

  @Test
  void a_mailbox_that_does_not_exist_fails_with_the_servers_words() {
    var nobody = mailbox("nobody");
    var reminder = post.remind(nobody, "event");
    post.send(sender);
    var standing = post.read(reminder).standing();
    assertEquals(Reminder.Status.FAILED, standing.status());
    assertTrue(String.valueOf(standing.error()).contains("No such mailbox"), standing::toString);
  }

  @Test
  void without_the_encryption_that_was_asked_for_nothing_is_sent() {
    var dan = mailbox("dan");
    post.remind(dan, "event");
    var plain =
        post.sender(
            () -> List.of(new EmailChannel(post.core.vertx, mailing(MailSettings.Security.NONE))));
    post.send(plain);
    assertEquals(List.of(), mail.to("dan@example.org"));
    assertTrue(post.list(dan).getFirst().delivery().status() != Status.SENT);
  }

  private static List<Received> received(String path) {
    return RECEIVED.stream().filter(each -> each.path().equals(path)).toList();
  }

  @Test
  void telegram_gets_a_message_for_the_chat_and_says_when_it_will_not_take_it() {
    var path = "/bot12:token/sendMessage";
    var eve = post.user(new JsonObject().put("telegram_id", "4711"));
    post.remind(eve, "event");
    post.send(sender);
    var message = received(path).getFirst().body();
    assertEquals("4711", message.getString("chat_id"));
    assertTrue(message.getString("text").startsWith("Reminder: Valve"));
    status = 403;
    answer = new JsonObject().put("ok", false).put("description", "bot was blocked by the user");
    try {
      var blocked = post.remind(eve, "event");
      post.send(sender);
      var error = String.valueOf(post.read(blocked).standing().error());
      assertTrue(error.endsWith("answered 403: bot was blocked by the user"), error);
      assertFalse(error.contains("token"), error);
    } finally {
      status = 200;
      answer = new JsonObject();
    }
  }

  @Test
  void a_webhook_is_posted_to_and_stays_within_the_egress_rules() {
    var preferences = new JsonObject().put("webhook_url", url() + "/fay");
    var fay = post.user(new JsonObject().put("preferences", preferences));
    post.remind(fay, "event");
    post.send(sender);
    var got = received("/fay").getFirst();
    assertEquals(post.list(fay).getFirst().id().toString(), got.key());
    assertEquals("reminder", got.body().getString("kind"));
    assertEquals("Reminder: Valve", got.body().getString("title"));
    var inside = new JsonObject().put("webhook_url", "http://169.254.169.254/latest");
    var spy = post.user(new JsonObject().put("preferences", inside));
    var refused = post.remind(spy, "event");
    post.send(sender);
    assertEquals(Reminder.Status.FAILED, post.read(refused).standing().status());
  }

  @Test
  void a_notification_service_is_found_by_its_name_and_tried_again_while_it_is_broken() {
    var path = "/api/v1/notifications";
    var gil = post.user(new JsonObject());
    status = 500;
    try {
      post.remind(gil, "event");
      post.send(sender);
    } finally {
      status = 200;
    }
    assertEquals(Status.PENDING, post.list(gil).getFirst().delivery().status());
    post.core.clock.advance(Duration.ofMinutes(1));
    post.send(sender);
    assertEquals(Status.SENT, post.list(gil).getFirst().delivery().status());
    var bodies =
        received(path).stream().filter(each -> gil.equals(each.body().getString("user_id")));
    var keys = bodies.map(Received::key).toList();
    assertEquals(2, keys.size());
    assertEquals(keys.getFirst(), keys.getLast());
  }

  @Test
  void mqtt_publishes_to_the_topic_of_the_user_and_waits_for_the_broker() {
    try (var broker = Mosquitto.started()) {
      var mqtt = post.sender(() -> List.of(channel(broker)));
      var got = new CopyOnWriteArrayList<JsonObject>();
      var hal = post.user(new JsonObject());
      subscribe(broker, hal, got);
      post.remind(hal, "event");
      post.send(mqtt);
      assertEquals("mqtt", post.list(hal).getFirst().delivery().channel());
      eventually("the message", () -> got.size() == 1);
      assertEquals(post.list(hal).getFirst().id().toString(), got.getFirst().getString("id"));
      broker.stop();
      post.remind(hal, "event");
      post.send(mqtt);
      assertEquals(Status.PENDING, post.list(hal).getFirst().delivery().status());
      broker.start();
      subscribe(broker, hal, got);
      post.core.clock.advance(Duration.ofMinutes(1));
      post.send(mqtt);
      assertEquals(Status.SENT, post.list(hal).getFirst().delivery().status());
      eventually("the second message", () -> got.size() == 2);
    }
  }

  private static Channel channel(Mosquitto broker) {
    return new MqttChannel(post.core.vertx, new MqttSettings(broker.url(), "errand"));
  }

  private static void subscribe(Mosquitto broker, String user, List<JsonObject> got) {
    var client = MqttClient.create(post.core.vertx);
    client.publishHandler(message -> got.add(message.payload().toJsonObject()));
    var topic = "errand/t1/users/%s/notifications".formatted(user.replace("/", "%2F"));
    await(
        client
            .connect(broker.url().getPort(), broker.url().getHost())
            .compose(connected -> client.subscribe(topic, 1)));
  }
}
