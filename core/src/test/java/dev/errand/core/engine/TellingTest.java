package dev.errand.core.engine;

import static dev.errand.core.testing.CoreFixture.anyVersion;
import static dev.errand.core.testing.CoreFixture.caller;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.notification.Kind;
import dev.errand.core.notification.Notification;
import dev.errand.core.notification.NotificationCommand.ClaimNotifications;
import dev.errand.core.notification.NotificationCommand.Outgoing;
import dev.errand.core.notification.NotificationCommand.SettleNotifications;
import dev.errand.core.notification.NotificationCommand.Settlement;
import dev.errand.core.notification.NotificationQuery.ListNotifications;
import dev.errand.core.page.Page.Part;
import dev.errand.core.reminder.Reminder;
import dev.errand.core.reminder.Reminder.Status;
import dev.errand.core.reminder.ReminderCommand.SetReminder;
import dev.errand.core.reminder.ReminderCommand.Wish;
import dev.errand.core.reminder.ReminderQuery.GetReminder;
import dev.errand.core.task.Instruction;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.AssignTask;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.testing.Fake;
import dev.errand.core.user.UserCommand.CreateUser;
import dev.errand.core.user.UserCommand.Target;
import dev.errand.core.user.UserCommand.UpdateUser;
import dev.errand.executor.Outcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is told what, and how often, whatever the number of engines that look. */
class TellingTest {

  private static EngineFixture fixture;
  private static Engine engine;
  private static Engine other;
  private static int users;

