package dev.errand.events.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.egress.Directory;
import dev.errand.core.notification.Notification;
import dev.errand.core.notification.Notification.Status;
import dev.errand.core.notification.NotificationCommand.ClaimNotifications;
import dev.errand.core.notification.NotificationCommand.ReadNotification;
import dev.errand.core.notification.NotificationQuery.ListNotifications;
import dev.errand.core.notification.Recipient;
import dev.errand.core.page.Page.Part;
import dev.errand.core.reminder.Reminder;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which channel is taken, when, how often, and what is noted of it. */
class SenderTest {

  private static final Recorded EMAIL = new Recorded("email");
  private static final Recorded TELEGRAM = new Recorded("telegram");

  private static Post post;
  private static Sender sender;

  /** A channel that keeps what it was given, for people who have an address. */
  private static class Recorded implements Channel {
    private final String name;
    private final List<UUID> sent = new CopyOnWriteArrayList<>();
    private volatile Future<?> answer = Future.succeededFuture();

    Recorded(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean reaches(Recipient recipient) {
      return (name.equals("email") ? recipient.email() : recipient.telegramId()) != null;
    }

    @Override
    public Future<?> send(Message message) {
      sent.add(message.id());
      return answer;
    }
  }

  @BeforeAll
  static void start() {
    post = new Post(Directory.NONE);
    sender = post.sender(() -> List.of(EMAIL, TELEGRAM));
  }

  @AfterAll
  static void stop() {
    post.close();
  }

  @BeforeEach
  void forget() {
    for (var channel : List.of(EMAIL, TELEGRAM)) {
      channel.sent.clear();
      channel.answer = Future.succeededFuture();
    }
  }

  private static JsonObject reachable(JsonObject preferences) {
    return new JsonObject()
        .put("email", "a@example.org")
        .put("telegram_id", UUID.randomUUID().toString())
        .put("preferences", preferences);
  }

  private static @Nullable String channel(String user) {
    return post.list(user).getFirst().delivery().channel();
  }

  private static Status status(String user) {
    return post.list(user).getFirst().delivery().status();
  }

  @Test
  void the_first_channel_that_is_preferred_and_reaches_them_is_taken() {
    var order = new JsonObject().put("channels", new JsonArray().add("mqtt").add("telegram"));
    var picky = post.user(reachable(order));
    var usual = post.user(reachable(new JsonObject()));
    var poor = post.user(new JsonObject());
    var off = post.user(reachable(new JsonObject().put("notifications_enabled", false)));
    var gone = post.user(reachable(new JsonObject()).put("is_active", false));
    var list = List.of(picky, usual, poor, off, gone, "never-seen");
    list.forEach(user -> post.remind(user, "event"));
    assertEquals(list.size(), post.send(sender));
    assertEquals(
        List.of("telegram", "email", "in_app", "in_app", "in_app", "in_app"),
        list.stream().map(SenderTest::channel).toList());
    list.forEach(user -> assertEquals(Status.SENT, status(user)));
    assertEquals(1, EMAIL.sent.size());
    assertEquals(1, TELEGRAM.sent.size());
    assertEquals(0, post.send(sender));
  }

