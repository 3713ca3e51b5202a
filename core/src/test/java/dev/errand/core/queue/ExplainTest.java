package dev.errand.core.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.lease.LeaseCommand.Beat;
import dev.errand.core.problem.Problem;
import dev.errand.core.queue.Explanation.Reason;
import dev.errand.core.queue.QueueQuery.ExplainTask;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.CancelTask;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.tasktype.Performer;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why a task does not run, for each of the reasons that there are. */
final class ExplainTest {

  private CoreFixture core;

  @BeforeEach
  void open() {
    core = new CoreFixture(Fake.of("pump", execution -> Outcome.completed(new JsonObject())));
    core.ask(new Beat("engine", List.of("pump"), List.of(), core.clock.instant()));
  }

  @AfterEach
  void close() {
    core.close();
  }

  @Test
  void what_nothing_holds_up_is_in_line() {
    var first = create("pump", null, null);
    core.clock.advance(Duration.ofSeconds(1));
    var second = create("pump", null, null);
    assertTrue(explain(first).reasons().isEmpty());
    assertEquals(1, line(first).position());
    assertEquals(2, line(second).position());
    assertNull(line(second).aboutSeconds(), "nothing has ended yet");
  }

  @Test
  void what_is_not_due_says_when_it_is() {
    var task = create("pump", null, Duration.ofHours(3));
    var reason = only(task);
    assertEquals("not_due", reason.code());
    assertEquals(10_800L, reason.facts().get("seconds"));
    assertEquals("It is due in 10800 s", reason.detail());
  }

  @Test
  void what_nothing_runs_by_itself_says_so() {
    assertEquals("not_run", only(core.create("pump", false, title())).code());
    assertEquals("waits_for_person", only(core.create("todo", null, title())).code());
  }

  @Test
  void a_paused_namespace_is_named() throws SQLException {
    var task = create("pump", null, null);
    sql("insert into namespace values ('t1', 'default', true, null, 1, '{}', 1, now(), now())");
    var reason = only(task);
    assertEquals("namespace_paused", reason.code());
    assertEquals("default", reason.facts().get("namespace"));
  }

  @Test
  void limits_of_namespace_and_type_are_told_with_what_runs() throws SQLException {
    var task = create("pump", null, null);
    sql(
        "insert into namespace values ('t1', 'default', false, 1, 1,"
            + " '{\"pump\": {\"max_running\": 1}}', 1, now(), now())");
    assertTrue(explain(task).reasons().isEmpty(), "nothing runs yet");
    lease("other", "");
    assertEquals(List.of("namespace_at_limit"), codes(task));
    lease("pump", "");
    assertEquals(List.of("namespace_at_limit", "type_at_limit"), codes(task));
  }

  @Test
  void a_concurrency_key_at_its_limit_names_who_holds_it() throws SQLException {
    var task = create("pump", "north", null);
    assertTrue(explain(task).reasons().isEmpty(), "nobody holds it yet");
    var holder = lease("pump", "north");
    var reason = only(task);
    assertEquals("key_at_limit", reason.code());
    assertEquals(List.of(holder.toString()), reason.facts().get("held_by"));
  }

  @Test
  void an_open_dependency_is_named() throws SQLException {
    var task = core.create("todo", null, title());
    var other = core.create("todo", null, title());
    sql(
        "insert into dependency values ('t1', '%s', '%s', 'block', true, now())"
            .formatted(task.key().id(), other.key().id()));
    sql("update task set resting_status = 'blocked' where id = '%s'".formatted(task.key().id()));
    var reason = only(task);
    assertEquals("dependency_open", reason.code());
    assertEquals(List.of(other.key().id().toString()), reason.facts().get("task_ids"));
  }

