package dev.errand.core.task;

import static dev.errand.core.testing.CoreFixture.anyVersion;
import static dev.errand.core.testing.CoreFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.bus.Request;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.task.Instruction.Cancel;
import dev.errand.core.task.TaskCommand.ExpireTasks;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.tasktype.Performer;
import dev.errand.core.testing.Rival;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * By an overlapping schedule a task runs and waits at once. A command of all of it begins while one
 * of its executions moves to another place, and goes on when that is committed: what was moved is
 * no longer where the command looks for it, and is not yet where it could see it.
 */
class OverlapRaceTest {

  /** As a firing, a retry or the giving back of a lease puts a row into a table. */
  private static final String INSERTED =
      """
      insert into %1$s (
        tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
        attempt, trigger_type, concurrency_key, unique_key, expires_at, %2$s)
      select tenant_id, id, gen_random_uuid(), namespace, type, performer, priority_rank,
        created_at, 2, 'retry', '', unique_key, expires_at, %3$s
      from task where id = '%4$s'
      """;

  private static Scene scene;

  @BeforeAll
  static void start() {
    scene = new Scene();
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  /** Runs, and is queued too. */
  private static Task runsBesideQueued() {
    return scene.fired(scene.taken(scene.queued(Performer.SERVICE)));
  }

  /** Runs twice. */
  private static Task runsTwice() {
    return scene.claimed(runsBesideQueued());
  }

  /** The task as it is after the command, which found this going on. */
  private static Task during(Task task, Request<?> command, String... rival) throws SQLException {
    try (var other = new Rival(scene.core.database, rival)) {
      var answer = scene.core.bus.request(command);
      other.awaited(1).commit();
      await(answer);
    }
    return scene.core.get(task.key());
  }

  private static MoveTask cancel(Task task) {
    return new MoveTask(task.key(), new Cancel(null), anyVersion());
  }

  private static void assertStopped(Task task) {
    assertEquals(TaskStatus.CANCELLED, task.progress().status());
    for (var table : new String[] {"ready", "deferred", "held"}) {
      assertEquals(0, scene.count(table, task), table);
    }
    assertEquals("0", going(task));
  }

  /** How many of its executions run that were not asked to stop. */
  private static String going(Task task) {
    return scene.text(
        "select count(*) from lease where not cancel_requested and task_id = '%s'"
            .formatted(task.key().id()));
  }

  private static String ended(Task task, String which) {
    return "delete from lease where execution_id = (select execution_id from lease"
        + " where task_id = '%s' order by token %s limit 1)".formatted(task.key().id(), which);
  }

  private static String queued(Task task) {
    return INSERTED.formatted(
        "ready", "queued_at, turn", "created_at, created_at", task.key().id());
  }

  private static String deferred(Task task) {
    return INSERTED.formatted("deferred", "status", "'retry'", task.key().id());
  }

  @Test
  void an_execution_that_is_claimed_while_its_task_is_cancelled_is_asked_to_stop()
      throws Exception {
    var task = runsBesideQueued();
    assertStopped(during(task, cancel(task), Rival.claim(task.key().id())));
    assertEquals(2, scene.count("lease", task));
  }

  @Test
  void no_retry_of_an_execution_that_fails_while_its_task_is_cancelled_waits() throws Exception {
    for (var which : new String[] {"asc", "desc"}) {
      var task = runsTwice();
      assertStopped(during(task, cancel(task), ended(task, which), deferred(task)));
    }
  }

  @Test
  void nothing_that_is_given_back_while_its_task_is_cancelled_is_queued() throws Exception {
    var task = runsTwice();
    assertStopped(during(task, cancel(task), ended(task, "asc"), queued(task)));
  }

  @Test
  void no_retry_whose_time_comes_while_its_task_is_cancelled_is_queued() throws Exception {
    var task = runsTwice();
    scene.sql(ended(task, "asc"));
    scene.sql(deferred(task));
    assertStopped(
        during(
            task,
            cancel(task),
            "delete from deferred where task_id = '%s'".formatted(task.key().id()),
            queued(task)));
  }

  @Test
  void who_succeeds_while_its_task_is_cancelled_has_succeeded_and_the_other_stops()
      throws Exception {
    var task = runsTwice();
    assertStopped(during(task, cancel(task), ended(task, "desc")));
    assertEquals(1, scene.count("lease", task));
  }

  @Test
  void what_is_claimed_while_its_task_expires_has_begun_in_time() throws Exception {
    var task = scene.ended(runsBesideQueued(), ExecutionStatus.FAILED, TaskStatus.RETRY);
    var late = scene.now().minusSeconds(1);
    for (var table : new String[] {"ready", "deferred"}) {
      scene.sql(
          "update %s set expires_at = '%s' where task_id = '%s'"
              .formatted(table, late, task.key().id()));
    }
    var other = scene.queued(Performer.SERVICE);
    scene.sql(
        "update ready set expires_at = '%s' where task_id = '%s'"
            .formatted(late, other.key().id()));
    var seen = during(task, new ExpireTasks(scene.now(), 1000), Rival.claim(task.key().id()));
    assertEquals(TaskStatus.RUNNING, seen.progress().status());
    assertEquals("pending", scene.text(resting(task)));
    assertTrue(scene.count("deferred", task) > 0, "its retry is gone");
    assertEquals(TaskStatus.CANCELLED, scene.core.get(other.key()).progress().status());
  }

  private static String resting(Task task) {
    return "select resting_status from task where id = '%s'".formatted(task.key().id());
  }
}