  @Test
  void what_came_of_many_at_once_is_noted_in_one_statement() throws SQLException {
    var user = post.user(new JsonObject());
    for (int i = 0; i < 50; i++) {
      post.remind(user, "event");
    }
    assertEquals(50, post.send(sender));
    try (var connection = post.core.database.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                select count(distinct xmin::text), count(*) from notification
                where user_id = '%s' and status = 'sent'"""
                    .formatted(user))) {
      assertTrue(rows.next());
      assertEquals(List.of(1, 50), List.of(rows.getInt(1), rows.getInt(2)));
    }
  }

  @Test
  void more_are_asked_for_once_there_is_room_for_them() {
    var asked = new AtomicInteger();
    var other = post.sender(List::of);
    other.onMore(asked::incrementAndGet);
    var user = post.user(new JsonObject());
    for (int i = 0; i < 201; i++) {
      post.remind(user, "event");
    }
    assertEquals(200, post.send(other));
    assertEquals(1, asked.get());
    assertEquals(1, post.send(other));
    assertEquals(1, asked.get());
  }

  @Test
  void a_channel_that_was_asked_for_is_taken_or_the_reminder_fails() {
    var user = post.user(new JsonObject().put("email", "a@example.org"));
    var mailed = post.remind(user, "email");
    var unreachable = post.remind(user, "telegram");
    var unknown = post.remind(user, "mqtt");
    post.send(sender);
    assertEquals(Reminder.Status.SENT, post.read(mailed).standing().status());
    assertEquals(Reminder.Status.FAILED, post.read(unreachable).standing().status());
    assertEquals(
        "The channel telegram does not reach %s: they have no address for it".formatted(user),
        post.read(unreachable).standing().error());
    assertTrue(
        String.valueOf(post.read(unknown).standing().error()).endsWith("it is not configured"));
  }

  @Test
  void in_quiet_hours_nothing_is_sent_or_listed_and_after_them_it_is_once() {
    var now = LocalTime.ofInstant(post.now(), ZoneOffset.UTC);
    var hours =
        new JsonObject()
            .put("start", now.minusMinutes(30).toString().substring(0, 5))
            .put("end", now.plusMinutes(30).toString().substring(0, 5));
    var user = post.user(reachable(new JsonObject().put("quiet_hours", hours)));
    var reminder = post.remind(user, "event");
    post.send(sender);
    post.send(sender);
    assertEquals(List.of(), EMAIL.sent);
    assertEquals(List.of(), post.list(user));
    assertEquals(Reminder.Status.SENT, post.read(reminder).standing().status());
    post.core.clock.advance(Duration.ofMinutes(31));
    post.send(sender);
    post.send(sender);
    assertEquals(1, EMAIL.sent.size());
    assertEquals(Status.SENT, status(user));
    assertEquals(post.now(), post.list(user).getFirst().delivery().sentAt());
  }

  @Test
  void a_failure_is_tried_again_with_longer_and_longer_pauses_until_it_counts() {
    var user = post.user(reachable(new JsonObject()));
    var reminder = post.remind(user, "event");
    EMAIL.answer = Future.failedFuture(new IOException("connection refused"));
    post.send(sender);
    assertEquals(Status.PENDING, status(user));
    assertEquals("connection refused", post.list(user).getFirst().delivery().error());
    post.core.clock.advance(Duration.ofSeconds(14));
    assertEquals(0, post.send(sender));
    for (int attempt = 2; attempt <= 12; attempt++) {
      assertEquals(Status.PENDING, status(user));
      post.core.clock.advance(Duration.ofHours(1));
      post.send(sender);
    }
    assertEquals(12, EMAIL.sent.size());
    assertEquals(1, EMAIL.sent.stream().distinct().count());
    assertEquals(Status.FAILED, status(user));
    assertEquals(Reminder.Status.FAILED, post.read(reminder).standing().status());
    assertEquals("connection refused", post.read(reminder).standing().error());
    post.core.clock.advance(Duration.ofDays(1));
    assertEquals(0, post.send(sender));
  }

  @Test
  void what_is_refused_for_good_is_not_tried_again() {
    var user = post.user(reachable(new JsonObject()));
    post.remind(user, "event");
    EMAIL.answer = Future.failedFuture(new Undeliverable("No such mailbox"));
    post.send(sender);
    assertEquals(Status.FAILED, status(user));
    assertEquals("No such mailbox", post.list(user).getFirst().delivery().error());
  }

  @Test
  void a_slow_receiver_holds_up_nobody_and_what_a_crash_left_is_sent_again() {
    var slow = post.user(reachable(new JsonObject()));
    var quick = post.user(new JsonObject().put("telegram_id", UUID.randomUUID().toString()));
    post.remind(slow, "event");
    Promise<Void> never = Promise.promise();
    EMAIL.answer = never.future();
    var other = post.sender(() -> List.of(EMAIL, TELEGRAM));
    assertEquals(1, post.on(other::begin).size());
    post.remind(quick, "event");
    assertEquals(1, post.send(other));
    assertEquals(Status.SENT, status(quick));
    assertEquals(Status.PENDING, status(slow));
    post.core.clock.advance(Duration.ofMinutes(3));
    EMAIL.answer = Future.succeededFuture();
    post.send(sender);
    assertEquals(Status.SENT, status(slow));
    assertEquals(1, EMAIL.sent.stream().distinct().count());
    never.complete();
  }

  @Test
  void whoever_stops_waits_until_what_was_sent_is_noted() {
    var user = post.user(reachable(new JsonObject()));
    post.remind(user, "event");
    Promise<Void> later = Promise.promise();
    EMAIL.answer = later.future();
    assertEquals(1, post.on(sender::begin).size());
    later.complete();
    post.on(sender::drain);
    assertEquals(Status.SENT, status(user));
  }

  @Test
  void what_a_channel_throws_is_a_failed_attempt() {
    var user = post.user(reachable(new JsonObject()));
    post.remind(user, "event");
    var broken =
        post.sender(
            () ->
                List.of(
                    new Recorded("email") {
                      @Override
                      public Future<?> send(Message message) {
                        throw new IllegalStateException("out of order");
                      }
                    }));
    post.send(broken);
    assertEquals(Status.PENDING, status(user));
    assertEquals("out of order", post.list(user).getFirst().delivery().error());
  }

  @Test
  void many_nodes_send_each_one_once() {
    var users = new ArrayList<String>();
    for (int i = 0; i < 30; i++) {
      users.add(post.user(reachable(new JsonObject())));
    }
    users.forEach(user -> post.remind(user, "event"));
    var other = post.sender(() -> List.of(EMAIL, TELEGRAM));
    post.on(() -> Future.join(sender.runOnce(), other.runOnce()));
    assertEquals(30, EMAIL.sent.size());
    assertEquals(30, EMAIL.sent.stream().distinct().count());
  }

  @Test
  void lists_begin_with_the_latest_and_tell_what_was_read() {
    var user = post.user(reachable(new JsonObject()));
    post.remind(user, "event");
    post.remind(user, "event");
    post.send(sender);
    var list = post.list(user);
    assertTrue(list.getFirst().createdAt().isAfter(list.getLast().createdAt()));
    var page = post.core.ask(new ListNotifications("t1", user, false, new Part(1, 0, null)));
    assertEquals(2, page.total());
    var next = post.core.ask(new ListNotifications("t1", user, false, new Part(1, 0, page.next())));
    assertEquals(ids(list), ids(List.of(page.items().getFirst(), next.items().getFirst())));
    assertNull(next.next());
    var reader = CoreFixture.caller(user, dev.errand.core.identity.Role.VIEWER);
    var read = post.core.ask(new ReadNotification(list.getFirst().id(), reader));
    assertEquals(post.now(), read.readAt());
    var unread = post.core.ask(new ListNotifications("t1", user, true, new Part(9, 0, null)));
    assertEquals(ids(List.of(list.getLast())), ids(unread.items()));
    var none =
        post.core.ask(
            new ClaimNotifications(UUID.randomUUID(), 10, post.now(), post.now().plusSeconds(60)));
    assertEquals(List.of(), none);
    assertNotNull(read.delivery().sentAt());
  }

  private static List<UUID> ids(List<Notification> list) {
    return list.stream().map(Notification::id).toList();
  }
}
