package dev.errand.core.task;

import static dev.errand.core.testing.CoreFixture.anyVersion;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.lease.LeaseCommand.PromoteDue;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Instruction.Block;
import dev.errand.core.task.Instruction.Reschedule;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.tasktype.Performer;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of an execution while its task is paused or blocked, or moved in time. */
class HeldBackTest {

  private static Scene scene;

  @BeforeAll
  static void start() {
    scene = new Scene();
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  @Test
  void a_paused_execution_is_not_taken_and_goes_on_as_the_same_one() {
    var queued = scene.queued(Performer.SERVICE);
    var paused = scene.move(queued, TaskMove.PAUSE);
    assertEquals(queued.progress().execution().id(), paused.progress().execution().id());
    assertEquals(TaskStatus.PAUSED, scene.taken(paused).progress().status());
    scene.core.clock.advance(Duration.ofMinutes(5));
    var resumed = scene.move(paused, TaskMove.RESUME);
    assertEquals(TaskStatus.QUEUED, resumed.progress().status());
    assertEquals(scene.now(), resumed.progress().execution().runAt());
    assertEquals(queued.progress().execution().id(), resumed.progress().execution().id());
    assertEquals(TaskStatus.RUNNING, scene.taken(resumed).progress().status());
  }

  @Test
  void a_paused_retry_keeps_its_time_and_its_attempt() {
    var retry = scene.in(Performer.SERVICE, TaskStatus.RETRY);
    var paused = scene.move(retry, TaskMove.PAUSE);
    assertEquals(2, paused.progress().attempt());
    var resumed = scene.move(paused, TaskMove.RESUME);
    assertEquals(TaskStatus.RETRY, resumed.progress().status());
    assertEquals(2, resumed.progress().attempt());
    assertEquals(retry.progress().execution(), resumed.progress().execution());
    scene.core.ask(new PromoteDue(scene.later(), 100));
    assertEquals("retry", scene.text(trigger(resumed)));
  }

  private static String trigger(Task task) {
    return "select trigger_type from ready where task_id = '%s'".formatted(task.key().id());
  }

  @Test
  void what_became_due_while_it_was_paused_is_queued_when_it_goes_on() {
    for (var status : new TaskStatus[] {TaskStatus.SCHEDULED, TaskStatus.RETRY}) {
      var paused = scene.move(scene.in(Performer.WORKER, status), TaskMove.PAUSE);
      scene.core.clock.advance(Duration.ofHours(2));
      assertEquals(TaskStatus.QUEUED, scene.move(paused, TaskMove.RESUME).progress().status());
    }
  }

  @Test
  void a_change_of_priority_while_it_is_paused_holds_when_it_goes_on() {
    var paused = scene.in(Performer.WORKER, TaskStatus.PAUSED);
    var patch = new JsonObject().put("priority", "urgent");
    scene.core.ask(new UpdateTask(paused.key(), patch, anyVersion()));
    scene.move(paused, TaskMove.RESUME);
    assertEquals(
        "20",
        scene.text(
            "select priority_rank from ready where task_id = '%s'".formatted(paused.key().id())));
  }

  @Test
  void the_reason_of_a_block_is_kept_until_it_goes_on() {
    var blocked = scene.move(scene.pending(Performer.HUMAN), new Block("no water"));
    assertEquals("no water", blocked.remarks().blockReason());
    assertEquals("no water", scene.history(blocked).getLast().notes());
    assertNull(scene.move(blocked, TaskMove.UNBLOCK).remarks().blockReason());
  }

  @Test
  void what_waits_for_others_is_not_unblocked_by_a_person() {
    var blocked = scene.in(Performer.WORKER, TaskStatus.BLOCKED);
    var other = scene.pending(Performer.WORKER);
    scene.sql(
        "insert into dependency values ('t1', '%s', '%s', 'block', true, now())"
            .formatted(blocked.key().id(), other.key().id()));
    var refused = assertThrows(Problem.Conflict.class, () -> scene.move(blocked, TaskMove.UNBLOCK));
    assertEquals("dependencies_open", refused.code());
    assertEquals(1, refused.extra().get("open"));
    scene.sql("update dependency set open = false");
    assertEquals(TaskStatus.QUEUED, scene.move(blocked, TaskMove.UNBLOCK).progress().status());
  }

  @Test
  void cancelling_what_is_held_leaves_nothing_behind() {
    for (var status : new TaskStatus[] {TaskStatus.PAUSED, TaskStatus.BLOCKED}) {
      var held = scene.in(Performer.WORKER, status);
      assertEquals(1, scene.count("held", held));
      scene.move(held, TaskMove.CANCEL);
      assertEquals(0, scene.count("held", held));
    }
  }

  @Test
  void a_deleted_task_does_not_expire_and_a_restored_one_does() {
    var paused = scene.in(Performer.WORKER, TaskStatus.PAUSED);
    var patch = new JsonObject().put("expires_at", scene.later().toString());
    scene.core.ask(new UpdateTask(paused.key(), patch, anyVersion()));
    var expiring =
        "select count(expires_at) from held where task_id = '%s'".formatted(paused.key().id());
    assertEquals("1", scene.text(expiring));
    scene.move(paused, TaskMove.DELETE);
    assertEquals("0", scene.text(expiring));
    scene.move(paused, TaskMove.RESTORE);
    assertEquals("1", scene.text(expiring));
  }

  @Test
  void what_is_changed_while_it_is_held_back_holds_when_it_goes_on() {
    for (var status : new TaskStatus[] {TaskStatus.PAUSED, TaskStatus.BLOCKED}) {
      var held = scene.in(Performer.WORKER, status);
      var patch = new JsonObject().put("priority", 17).put("expires_at", scene.later().toString());
      scene.core.ask(new UpdateTask(held.key(), patch, anyVersion()));
      var terms = "select priority_rank || ' ' || (expires_at = '%s') from %s where task_id = '%s'";
      assertEquals("17 true", scene.text(terms.formatted(scene.later(), "held", held.key().id())));
      scene.move(held, status == TaskStatus.PAUSED ? TaskMove.RESUME : TaskMove.UNBLOCK);
      assertEquals("17 true", scene.text(terms.formatted(scene.later(), "ready", held.key().id())));
    }
  }

  /** S4-13. */
  @Test
  void a_new_time_keeps_the_execution_and_its_attempt() {
    var retry = scene.in(Performer.WORKER, TaskStatus.RETRY);
    var time = scene.now().plus(Duration.ofDays(1));
    var scheduled = scene.move(retry, new Reschedule(time));
    assertEquals(TaskStatus.SCHEDULED, scheduled.progress().status());
    assertEquals(time, scheduled.progress().execution().runAt());
    assertEquals(2, scheduled.progress().attempt());
    assertEquals(retry.progress().execution().id(), scheduled.progress().execution().id());
    var queued = scene.move(scheduled, new Reschedule(null));
    assertEquals(TaskStatus.QUEUED, queued.progress().status());
    assertEquals(scene.now(), queued.progress().execution().runAt());
    assertTrue(scene.event(queued).startsWith("status_changed "), () -> scene.event(queued));
    var past = scene.move(queued, new Reschedule(scene.now().minusSeconds(1)));
    assertEquals(TaskStatus.QUEUED, past.progress().status());
    assertTrue(scene.event(past).startsWith("updated "), () -> scene.event(past));
    assertEquals(2, past.progress().attempt());
  }

  /** S4-13. */
  @Test
  void a_failed_task_that_is_rescheduled_makes_its_next_attempt() {
    var failed = scene.in(Performer.SERVICE, TaskStatus.FAILED);
    var queued = scene.move(failed, new Reschedule(null));
    assertEquals(TaskStatus.QUEUED, queued.progress().status());
    assertEquals(2, queued.progress().attempt());
    assertNotEquals(failed.progress().execution().id(), queued.progress().execution().id());
    assertTrue(scene.event(queued).contains("\"run_at\""), () -> scene.event(queued));
  }

  @Test
  void of_two_moves_of_one_version_exactly_one_is_made() {
    for (int i = 0; i < 20; i++) {
      var task = scene.queued(Performer.WORKER);
      var condition = new TaskCommand.Condition(anyVersion().caller(), task.etag());
      var moves = new ArrayList<Future<Task>>();
      for (var move :
          new TaskMove[] {TaskMove.PAUSE, TaskMove.CANCEL, TaskMove.BLOCK, TaskMove.DELETE}) {
        moves.add(
            scene.core.bus.request(new MoveTask(task.key(), scene.instruction(move), condition)));
      }
      CoreFixture.await(Future.join(moves).transform(all -> Future.succeededFuture()));
      assertEquals(1, moves.stream().filter(Future::succeeded).count());
      assertEquals(2, scene.history(task).size());
      assertEquals(
          "0",
          scene.text("select count(*) from ready where task_id = '%s'".formatted(task.key().id())));
    }
  }

  @Test
  void a_task_that_is_paused_while_it_is_taken_is_either_running_or_paused() {
    for (int i = 0; i < 40; i++) {
      var task = scene.queued(Performer.SERVICE);
      var pause =
          scene.core.bus.request(
              new MoveTask(task.key(), scene.instruction(TaskMove.PAUSE), anyVersion()));
      scene.taken(task);
      CoreFixture.await(pause.transform(done -> Future.succeededFuture()));
      var expected = pause.succeeded() ? TaskStatus.PAUSED : TaskStatus.RUNNING;
      assertEquals(expected, scene.core.get(task.key()).progress().status());
      assertEquals(pause.succeeded() ? 1 : 0, scene.count("held", task));
    }
  }
}
