package dev.errand.core.engine;

import static dev.errand.core.engine.FiringTest.every;
import static dev.errand.core.testing.CoreFixture.anyVersion;
import static dev.errand.core.testing.CoreFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.recurrence.FireDue;
import dev.errand.core.recurrence.Firing;
import dev.errand.core.recurrence.ScheduleCommand.FireSchedule;
import dev.errand.core.recurrence.ScheduleCommand.PauseSchedule;
import dev.errand.core.recurrence.ScheduleKey;
import dev.errand.core.task.Instruction.Simple;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskMove;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.testing.Fake;
import dev.errand.core.testing.Rival;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens to a task while its schedule fires. */
class FiringUnderWayTest {

  private static FiringFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new FiringFixture(Fake.of("quick", e -> Outcome.completed(new JsonObject())));
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static ScheduleKey schedule(Task task) {
    return new ScheduleKey("t1", UUID.fromString(fixture.scheduleId(task)));
  }

  /** Somebody has it fire, and before that is committed, somebody else pauses the task. */
  private static Task pausedWhileFired(Task task) throws SQLException {
    // Until it is rolled back the firing has to wait: it has queued the task by then.
    var sameTime =
        "insert into firing values ('t1', '%1$s', '%2$s', '%2$s', 'skipped')"
            .formatted(fixture.scheduleId(task), fixture.now());
    try (var other = new Rival(fixture.core.database, sameTime)) {
      var fired = fixture.core.bus.request(new FireSchedule(schedule(task), anyVersion()));
      other.awaited(1);
      var paused =
          fixture.core.bus.request(
              new MoveTask(task.key(), new Simple(TaskMove.PAUSE), anyVersion()));
      other.awaited(2);
      other.rollback();
      assertEquals(Firing.Outcome.FIRED, await(fired).outcome());
      assertEquals(TaskStatus.PAUSED, await(paused).progress().status());
    }
    return fixture.core.get(task.key());
  }

  private static List<String> places(Task task) {
    return fixture.texts(
        """
        select 'ready' from ready where task_id = '%1$s'
        union all select 'held' from held where task_id = '%1$s'
        """
            .formatted(task.key().id()));
  }

  @Test
  void a_task_that_is_paused_while_its_paused_schedule_is_fired_is_paused() throws Exception {
    var task = fixture.recurring("quick", every("PT1H"));
    fixture.core.ask(new PauseSchedule(schedule(task), null, anyVersion()));
    task = pausedWhileFired(task);
    assertEquals(TaskStatus.PAUSED, task.progress().status());
    assertEquals(List.of("held"), places(task));
  }

  @Test
  void a_task_that_is_paused_while_its_schedule_is_fired_is_paused() throws Exception {
    var task = pausedWhileFired(fixture.recurring("quick", every("PT1H")));
    assertEquals(TaskStatus.PAUSED, task.progress().status());
    assertEquals(List.of("held"), places(task));
  }

  @Test
  void an_execution_that_is_claimed_while_the_next_takes_its_place_is_asked_to_stop()
      throws Exception {
    var task = fixture.recurring("quick", every("PT1H").put("overlap", "cancel_other"));
    fixture.advance(Duration.ofHours(1));
    fixture.fire();
    fixture.advance(Duration.ofHours(1));
    try (var other = new Rival(fixture.core.database, Rival.claim(task.key().id()))) {
      var fired = fixture.core.bus.request(new FireDue(fixture.now(), 500));
      other.awaited(1).commit();
      await(fired);
    }
    assertEquals(
        List.of("true"),
        fixture.texts(
            "select cancel_requested::text from lease where task_id = '%s'"
                .formatted(task.key().id())));
    assertEquals(List.of("ready"), places(task));
    assertEquals(List.of("fired", "fired"), fixture.firings(task));
  }

  /** A schedule that creates tasks, the first of which is there when the next one is due. */
  private static Task created(String type, TaskMove... moves) {
    var spec = every("PT1H").put("overlap", "cancel_other").put("mode", "create_task");
    var scheduled = fixture.recurring(type, spec);
    fixture.advance(Duration.ofHours(1));
    fixture.fire();
    var id =
        fixture.text(
            "select task_id from schedule where id = '%s'"
                .formatted(fixture.scheduleId(scheduled)));
    var task = fixture.core.get(new TaskKey("t1", UUID.fromString(id)));
    for (var move : moves) {
      task = fixture.core.ask(new MoveTask(task.key(), new Simple(move), anyVersion()));
    }
    fixture.advance(Duration.ofHours(1));
    fixture.fire();
    return fixture.core.get(task.key());
  }

  @Test
  void work_that_a_person_has_begun_ends_at_once_when_the_next_takes_its_place() {
    var replaced = created("todo", TaskMove.START);
    assertEquals(TaskStatus.CANCELLED, replaced.progress().status());
    assertEquals(1, replaced.progress().statistics().runCount());
    assertEquals(0, replaced.progress().statistics().successCount());
    assertEquals(
        List.of(),
        fixture.texts("select 1 from lease where task_id = '%s'".formatted(replaced.key().id())));
    var execution = fixture.executions(replaced.key()).getFirst();
    assertEquals(ExecutionStatus.CANCELLED, execution.status());
    assertEquals(fixture.now(), execution.timeline().completedAt());
  }

  @Test
  void a_paused_task_whose_place_the_next_takes_leaves_nothing_behind() {
    var replaced = created("quick", TaskMove.PAUSE);
    assertEquals(TaskStatus.CANCELLED, replaced.progress().status());
    assertEquals(List.of(), places(replaced));
  }
}
