package dev.errand.core.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Problem.LimitExceeded;
import dev.errand.core.task.Instruction;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskCommand.CreateTasks;
import dev.errand.core.task.TaskCommand.DeleteTask;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.task.TaskCommand.RunTask;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskMove;
import dev.errand.core.task.Terms;
import dev.errand.core.task.Terms.OnFailure;
import dev.errand.core.task.Terms.Prerequisite;
import dev.errand.core.tasktype.Performer;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How many tasks and executions a level allows, on two nodes of one database. */
class QuotaTest {

  private static final Execution.Trigger BY_HAND = new Execution.Trigger("manual", null);

  private static CoreFixture core;
  private static Node other;
  private static int named;

  @BeforeAll
  static void open() {
    var hourly = TaskType.Defaults.USUAL.withMinInterval(Duration.ofHours(1));
    core =
        new CoreFixture(
            new Fake(
                TaskType.named("hourly").defaultingTo(hourly),
                execution -> Outcome.completed(new JsonObject())));
    other = new Node(core, Levels.Settings.USUAL);
  }

  @AfterAll
  static void close() {
    other.close();
    core.close();
  }

  private static Caller free() {
    return caller("free", "user" + named++);
  }

  private static Caller caller(@Nullable String level, String user) {
    var origin = new Caller.Origin("request", "test");
    return new Caller("t1", user, Role.TECHNICIAN, level, origin, Sight.ALL);
  }

  private static CreateTask todo(Caller caller) {
    var start = new NewTask.Start(null, null, BY_HAND);
    return core.factory.create(
        NewTask.of("todo", start, new JsonObject().put("title", "t")), caller);
  }

  private static CreateTask job(Caller caller, boolean queued, Task.Keys keys, Terms terms) {
    var start = new NewTask.Start(queued, null, BY_HAND, terms);
    return core.factory.create(
        new NewTask(
            "job",
            Performer.WORKER,
            null,
            keys,
            Task.Origin.NONE,
            start,
            new JsonObject().put("title", "t")),
        caller);
  }

  private static CreateTask job(Caller caller, boolean queued) {
    return job(caller, queued, Task.Keys.NONE, Terms.NONE);
  }

  /** Sends commands to both nodes at once; the failures of those that failed are answered. */
  private static List<Throwable> failures(List<? extends dev.errand.core.bus.Request<?>> requests) {
    var all = new ArrayList<Future<?>>();
    for (int i = 0; i < requests.size(); i++) {
      all.add(i % 2 == 0 ? core.bus.request(requests.get(i)) : other.request(requests.get(i)));
    }
    CoreFixture.await(Future.join(all).otherwiseEmpty());
    return all.stream().filter(Future::failed).map(Future::cause).toList();
  }

  private static void requireLimit(String type, List<Throwable> failures) {
    for (var failure : failures) {
      assertEquals(type, assertInstanceOf(LimitExceeded.class, failure).quota().type());
    }
  }

  private static void refused(String type, dev.errand.core.bus.Request<?> request) {
    var refusal = assertThrows(LimitExceeded.class, () -> core.ask(request));
    assertEquals(type, refusal.quota().type());
  }

  private static MoveTask move(Caller caller, TaskKey key, Instruction instruction) {
    return new MoveTask(key, instruction, new Condition(caller, null));
  }

  private static UpdateTask repeat(Caller caller, TaskKey key, @Nullable JsonObject schedule) {
    var patch = new JsonObject().put("schedule", schedule);
    return new UpdateTask(key, patch, new Condition(caller, null));
  }

  private static RunTask run(Caller caller, TaskKey key) {
    return new RunTask(key, BY_HAND, new Condition(caller, null));
  }

  private static MoveTask complete(Caller caller, TaskKey key) {
    return move(caller, key, new Instruction.Complete(null, null, null, null));
  }

  private static void sql(String statement) {
    try (var connection = core.database.connect()) {
      connection.createStatement().execute(statement);
    } catch (SQLException e) {
      throw new AssertionError(statement, e);
    }
  }

