package dev.errand.core.task;

import static dev.errand.core.testing.CoreFixture.anyVersion;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskCommand.CancelTask;
import dev.errand.core.task.TaskCommand.DeleteTask;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.task.TaskQuery.ListTasks;
import dev.errand.core.task.TaskQuery.Page;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TaskLifecycleTest {

  private static CoreFixture core;

  @BeforeAll
  static void start() {
    core = new CoreFixture();
  }

  @AfterAll
  static void stop() {
    core.close();
  }

  private static JsonObject title(String title) {
    return new JsonObject().put("title", title);
  }

  @Test
  void a_created_task_is_read_back_as_it_was_answered() {
    var members =
        title("Water field 7")
            .put("description", "north side")
            .put("priority", "high")
            .put("config", new JsonObject().put("litres", 450).put("note", "عشب"))
            .put("metadata", new JsonObject().put("source", "test"))
            .put("tags", new JsonArray().add("a").add("b"))
            .put("due_at", "2026-12-01T08:00:00+03:00")
            .put("estimated_minutes", 90)
            .put("drift_score", 0.25)
            .put("retry_policy", new JsonObject().put("max_attempts", 2));
    var created = core.create("irrigation", null, members);
    assertEquals(created, core.get(created.key()));
    assertEquals(TaskStatus.PENDING, created.progress().status());
    assertEquals(1, created.timeline().revision());
  }

  @Test
  void an_update_changes_what_it_names_and_notes_each_field() {
    var task = core.create("todo", null, title("old").put("description", "d"));
    var patch =
        new JsonObject().put("title", "new").putNull("description").put("priority", "urgent");
    var updated = core.ask(new UpdateTask(task.key(), patch, anyVersion()));
    assertEquals("new", updated.details().text().title());
    assertEquals(2, updated.timeline().revision());
    var history = core.history(task.key(), false);
    assertEquals(
        List.of("created", "updated"), history.stream().map(HistoryEntry::action).toList());
    var fields = new ArrayList<String>();
    requireNonNull(history.getLast().changes())
        .forEach(c -> fields.add(((JsonObject) c).getString("field")));
    assertEquals(List.of("title", "description", "priority"), fields);
  }

  @Test
  void an_update_that_changes_nothing_keeps_the_revision() {
    var task = core.create("todo", null, title("same"));
    var updated = core.ask(new UpdateTask(task.key(), title("same"), anyVersion()));
    assertEquals(1, updated.timeline().revision());
  }

  @Test
  void a_cancelled_task_cannot_be_cancelled_again_and_says_what_can_be_done() {
    var task = core.create("todo", null, title("x"));
    var cancelled = core.ask(new CancelTask(task.key(), "Weather", anyVersion()));
    assertEquals(TaskStatus.CANCELLED, cancelled.progress().status());
    var refused =
        assertThrows(
            Problem.Conflict.class, () -> core.ask(new CancelTask(task.key(), null, anyVersion())));
    assertEquals("invalid_transition", refused.code());
    assertEquals(List.of("delete", "reopen"), refused.extra().get("allowed"));
    assertEquals("Weather", core.history(task.key(), false).getLast().notes());
  }

  @Test
  void a_deleted_task_is_gone_but_its_history_stays() {
    var task = core.create("todo", null, title("x"));
    core.ask(new DeleteTask(task.key(), anyVersion()));
    assertThrows(Problem.NotFound.class, () -> core.get(task.key()));
    assertThrows(Problem.NotFound.class, () -> core.history(task.key(), false));
    var history = core.history(task.key(), true);
    assertEquals("deleted", history.getLast().action());
  }

  @Test
  void a_stale_entity_tag_changes_nothing() {
    var task = core.create("todo", null, title("x"));
    core.ask(new UpdateTask(task.key(), title("y"), anyVersion()));
    var stale = new TaskCommand.Condition(anyVersion().caller(), task.etag());
    assertThrows(
        Problem.PreconditionFailed.class,
        () -> core.ask(new UpdateTask(task.key(), title("z"), stale)));
    assertEquals("y", core.get(task.key()).details().text().title());
  }

  @Test
  void twenty_concurrent_updates_with_one_entity_tag_have_one_winner() {
    var task = core.create("todo", null, title("x"));
    var condition = new TaskCommand.Condition(anyVersion().caller(), task.etag());
    var answers = new ArrayList<Future<Task>>();
    for (int i = 0; i < 20; i++) {
      answers.add(core.bus.request(new UpdateTask(task.key(), title("t" + i), condition)));
    }
    CoreFixture.await(Future.join(answers).transform(all -> Future.succeededFuture()));
    assertEquals(1, answers.stream().filter(Future::succeeded).count());
    assertTrue(
        answers.stream()
            .filter(Future::failed)
            .allMatch(a -> a.cause() instanceof Problem.PreconditionFailed));
    assertEquals(2, core.get(task.key()).timeline().revision());
  }

  @Test
  void a_hundred_concurrent_updates_without_one_are_all_made() {
    var task = core.create("todo", null, title("x"));
    var answers = new ArrayList<Future<Task>>();
    for (int i = 0; i < 100; i++) {
      answers.add(core.bus.request(new UpdateTask(task.key(), title("t" + i), anyVersion())));
    }
    CoreFixture.await(Future.all(answers));
    assertEquals(101, core.get(task.key()).timeline().revision());
  }

  @Test
  void concurrent_creations_share_statements_and_none_is_lost() {
    var tasks = new ArrayList<Future<Task>>();
    var tenant =
        new Caller("bulk", "me", Role.ADMIN, null, new Caller.Origin("r", null), Sight.ALL);
    for (int i = 0; i < 1000; i++) {
      var start = new NewTask.Start(null, null, new Execution.Trigger("manual", null));
      tasks.add(
          core.bus.request(core.factory.create(NewTask.of("todo", start, title("t" + i)), tenant)));
    }
    CoreFixture.await(Future.join(tasks));
    var page =
        core.ask(new ListTasks("bulk", TaskFilter.ALL, TaskOrder.DUE, new Page(100, 0, null)));
    assertEquals(1000, page.total());
  }

  @Test
  void a_walk_by_cursor_meets_each_task_once_in_order() {
    var caller =
        new Caller("walk", "me", Role.ADMIN, null, new Caller.Origin("r", null), Sight.ALL);
    var start = new NewTask.Start(null, null, new Execution.Trigger("manual", null));
    for (int i = 0; i < 50; i++) {
      var members = title("t" + i).put("priority", i % 3 == 0 ? "high" : "low");
      if (i % 2 == 0) {
        members.put("due_at", "2026-12-%02dT00:00:00Z".formatted(i % 9 + 1));
      }
      core.ask(core.factory.create(NewTask.of("todo", start, members), caller));
    }
    var seen = new ArrayList<UUID>();
    var cursors = new ArrayList<TaskCursor>();
    TaskCursor after = null;
    do {
      var page =
          core.ask(new ListTasks("walk", TaskFilter.ALL, TaskOrder.DUE, new Page(7, 0, after)));
      page.items()
          .forEach(
              t -> {
                seen.add(t.key().id());
                cursors.add(TaskCursor.at(TaskOrder.DUE, t));
              });
      after = page.next() == null ? null : TaskCursor.decode(page.next().encode(), TaskOrder.DUE);
    } while (after != null);
    assertEquals(50, seen.size());
    assertEquals(50, seen.stream().distinct().count());
    assertTrue(cursors.getFirst().dueAt() != null && cursors.getLast().dueAt() == null);
  }

  @Test
  void a_task_of_another_tenant_is_not_found() {
    var task = core.create("todo", null, title("mine"));
    assertThrows(Problem.NotFound.class, () -> core.get(new TaskKey("t2", task.key().id())));
  }
}
