package dev.errand.core.task;

import static dev.errand.core.testing.CoreFixture.anyVersion;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionQuery.ListExecutions;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Instruction.Complete;
import dev.errand.core.task.Instruction.Simple;
import dev.errand.core.task.TaskCommand.AssignTask;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.tasktype.Performer;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tasks that people do. */
class PersonsWorkTest {

  private static Scene scene;

  @BeforeAll
  static void start() {
    scene = new Scene();
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  private static List<Execution> executions(Task task) {
    var key = task.key();
    return scene
        .core
        .ask(new ListExecutions(key.tenantId(), key.id(), 10, 0, null, Sight.ALL))
        .items();
  }

  private static Complete done(JsonObject metadata, JsonObject result) {
    return new Complete("all rows", 90, metadata, result);
  }

  @Test
  void work_that_is_begun_and_done_is_an_execution_with_its_result() {
    var started = scene.move(scene.pending(Performer.HUMAN), TaskMove.START);
    assertEquals(1, started.progress().attempt());
    assertEquals(scene.now(), started.progress().execution().startedAt());
    var running = executions(started).getFirst();
    assertEquals(ExecutionStatus.RUNNING, running.status());
    assertEquals("user:me", running.timeline().workerId());
    scene.core.clock.advance(Duration.ofMinutes(90));
    var metadata = new JsonObject().put("water_used_m3", 450);
    var completed = scene.move(started, done(metadata, new JsonObject().put("rows", 12)));
    assertEquals(scene.now(), completed.timeline().completedAt());
    assertEquals("all rows", completed.remarks().completionNotes());
    assertEquals(90, completed.remarks().actualMinutes());
    assertEquals(metadata, completed.details().content().metadata());
    assertEquals(12, Objects.requireNonNull(completed.progress().result()).getInteger("rows"));
    assertEquals(1, completed.progress().statistics().successCount());
    var ended = executions(completed).getFirst();
    assertEquals(running.id(), ended.id());
    assertEquals(ExecutionStatus.SUCCEEDED, ended.status());
    assertEquals(scene.now(), ended.timeline().completedAt());
    assertTrue(scene.event(completed).startsWith("completed "), () -> scene.event(completed));
  }

  @Test
  void work_that_nobody_said_they_began_is_begun_and_done_in_one() {
    var completed =
        scene.move(
            scene.pending(Performer.HUMAN),
            done(new JsonObject(), new JsonObject().put("ok", true)));
    assertEquals(TaskStatus.COMPLETED, completed.progress().status());
    assertEquals(1, completed.progress().statistics().runCount());
    assertEquals(ExecutionStatus.SUCCEEDED, executions(completed).getFirst().status());
    assertEquals(true, Objects.requireNonNull(completed.progress().result()).getBoolean("ok"));
  }

  @Test
  void metadata_is_merged_and_what_is_not_said_stays() {
    var task = scene.pending(Performer.HUMAN);
    var before = new JsonObject().put("a", 1).put("b", 2);
    scene.core.ask(
        new UpdateTask(task.key(), new JsonObject().put("metadata", before), anyVersion()));
    var metadata = new JsonObject().putNull("a").put("c", 3);
    var completed = scene.move(task, new Complete(null, null, metadata, null));
    assertEquals(
        new JsonObject().put("b", 2).put("c", 3), completed.details().content().metadata());
    assertNull(completed.remarks().completionNotes());
    var changes = Objects.requireNonNull(scene.history(completed).getLast().changes());
    assertEquals("metadata", changes.getJsonObject(0).getString("field"));
    assertEquals(1, changes.size());
  }

  @Test
  void what_is_reopened_starts_afresh() {
    var completed = scene.in(Performer.HUMAN, TaskStatus.COMPLETED);
    var reopened = scene.move(completed, TaskMove.REOPEN);
    assertEquals(0, reopened.progress().attempt());
    assertNull(reopened.timeline().completedAt());
    assertNull(reopened.remarks().completionNotes());
    assertEquals(1, scene.move(reopened, TaskMove.START).progress().attempt());
  }

  @Test
  void cancelling_work_that_a_person_began_ends_their_execution() {
    var started = scene.in(Performer.HUMAN, TaskStatus.RUNNING);
    var cancelled = scene.move(started, TaskMove.CANCEL);
    assertEquals(TaskStatus.CANCELLED, cancelled.progress().status());
    assertEquals(0, scene.count("lease", cancelled));
    assertEquals(ExecutionStatus.CANCELLED, executions(cancelled).getFirst().status());
    assertEquals(0, cancelled.progress().statistics().successCount());
  }

  /** S0-25. */
  @Test
  void the_history_tells_of_each_step_once_and_survives_deletion() {
    var task = scene.pending(Performer.HUMAN);
    scene.core.ask(
        new UpdateTask(task.key(), new JsonObject().put("title", "other"), anyVersion()));
    scene.move(task, TaskMove.START);
    scene.move(task, done(new JsonObject(), new JsonObject()));
    assertEquals(
        List.of(
            "created null pending",
            "updated pending pending",
            "started pending running",
            "completed running completed"),
        lines(task));
    scene.move(task, TaskMove.DELETE);
    assertEquals(5, lines(task).size());
  }

  private static List<String> lines(Task task) {
    return scene.history(task).stream()
        .map(e -> e.action() + " " + e.move().oldStatus() + " " + e.move().newStatus())
        .toList();
  }

  @Test
  void to_give_a_task_to_somebody_is_told_as_such() {
    var task = scene.pending(Performer.HUMAN);
    var given = scene.core.ask(new AssignTask(task.key(), "bob", anyVersion()));
    assertEquals("bob", given.details().place().assigneeId());
    assertEquals("assigned", scene.history(given).getLast().action());
    assertEquals(
        "assigned {\"assigned_by\": \"me\", \"assigned_to\": \"bob\"}", scene.event(given));
    var again = scene.core.ask(new AssignTask(task.key(), "bob", anyVersion()));
    assertEquals(2, again.timeline().revision());
  }

  /** S2-16. */
  @Test
  void an_assignee_does_the_work_and_no_more() {
    var task = scene.pending(Performer.HUMAN);
    scene.core.ask(new AssignTask(task.key(), "bob", anyVersion()));
    var bob = new Condition(CoreFixture.caller("bob", Role.TECHNICIAN), null);
    var eve = new Condition(CoreFixture.caller("eve", Role.TECHNICIAN), null);
    var viewer = new Condition(CoreFixture.caller("bob", Role.VIEWER), null);
    denies(task, TaskMove.DELETE, bob);
    denies(task, TaskMove.CANCEL, bob);
    denies(task, TaskMove.RESTORE, bob);
    denies(task, TaskMove.START, eve);
    denies(task, TaskMove.START, viewer);
    var start = new MoveTask(task.key(), new Simple(TaskMove.START), bob);
    assertEquals(TaskStatus.RUNNING, scene.core.ask(start).progress().status());
    assertEquals("user:bob", executions(task).getFirst().timeline().workerId());
    var complete = new MoveTask(task.key(), scene.instruction(TaskMove.COMPLETE), bob);
    assertEquals(TaskStatus.COMPLETED, scene.core.ask(complete).progress().status());
  }

  private static void denies(Task task, TaskMove move, Condition condition) {
    var denied =
        assertThrows(
            Problem.Denied.class,
            () -> scene.core.ask(new MoveTask(task.key(), scene.instruction(move), condition)));
    assertEquals(move.word(), denied.action());
  }
}
