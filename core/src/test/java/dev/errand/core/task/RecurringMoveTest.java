package dev.errand.core.task;

import static dev.errand.core.testing.CoreFixture.anyVersion;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.errand.core.bus.Request;
import dev.errand.core.dependency.DependencyCommand.AddDependency;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.task.Terms.OnFailure;
import dev.errand.core.task.Terms.Prerequisite;
import dev.errand.core.tasktype.Performer;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tasks that a schedule runs again and again. */
class RecurringMoveTest {

  private static Scene scene;

  @BeforeAll
  static void start() {
    scene = new Scene();
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  /** A task that only its schedule will run. */
  private static Task recurring() {
    var task = scene.pending(Performer.SERVICE);
    var id = task.key().id();
    scene.sql(
        """
        insert into schedule (
          tenant_id, id, namespace, mode, task_id, spec, created_by, paused, fire_count,
          next_logical_at, next_fire_at, revision, created_at, updated_at)
        values ('t1', '%1$s', 'default', 'run_task', '%1$s', '{}', 'me', false, 0,
          '%2$s', '%2$s', 1, now(), now());
        update task set schedule_id = '%1$s' where id = '%1$s'
        """
            .formatted(id, scene.later()));
    var scheduled = scene.core.get(task.key());
    assertEquals(TaskStatus.SCHEDULED, scheduled.progress().status());
    assertNull(scheduled.progress().execution().id());
    return scheduled;
  }

  private static String schedule(Task task) {
    return scene.text(
        """
        select paused || ' ' || coalesce(pause_reason, '-') || ' ' || (next_fire_at is not null)
        from schedule where id = '%s'
        """
            .formatted(task.key().id()));
  }

  /** S3-22, but for the misfire. */
  @Test
  void pausing_holds_the_schedule_and_resuming_lets_it_go_on() {
    var task = recurring();
    var paused = scene.move(task, TaskMove.PAUSE);
    assertEquals(TaskStatus.PAUSED, paused.progress().status());
    assertEquals("true task paused true", schedule(task));
    var resumed = scene.move(paused, TaskMove.RESUME);
    assertEquals(TaskStatus.SCHEDULED, resumed.progress().status());
    assertEquals("scheduled", scene.history(resumed).getLast().move().newStatus());
    assertEquals("false - true", schedule(task));
  }

  @Test
  void a_schedule_that_somebody_paused_stays_so_when_the_task_goes_on() {
    var task = recurring();
    scene.sql("update schedule set paused = true, pause_reason = 'holidays'");
    var paused = scene.move(task, TaskMove.PAUSE);
    assertEquals("true holidays true", schedule(task));
    assertEquals(TaskStatus.PENDING, scene.move(paused, TaskMove.RESUME).progress().status());
    assertEquals("true holidays true", schedule(task));
  }

  @Test
  void blocking_and_deleting_hold_the_schedule_too() {
    var task = recurring();
    scene.move(task, TaskMove.BLOCK);
    assertEquals("true task blocked true", schedule(task));
    scene.move(task, TaskMove.UNBLOCK);
    scene.move(task, TaskMove.DELETE);
    assertEquals("true task deleted true", schedule(task));
    var restored = scene.move(task, TaskMove.RESTORE);
    assertEquals(TaskStatus.SCHEDULED, restored.progress().status());
    assertEquals("false - true", schedule(task));
  }

  @Test
  void a_task_deleted_while_it_was_paused_is_paused_when_it_comes_back() {
    var task = scene.move(recurring(), TaskMove.PAUSE);
    scene.move(task, TaskMove.DELETE);
    assertEquals(TaskStatus.PAUSED, scene.move(task, TaskMove.RESTORE).progress().status());
    assertEquals("true task paused true", schedule(task));
    assertEquals(TaskStatus.SCHEDULED, scene.move(task, TaskMove.RESUME).progress().status());
  }

  @Test
  void cancelling_ends_the_schedule() {
    var task = recurring();
    scene.move(task, TaskMove.CANCEL);
    assertEquals("false - false", schedule(task));
  }

  @Test
  void it_can_be_run_between_and_goes_on_by_its_schedule() {
    var queued = scene.move(recurring(), TaskMove.RUN);
    assertEquals(TaskStatus.QUEUED, queued.progress().status());
    assertEquals("false - true", schedule(queued));
    var other = scene.move(recurring(), TaskMove.RESCHEDULE);
    assertEquals(TaskStatus.SCHEDULED, other.progress().status());
    assertEquals(1, scene.count("deferred", other));
  }

  @Test
  void a_firing_in_between_is_seen_before_the_task_is_paused() throws SQLException {
    var task = recurring();
    var pause = new MoveTask(task.key(), scene.instruction(TaskMove.PAUSE), anyVersion());
    duringAFiring(task, pause);
    var paused = scene.core.get(task.key());
    assertEquals(TaskStatus.PAUSED, paused.progress().status());
    assertHeldBack(paused);
  }

  @Test
  void a_firing_in_between_is_seen_before_the_task_waits_for_another() throws SQLException {
    var task = recurring();
    var other = scene.pending(Performer.SERVICE);
    var on = new Prerequisite(other.key().id(), OnFailure.BLOCK);
    duringAFiring(task, new AddDependency(task.key(), on, anyVersion()));
    var blocked = scene.core.get(task.key());
    assertEquals(TaskStatus.BLOCKED, blocked.progress().status());
    assertHeldBack(blocked);
  }

  private static void assertHeldBack(Task task) {
    assertEquals(task.key().id(), task.progress().execution().id());
    assertEquals(1, scene.count("held", task));
    assertEquals(0, scene.count("ready", task));
    assertEquals("queued", scene.history(task).getLast().move().oldStatus());
  }

  /** Has the task's schedule fire after the command has read the task, and before it writes. */
  private static void duringAFiring(Task task, Request<?> command) throws SQLException {
    Future<?> done;
    try (var firing = scene.core.database.connect();
        var statement = firing.createStatement()) {
      firing.setAutoCommit(false);
      statement.execute(
          """
          update schedule set next_fire_at = next_fire_at + interval '1 day', fire_count = 1
          where id = '%s'
          """
              .formatted(task.key().id()));
      done = scene.core.bus.request(command);
      statement.execute(
          """
          insert into ready (
            tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
            attempt, trigger_type, queued_at, turn)
          values ('t1', '%1$s', '%1$s', 'default', 'noop', 'service', 0, now(), 1, 'schedule',
            now(), now())
          """
              .formatted(task.key().id()));
      firing.commit();
    }
    CoreFixture.await(done);
  }
}