  @BeforeAll
  static void start() {
    fixture =
        new EngineFixture(
            Fake.of(
                "warns",
                e ->
                    Outcome.completed(new JsonObject())
                        .notifying(
                            List.of(
                                new Outcome.Notice(null, "Storm", "Close the windows"),
                                new Outcome.Notice("chief", "Storm", "Tell them")))),
            Fake.of("calm", e -> Outcome.completed(new JsonObject())));
    engine = fixture.engine("engine-1");
    other = fixture.engine("engine-2");
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static Instant in(Duration duration) {
    return fixture.core.clock.instant().plus(duration);
  }

  private static String somebody(JsonObject members) {
    var id = "user-" + users++;
    fixture.core.ask(new CreateUser(id, members, caller("boss", Role.ADMIN)));
    return id;
  }

  private static Task todo(String assignee, @Nullable Instant dueAt) {
    var members = new JsonObject().put("title", "Valve").put("assignee_id", assignee);
    if (dueAt != null) {
      members.put("due_at", dueAt.toString());
    }
    return fixture.core.create("todo", null, members);
  }

  private static Reminder remind(Task task, @Nullable Instant at, @Nullable Duration before) {
    return fixture.core.ask(
        new SetReminder(
            task.key(), null, new Wish(at, before, null, "event"), caller("me", Role.ADMIN)));
  }

  private static Reminder read(Reminder reminder) {
    return fixture.core.ask(new GetReminder(reminder.task(), reminder.id(), Sight.ALL));
  }

  /** Two nodes look at once. */
  private static void look(Duration after) {
    fixture.core.clock.advance(after);
    var both = List.of(fixture.start(engine::tell), fixture.start(other::tell));
    both.forEach(dev.errand.core.testing.CoreFixture::await);
    fixture.on(engine::tell);
  }

  private static List<Notification> told(String user) {
    var all = new Part(100, 0, null);
    return fixture.core.ask(new ListNotifications("t1", user, false, all)).items();
  }

  private static List<Kind> kinds(String user) {
    return told(user).stream().map(each -> each.content().kind()).toList().reversed();
  }

  private static int events(Task task, String verb) {
    return count(
        "select count(*) from outbox where task_id = '%s' and verb = '%s'"
            .formatted(task.key().id(), verb));
  }

  private static int count(String sql) {
    try (var connection = fixture.core.database.connect();
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void reminders_come_once_at_their_time_and_not_once_the_task_is_over() {
    var ann = somebody(new JsonObject());
    var task = todo(ann, in(Duration.ofHours(3)));
    var absolute = remind(task, in(Duration.ofMinutes(10)), null);
    var offset = remind(task, null, Duration.ofHours(2));
    var late = remind(task, in(Duration.ofMinutes(170)), null);
    look(Duration.ofMinutes(9));
    assertEquals(Status.SCHEDULED, read(absolute).standing().status());
    look(Duration.ofMinutes(1));
    assertEquals(Status.SENT, read(absolute).standing().status());
    assertEquals(fixture.core.clock.instant(), read(absolute).standing().sentAt());
    assertEquals(1, events(task, "reminder_triggered"));
    look(Duration.ofMinutes(51));
    assertEquals(Status.SENT, read(offset).standing().status());
    assertEquals(2, events(task, "reminder_triggered"));
    fixture.core.ask(
        new MoveTask(task.key(), new Instruction.Complete(null, null, null, null), anyVersion()));
    look(Duration.ofHours(3));
    assertEquals(Status.CANCELLED, read(late).standing().status());
    assertEquals(2, events(task, "reminder_triggered"));
    assertEquals(List.of(Kind.ASSIGNED, Kind.REMINDER, Kind.REMINDER), kinds(ann));
    assertEquals("Reminder: Valve", told(ann).getFirst().content().title());
  }

  @Test
  void a_due_time_is_told_before_and_after_once_and_another_one_again() {
    var ann = somebody(new JsonObject());
    var task = todo(ann, in(Duration.ofHours(1)));
    look(Duration.ofMinutes(29));
    assertEquals(List.of(Kind.ASSIGNED), kinds(ann));
    look(Duration.ofMinutes(2));
    look(Duration.ofMinutes(1));
    assertEquals(1, events(task, "due_soon"));
    look(Duration.ofMinutes(30));
    look(Duration.ofMinutes(30));
    assertEquals(1, events(task, "overdue"));
    var later = new JsonObject().put("due_at", in(Duration.ofMinutes(20)).toString());
    fixture.core.ask(new UpdateTask(task.key(), later, anyVersion()));
    look(Duration.ofMinutes(1));
    assertEquals(2, events(task, "due_soon"));
    assertEquals(1, events(task, "overdue"));
    assertEquals(List.of(Kind.ASSIGNED, Kind.DUE_SOON, Kind.OVERDUE, Kind.DUE_SOON), kinds(ann));
    assertEquals("Due soon: Valve", told(ann).getFirst().content().title());
  }

  @Test
  void who_wants_to_know_earlier_or_later_does() {
    var early = somebody(preferring("reminder_minutes_before", 120));
    var late = somebody(preferring("reminder_minutes_before", 5));
    todo(early, in(Duration.ofMinutes(110)));
    todo(late, in(Duration.ofMinutes(10)));
    var owned =
        fixture.core.ask(
            fixture.core.factory.create(
                dev.errand.core.task.NewTask.of(
                    "todo",
                    new dev.errand.core.task.NewTask.Start(
                        null,
                        null,
                        new dev.errand.core.execution.Execution.Trigger("manual", null)),
                    new JsonObject()
                        .put("title", "Own")
                        .put("due_at", in(Duration.ofMinutes(100)).toString())),
                caller(early, Role.ADMIN)));
    look(Duration.ZERO);
    assertEquals(List.of(Kind.ASSIGNED, Kind.DUE_SOON, Kind.DUE_SOON), kinds(early));
    assertEquals(1, events(owned, "due_soon"));
    assertEquals(List.of(Kind.ASSIGNED), kinds(late));
    look(Duration.ofMinutes(6));
    assertEquals(List.of(Kind.ASSIGNED, Kind.DUE_SOON), kinds(late));
  }

  private static JsonObject preferring(String name, Object value) {
    return new JsonObject().put("preferences", new JsonObject().put(name, value));
  }

  @Test
  void what_is_over_paused_or_long_overdue_is_told_as_it_stands() {
    var ann = somebody(new JsonObject());
    var over = todo(ann, in(Duration.ofMinutes(10)));
    fixture.core.ask(
        new MoveTask(over.key(), new Instruction.Complete(null, null, null, null), anyVersion()));
    var old = todo(ann, in(Duration.ofDays(-8)));
    look(Duration.ofMinutes(11));
    assertEquals(0, events(over, "due_soon") + events(over, "overdue"));
    assertEquals(0, events(old, "overdue"));
    assertEquals(List.of(Kind.ASSIGNED, Kind.ASSIGNED), kinds(ann));
  }

  @Test
  void whoever_is_assigned_by_others_learns_of_it() {
    var ann = somebody(new JsonObject());
    var bob = somebody(new JsonObject());
    var task = todo(ann, null);
    fixture.core.ask(new AssignTask(task.key(), bob, anyVersion()));
    fixture.core.ask(new AssignTask(task.key(), "me", anyVersion()));
    var back = new JsonObject().put("assignee_id", ann);
    fixture.core.ask(new UpdateTask(task.key(), back, anyVersion()));
    fixture.core.ask(
        new UpdateTask(task.key(), new JsonObject().put("title", "Pump"), anyVersion()));
    assertEquals(List.of(Kind.ASSIGNED, Kind.ASSIGNED), kinds(ann));
    assertEquals(List.of(Kind.ASSIGNED), kinds(bob));
    assertEquals(
        0, count("select count(*) from notification where user_id = 'me' and kind = 'assigned'"));
    todo("me", null);
    assertEquals(
        0, count("select count(*) from notification where user_id = 'me' and kind = 'assigned'"));
  }

  @Test
  void an_executor_has_people_told_with_one_event_for_each() {
    var ann = somebody(new JsonObject());
    var members = new JsonObject().put("title", "Sky").put("assignee_id", ann);
    var task = fixture.core.create("warns", true, members);
    fixture.run(engine, task.key());
    assertEquals(2, events(task, "notified"));
    var alert = told(ann).getFirst();
    assertEquals(Kind.ALERT, alert.content().kind());
    assertEquals("Storm", alert.content().title());
    assertEquals("Close the windows", alert.content().text(ZoneId.of("UTC")));
    assertEquals("Tell them", told("chief").getFirst().content().body());
    var calm = fixture.core.create("calm", true, members);
    fixture.run(engine, calm.key());
    assertEquals(0, events(calm, "notified"));
  }

  @Test
  void a_day_is_summed_up_once_at_the_readers_time_of_day() {
    var zone = ZoneId.of("Asia/Aden");
    var soon = LocalTime.ofInstant(in(Duration.ofMinutes(5)), zone);
    var ann =
        somebody(
            new JsonObject()
                .put("timezone", zone.getId())
                .put(
                    "preferences",
                    new JsonObject()
                        .put("daily_summary_enabled", true)
                        .put("daily_summary_time", soon.toString().substring(0, 5))));
    todo(ann, in(Duration.ofHours(-1)));
    fixture.on(engine::tellDays);
    assertEquals(List.of(Kind.ASSIGNED), kinds(ann));
    fixture.core.clock.advance(Duration.ofMinutes(5));
    Future.join(fixture.start(engine::tellDays), fixture.start(other::tellDays)).await();
    fixture.on(engine::tellDays);
    assertEquals(List.of(Kind.ASSIGNED, Kind.SUMMARY), kinds(ann));
    var summary = told(ann).getFirst();
    assertTrue(summary.content().title().endsWith("1 overdue"), summary.content().title());
    assertTrue(String.valueOf(summary.content().body()).contains("Valve"));
    fixture.core.clock.advance(Duration.ofDays(1));
    fixture.on(engine::tellDays);
    assertEquals(3, kinds(ann).size());
    var off = preferring("daily_summary_enabled", false);
    var target = new Target(ann, caller("boss", Role.ADMIN), null);
    fixture.core.ask(new UpdateUser(target, off));
    fixture.core.clock.advance(Duration.ofDays(1));
    fixture.on(engine::tellDays);
    fixture.on(engine::tellDays);
    assertEquals(3, kinds(ann).size());
  }

  @Test
  void one_that_cannot_be_sent_fails_its_reminder_and_a_lost_attempt_is_repeated() {
    var ann = somebody(new JsonObject());
    var reminder = remind(todo(ann, null), in(Duration.ofMinutes(1)), null);
    look(Duration.ofMinutes(1));
    var first = claim(Duration.ofSeconds(60));
    var mine = first.stream().filter(each -> each.recipient().userId().equals(ann)).toList();
    assertEquals(2, mine.size());
    assertEquals(List.of(), claim(Duration.ofSeconds(60)));
    fixture.core.clock.advance(Duration.ofSeconds(61));
    var again =
        claim(Duration.ofSeconds(60)).stream()
            .filter(one -> mine.stream().anyMatch(each -> each.key().equals(one.key())))
            .toList();
    assertEquals(List.of(2, 2), again.stream().map(Outgoing::attempt).toList());
    assertEquals(0, settle(mine, "too late"));
    assertEquals(Status.SENT, read(reminder).standing().status());
    assertEquals(2, settle(again, "no such mailbox"));
    assertEquals(Status.FAILED, read(reminder).standing().status());
    assertEquals("no such mailbox", read(reminder).standing().error());
    assertNull(read(reminder).standing().sentAt());
    assertNotNull(told(ann).getFirst().delivery().error());
  }

  private static List<Outgoing> claim(Duration lease) {
    var all = new ArrayList<Outgoing>();
    List<Outgoing> some;
    do {
      some =
          fixture.core.ask(
              new ClaimNotifications(
                  UUID.randomUUID(), 100, fixture.core.clock.instant(), in(lease)));
      all.addAll(some);
    } while (!some.isEmpty());
    return all;
  }

  private static int settle(List<Outgoing> all, String error) {
    var settlements =
        all.stream()
            .map(one -> new Settlement(one, Notification.Status.FAILED, "email", error, null))
            .toList();
    return fixture.core.ask(new SettleNotifications(settlements, fixture.core.clock.instant()));
  }
}