  @Test
  void a_type_that_nobody_alive_can_run_says_so() throws SQLException {
    var task = create("pump", null, null);
    core.clock.advance(Duration.ofMinutes(10));
    assertEquals("no_executor", only(task).code());

    var forWorkers = create("analysis", null, null);
    assertEquals("no_worker", only(forWorkers).code());
    sql(
        "insert into remote_worker values ('t1', 'w1', '{default}', '{analysis}', now(), '%s')"
            .formatted(core.clock.instant()));
    assertTrue(explain(forWorkers).reasons().isEmpty());
  }

  @Test
  void what_is_over_says_so() {
    var task = core.create("todo", null, title());
    core.ask(new CancelTask(task.key(), null, CoreFixture.anyVersion()));
    assertEquals("ended", only(task).code());
    assertEquals(TaskStatus.CANCELLED, explain(task).status());
  }

  @Test
  void a_schedule_that_is_paused_or_waits_for_the_last_execution_says_so() throws SQLException {
    var task = core.create("pump", false, title());
    sql(
        """
        insert into schedule (tenant_id, id, namespace, mode, task_id, spec, created_by, paused,
          pause_reason, fire_count, next_logical_at, next_fire_at, revision, created_at, updated_at)
        select tenant_id, id, namespace, 'run_task', id, '{}', 'me', true, 'too many failures', 0,
          updated_at, updated_at, 1, now(), now()
        from task where id = '%1$s';
        update task set schedule_id = id where id = '%1$s'
        """
            .formatted(task.key().id()));
    assertEquals(List.of("not_run", "schedule_paused"), codes(task));
    assertEquals(
        "Its schedule is paused, too many failures; resume it",
        explain(task).reasons().getLast().detail());
    sql("update schedule set paused = false, waits = 'turn'");
    assertEquals(List.of("schedule_waits"), codes(task));
    sql("update task set resting_status = 'paused'");
    assertEquals(List.of("paused"), codes(task));
  }

  @Test
  void an_unknown_task_is_not_explained() {
    var unknown = new ExplainTask(new TaskKey("t1", UUID.randomUUID()), Sight.ALL);
    assertThrows(Problem.NotFound.class, () -> core.ask(unknown));
  }

  private Explanation explain(Task task) {
    return core.ask(new ExplainTask(task.key(), Sight.ALL));
  }

  private Explanation.Line line(Task task) {
    return java.util.Objects.requireNonNull(explain(task).line());
  }

  private Reason only(Task task) {
    var reasons = explain(task).reasons();
    assertEquals(1, reasons.size(), reasons::toString);
    return reasons.getFirst();
  }

  private List<String> codes(Task task) {
    return explain(task).reasons().stream().map(Reason::code).toList();
  }

  private Task create(String type, @Nullable String concurrencyKey, @Nullable Duration ahead) {
    var now = core.clock.instant();
    var start =
        new NewTask.Start(
            ahead == null ? true : null,
            ahead == null ? null : now.plus(ahead),
            new Execution.Trigger("manual", null));
    var wanted =
        new NewTask(
            type,
            type.equals("analysis") ? Performer.WORKER : null,
            null,
            new Task.Keys(null, concurrencyKey),
            Task.Origin.NONE,
            start,
            title());
    return core.ask(core.factory.create(wanted, CoreFixture.caller("me", Role.ADMIN)));
  }

  private UUID lease(String type, String key) throws SQLException {
    var task = UUID.randomUUID();
    sql(
        """
        insert into lease (tenant_id, task_id, execution_id, token, worker_id, attempt, trigger_type,
          queued_at, started_at, deadline, namespace, type, concurrency_key)
        values ('t1', '%s', gen_random_uuid(), nextval('lease_token'), 'engine', 1, 'manual', now(),
          now(), 'infinity', 'default', '%s', '%s')
        """
            .formatted(task, type, key));
    return task;
  }

  private void sql(String statement) throws SQLException {
    try (var connection = core.database.connect();
        var run = connection.createStatement()) {
      assertNotNull(statement);
      run.execute(statement);
    }
  }

  private static JsonObject title() {
    return new JsonObject().put("title", "t");
  }
}