  @Test
  void fifty_creators_on_two_nodes_get_exactly_what_is_allowed() {
    var caller = free();
    for (int round = 0; round < 3; round++) {
      var asked = IntStream.range(0, 50).mapToObj(i -> todo(caller)).toList();
      var failures = failures(asked);
      assertEquals(round == 0 ? 45 : 49, failures.size(), "one too many, or refused too early");
      requireLimit("max_tasks", failures);
      var one = asked.stream().filter(QuotaTest::isThere).findFirst().orElseThrow();
      core.ask(complete(caller, one.task().key()));
    }
  }

  private static boolean isThere(CreateTask command) {
    try {
      core.get(command.task().key());
      return true;
    } catch (Problem.NotFound unknown) {
      return false;
    }
  }

  @Test
  void the_end_of_a_task_frees_its_slot_and_opening_one_again_takes_one() {
    var caller = free();
    var tasks = IntStream.range(0, 5).mapToObj(i -> core.ask(todo(caller)).key()).toList();
    refused("max_tasks", todo(caller));
    core.ask(complete(caller, tasks.get(0)));
    core.ask(todo(caller));
    core.ask(move(caller, tasks.get(1), new Instruction.Cancel("enough")));
    core.ask(todo(caller));
    core.ask(new DeleteTask(tasks.get(2), new Condition(caller, null)));
    core.ask(todo(caller));
    refused("max_tasks", move(caller, tasks.get(0), new Instruction.Simple(TaskMove.REOPEN)));
    refused("max_tasks", move(caller, tasks.get(2), new Instruction.Simple(TaskMove.RESTORE)));
    core.ask(move(caller, tasks.get(3), new Instruction.Simple(TaskMove.PAUSE)));
    refused("max_tasks", todo(caller));
    core.ask(move(caller, tasks.get(3), new Instruction.Cancel(null)));
    core.ask(move(caller, tasks.get(0), new Instruction.Simple(TaskMove.REOPEN)));
    refused("max_tasks", todo(caller));
  }

  @Test
  void of_many_as_many_are_created_as_fit() {
    var caller = free();
    var asked = IntStream.range(0, 8).mapToObj(i -> todo(caller)).toList();
    var created = core.ask(new CreateTasks(asked));
    assertEquals(8, created.size());
    for (int i = 0; i < 8; i++) {
      assertEquals(i < 5, created.get(i).task() != null);
      assertEquals(i >= 5, created.get(i).refusal() instanceof LimitExceeded);
    }
    var again = core.ask(new CreateTasks(asked, true));
    assertEquals(5, again.stream().filter(one -> one.task() != null).count());
  }

  @Test
  void what_came_to_nothing_takes_no_room() {
    var caller = free();
    var nobody = new Terms(List.of(new Prerequisite(core.ids.next(), OnFailure.BLOCK)), null);
    for (int i = 0; i < 12; i++) {
      assertThrows(
          Problem.Invalid.class, () -> core.ask(job(caller, true, Task.Keys.NONE, nobody)));
    }
    var key = new Task.Keys("key of " + caller.userId(), null);
    for (int i = 0; i < 12; i++) {
      core.ask(job(caller, true, key, Terms.NONE));
    }
    for (int i = 0; i < 4; i++) {
      core.ask(job(caller, true));
    }
    refused("max_tasks", job(caller, true));
  }

  @Test
  void the_eleventh_execution_of_a_day_waits_for_the_next() {
    var caller = free();
    var tasks = IntStream.range(0, 4).mapToObj(i -> core.ask(job(caller, false)).key()).toList();
    var condition = new Condition(caller, null);
    for (int i = 0; i < 10; i++) {
      var key = tasks.get(i % 4);
      core.ask(new RunTask(key, BY_HAND, condition));
      // As if it had been run.
      sql("delete from ready where task_id = '" + key.id() + "'");
    }
    var refusal = assertThrows(LimitExceeded.class, () -> core.ask(run(caller, tasks.getFirst())));
    assertEquals("max_executions_per_day", refusal.quota().type());
    var now = core.clock.instant();
    var midnight =
        now.atOffset(ZoneOffset.UTC).toLocalDate().plusDays(1).atStartOfDay(ZoneOffset.UTC);
    assertEquals(Duration.between(now, midnight.toInstant()), refusal.retryAfter());
    refused("max_executions_per_day", job(caller, true));
    core.ask(job(caller, false));
    core.clock.advance(Duration.ofDays(1));
    core.ask(run(caller, tasks.getFirst()));
  }

