package dev.errand.core.reminder;

import static dev.errand.core.testing.CoreFixture.anyVersion;
import static dev.errand.core.testing.CoreFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page;
import dev.errand.core.reminder.ReminderCommand.SetReminder;
import dev.errand.core.reminder.ReminderCommand.Wish;
import dev.errand.core.reminder.ReminderQuery.ListReminders;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Rival;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A reminder before the due time that is set while somebody moves the due time. */
class ReminderRaceTest {

  private static final Duration BEFORE = Duration.ofMinutes(10);

  private static CoreFixture core;

  @BeforeAll
  static void start() {
    core = new CoreFixture();
  }

  @AfterAll
  static void stop() {
    core.close();
  }

  private static Instant hours(int hours) {
    return core.clock.instant().plus(Duration.ofHours(hours));
  }

  private static Task dueInAnHour() {
    var members = new JsonObject().put("title", "t").put("due_at", hours(1).toString());
    return core.create("todo", null, members);
  }

  private static Future<Reminder> remind(Task task, UUID id) {
    var wish = new Wish(null, BEFORE, null, "push");
    return core.bus.request(
        new SetReminder(task.key(), id, wish, CoreFixture.caller("me", Role.ADMIN)));
  }

  private static Future<Task> dueInTwo(Task task) {
    var patch = new JsonObject().put("due_at", hours(2).toString());
    return core.bus.request(new UpdateTask(task.key(), patch, anyVersion()));
  }

  private static List<Instant> times(Task task) {
    var asked = new ListReminders(task.key(), new Page.Part(10, 0, null), Sight.ALL);
    return core.ask(asked).items().stream().map(reminder -> reminder.time().at()).toList();
  }

  /** Until it is rolled back, nobody else can have a reminder with this id. */
  private static String sameId(UUID id) {
    return """
        insert into reminder (
          tenant_id, id, task_id, user_id, remind_at, channel, status, snooze_count, created_by, created_at,
          updated_at)
        values ('t1', '%1$s', '%1$s', 'u', now(), 'push', 'cancelled', 0, 'u', now(), now())
        """
        .formatted(id);
  }

  @Test
  void what_is_set_just_before_moves_too() throws SQLException {
    var task = dueInAnHour();
    var id = core.ids.next();
    try (var other = new Rival(core.database, sameId(id))) {
      var set = remind(task, id);
      other.awaited(1);
      var moved = dueInTwo(task);
      other.awaited(2).rollback();
      await(set);
      await(moved);
    }
    assertEquals(List.of(hours(2).minus(BEFORE)), times(task));
  }

  @Test
  void what_is_set_just_after_goes_by_the_new_time() throws SQLException {
    var task = dueInAnHour();
    var first = await(remind(task, core.ids.next()));
    var theirs = "select 1 from reminder where id = '%s' for update".formatted(first.id());
    try (var other = new Rival(core.database, theirs)) {
      var moved = dueInTwo(task);
      other.awaited(1);
      var set = remind(task, core.ids.next());
      other.awaited(2).rollback();
      await(moved);
      await(set);
    }
    var expected = hours(2).minus(BEFORE);
    assertEquals(List.of(expected, expected), times(task));
  }
}
