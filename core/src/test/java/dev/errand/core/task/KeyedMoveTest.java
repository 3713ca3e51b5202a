package dev.errand.core.task;

import static dev.errand.core.testing.CoreFixture.anyVersion;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.tasktype.Performer;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who has a unique key when tasks are moved. */
class KeyedMoveTest {

  private static Scene scene;
  private static int keys;

  @BeforeAll
  static void start() {
    scene = new Scene();
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  private static String newKey() {
    return "k" + keys++;
  }

  private static Task pending(String key) {
    return scene.create(Performer.WORKER, false, null, new Task.Keys(key, null));
  }

  /** A queued task that has the key. */
  private static Task holder(String key) {
    return scene.move(pending(key), TaskMove.RUN);
  }

  private static String holderOf(String key) {
    return scene.text("select task_id from unique_key where unique_key = '%s'".formatted(key));
  }

  private static void isRefused(Task task, TaskMove move, Task holder) {
    var stored = scene.stored(task.key().id());
    var refused = assertThrows(Problem.Conflict.class, () -> scene.move(task, move), move::word);
    assertEquals("duplicate_key", refused.code());
    assertEquals(holder.key().id().toString(), refused.extra().get("task_id"));
    assertEquals(stored, scene.stored(task.key().id()));
  }

  @Test
  void a_task_that_is_queued_takes_the_key_and_keeps_it_while_it_is_held_back() {
    var key = newKey();
    var task = holder(key);
    for (var move :
        List.of(
            TaskMove.PAUSE,
            TaskMove.RESUME,
            TaskMove.BLOCK,
            TaskMove.UNBLOCK,
            TaskMove.RESCHEDULE,
            TaskMove.RUN)) {
      task = scene.move(task, move);
      assertEquals(task.key().id().toString(), holderOf(key), move::word);
    }
  }

  @Test
  void what_ends_or_goes_out_of_sight_frees_the_key() {
    for (var end : List.of(TaskMove.CANCEL, TaskMove.DELETE)) {
      var key = newKey();
      var task = holder(key);
      scene.move(task, end);
      assertEquals("", holderOf(key), end::word);
      var paused = scene.move(holder(key), TaskMove.PAUSE);
      scene.move(paused, end);
      assertEquals("", holderOf(key), end::word);
    }
  }

  @Test
  void moves_that_need_the_key_are_refused_while_another_task_has_it() {
    var key = newKey();
    var deleted = holder(key);
    scene.move(deleted, TaskMove.DELETE);
    var waiting = pending(key);
    var holder = holder(key);
    isRefused(waiting, TaskMove.RUN, holder);
    isRefused(waiting, TaskMove.RESCHEDULE, holder);
    isRefused(deleted, TaskMove.RESTORE, holder);
    scene.move(holder, TaskMove.CANCEL);
    assertEquals(TaskStatus.QUEUED, scene.move(deleted, TaskMove.RESTORE).progress().status());
    assertEquals(deleted.key().id().toString(), holderOf(key));
    isRefused(waiting, TaskMove.RUN, deleted);
  }

  @Test
  void moves_that_need_no_key_are_made_while_another_task_has_it() {
    var key = newKey();
    holder(key);
    var task = pending(key);
    for (var move :
        List.of(
            TaskMove.PAUSE,
            TaskMove.RESUME,
            TaskMove.BLOCK,
            TaskMove.UNBLOCK,
            TaskMove.DELETE,
            TaskMove.RESTORE,
            TaskMove.CANCEL)) {
      scene.move(task, move);
    }
  }

  @Test
  void of_tasks_with_one_key_that_are_run_at_once_one_is_queued() {
    for (int round = 0; round < 10; round++) {
      var key = newKey();
      var asked = new ArrayList<Future<Task>>();
      for (int i = 0; i < 8; i++) {
        asked.add(
            scene.core.bus.request(
                new MoveTask(pending(key).key(), scene.instruction(TaskMove.RUN), anyVersion())));
      }
      CoreFixture.await(Future.join(asked).transform(all -> Future.succeededFuture()));
      assertEquals(1, asked.stream().filter(Future::succeeded).count());
      asked.stream()
          .filter(Future::failed)
          .forEach(f -> assertEquals("duplicate_key", ((Problem.Conflict) f.cause()).code()));
    }
  }
}