  @Test
  void executions_are_counted_exactly_on_two_nodes() {
    var caller = caller("basic", "runner");
    var tasks = IntStream.range(0, 15).mapToObj(i -> core.ask(job(caller, false))).toList();
    sql(
        "insert into quota_day values ('t1', 'runner', '%s', 90)"
            .formatted(core.clock.instant().atOffset(ZoneOffset.UTC).toLocalDate()));
    var failures = failures(tasks.stream().map(task -> run(caller, task.key())).toList());
    assertEquals(5, failures.size());
    requireLimit("max_executions_per_day", failures);
  }

  @Test
  void a_task_whose_last_execution_ended_it_counts_no_more_until_it_runs_again() {
    var caller = free();
    var tasks = IntStream.range(0, 5).mapToObj(i -> core.ask(job(caller, true)).key()).toList();
    refused("max_tasks", todo(caller));
    var done = tasks.getFirst();
    end(done);
    core.ask(todo(caller));
    refused("max_tasks", run(caller, done));
    // Open already, it needs no slot to be run.
    sql("delete from ready where task_id = '" + tasks.get(1).id() + "'");
    core.ask(run(caller, tasks.get(1)));
  }

  /** As if its execution had come to its end. */
  private static void end(TaskKey key) {
    sql("delete from ready where task_id = '" + key.id() + "'");
    sql(
        """
        insert into task_state (tenant_id, task_id, status, attempt, run_count, success_count,
          failure_count, total_credits, last_run_at, last_execution_id, last_token, updated_at)
        values ('t1', '%s', 'completed', 1, 1, 1, 0, 0, now(), '%s', 1, now())
        """
            .formatted(key.id(), key.id()));
  }

  @Test
  void a_task_is_not_run_again_before_the_interval_of_its_type_is_over() {
    var caller = caller("enterprise", "eager");
    var start = new NewTask.Start(false, null, BY_HAND);
    var members = new JsonObject().put("title", "t");
    var task = core.ask(core.factory.create(NewTask.of("hourly", start, members), caller)).key();
    core.ask(run(caller, task));
    end(task);
    sql(
        "update task_state set last_run_at = '%s' where task_id = '%s'"
            .formatted(core.clock.instant(), task.id()));
    core.clock.advance(Duration.ofMinutes(59));
    var refusal = assertThrows(LimitExceeded.class, () -> core.ask(run(caller, task)));
    assertEquals("task_frequency", refusal.quota().type());
    assertEquals(Duration.ofMinutes(1), refusal.retryAfter());
    core.clock.advance(Duration.ofMinutes(1));
    core.ask(run(caller, task));
  }

  @Test
  void a_schedule_that_opens_a_task_again_takes_a_slot() {
    var caller = free();
    var tasks = IntStream.range(0, 5).mapToObj(i -> core.ask(job(caller, true)).key()).toList();
    var daily = new JsonObject().put("type", "daily").put("time", "08:00");
    var done = tasks.getFirst();
    end(done);
    var last = core.ask(todo(caller)).key();
    refused("max_tasks", repeat(caller, done, daily));
    core.ask(repeat(caller, tasks.get(1), daily));
    core.ask(complete(caller, last));
    core.ask(repeat(caller, done, daily));
    refused("max_tasks", todo(caller));
    core.ask(repeat(caller, done, null));
    core.ask(todo(caller));
    refused("max_tasks", repeat(caller, done, daily));
  }

  @Test
  void programs_and_whom_nobody_knows_have_no_limits() {
    for (var caller :
        List.of(caller(null, "key:1"), caller(null, "nobody"), caller("platinum", "rich"))) {
      var created =
          core.ask(new CreateTasks(IntStream.range(0, 21).mapToObj(i -> todo(caller)).toList()));
      created.forEach(one -> assertNull(one.refusal()));
    }
  }
}
