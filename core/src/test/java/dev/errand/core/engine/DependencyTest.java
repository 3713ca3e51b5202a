package dev.errand.core.engine;

import static dev.errand.core.testing.CoreFixture.anyVersion;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.dependency.Dependency;
import dev.errand.core.dependency.DependencyCommand.AddDependency;
import dev.errand.core.dependency.DependencyCommand.RemoveDependency;
import dev.errand.core.dependency.DependencyQuery.ListDependencies;
import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.HistoryEntry;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.CancelTask;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.task.Terms;
import dev.errand.core.task.Terms.OnFailure;
import dev.errand.core.task.Terms.Prerequisite;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DependencyTest {

  private static EngineFixture fixture;
  private static Engine engine;

  @BeforeAll
  static void start() {
    fixture =
        new EngineFixture(
            Fake.of("good", e -> Outcome.completed(new JsonObject())),
            Fake.of("bad", e -> Outcome.failedForGood("gone", "no such place")));
    engine = fixture.engine("engine-1");
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static Prerequisite on(Task task, OnFailure onFailure) {
    return new Prerequisite(task.key().id(), onFailure);
  }

  private static CreateTask wish(
      @Nullable Boolean now, @Nullable Instant runAt, Prerequisite... dependsOn) {
    var terms = new Terms(List.of(dependsOn), null);
    var start = new NewTask.Start(now, runAt, new Execution.Trigger("manual", null), terms);
    return fixture.core.factory.create(
        NewTask.of("good", start, new JsonObject().put("title", "t")),
        CoreFixture.caller("me", Role.ADMIN));
  }

  private static Task waiting(Task... others) {
    return fixture.core.ask(
        wish(
            true,
            null,
            Arrays.stream(others).map(o -> on(o, OnFailure.BLOCK)).toArray(Prerequisite[]::new)));
  }

  private static Task good() {
    return fixture.core.create("good", true, new JsonObject().put("title", "t"));
  }

  private static TaskStatus status(Task task) {
    return fixture.core.get(task.key()).progress().status();
  }

  private static Task until(Task task, TaskStatus wanted) {
    return fixture.until(task.key(), status -> status == wanted);
  }

  private static Dependency add(Task task, Task other) {
    return fixture.core.ask(
        new AddDependency(task.key(), on(other, OnFailure.BLOCK), anyVersion()));
  }

  private static <P extends Problem> P refusal(Class<P> type, Future<?> future) {
    CoreFixture.await(future.transform(done -> Future.succeededFuture()));
    return assertInstanceOf(type, future.cause());
  }

  private static List<Dependency> dependencies(Task task) {
    return fixture.core.ask(new ListDependencies(task.key(), Sight.ALL));
  }

  @Test
  void a_task_waits_until_the_other_completes_and_is_then_queued_without_a_call() {
    var first = good();
    var second = waiting(first);
    assertEquals(TaskStatus.BLOCKED, second.progress().status());
    assertTrue(dependencies(second).getFirst().open());
    fixture.run(engine, first.key());
    assertEquals(TaskStatus.QUEUED, until(second, TaskStatus.QUEUED).progress().status());
    var last = fixture.core.history(second.key(), false).getLast();
    assertEquals("unblocked", last.action());
    assertEquals(new HistoryEntry.Move("blocked", "queued"), last.move());
    assertEquals("system:dependencies", last.actor().id());
    assertEquals(TaskStatus.COMPLETED, fixture.run(engine, second.key()).progress().status());
    assertTrue(dependencies(second).stream().noneMatch(Dependency::open));
  }

  @Test
  void a_failure_blocks_cancels_or_is_ignored_as_each_dependency_says() {
    var bad = fixture.core.create("bad", true, new JsonObject().put("title", "t"));
    var stays = fixture.core.ask(wish(true, null, on(bad, OnFailure.BLOCK)));
    var goes = fixture.core.ask(wish(true, null, on(bad, OnFailure.CANCEL)));
    var next = fixture.core.ask(wish(true, null, on(goes, OnFailure.CANCEL)));
    var ignores = fixture.core.ask(wish(true, null, on(bad, OnFailure.IGNORE)));
    fixture.run(engine, bad.key());
    until(goes, TaskStatus.CANCELLED);
    until(next, TaskStatus.CANCELLED);
    fixture.until(ignores.key(), status -> status != TaskStatus.BLOCKED);
    assertEquals(TaskStatus.BLOCKED, status(stays));
    var last = fixture.core.history(goes.key(), false).getLast();
    assertEquals("cancelled", last.action());
    assertEquals("dependency_failed", last.notes());
    var late = fixture.core.ask(wish(true, null, on(bad, OnFailure.CANCEL)));
    assertEquals(TaskStatus.CANCELLED, late.progress().status());
    var heedless = fixture.core.ask(wish(true, null, on(bad, OnFailure.IGNORE)));
    assertEquals(TaskStatus.QUEUED, heedless.progress().status());
  }

  @Test
  void each_goes_back_to_what_it_would_be_without() {
    var other = good();
    var pending = fixture.core.ask(wish(false, null, on(other, OnFailure.BLOCK)));
    var soon = fixture.core.clock.instant().plus(Duration.ofHours(1));
    var scheduled = fixture.core.ask(wish(null, soon, on(other, OnFailure.BLOCK)));
    assertEquals(TaskStatus.BLOCKED, status(pending));
    assertEquals(TaskStatus.BLOCKED, status(scheduled));
    fixture.run(engine, other.key());
    until(pending, TaskStatus.PENDING);
    assertEquals(soon, until(scheduled, TaskStatus.SCHEDULED).progress().execution().runAt());
    var done = fixture.core.ask(wish(true, null, on(other, OnFailure.BLOCK)));
    assertEquals(TaskStatus.QUEUED, done.progress().status());
    assertTrue(dependencies(done).stream().noneMatch(Dependency::open));
  }

  @Test
  void adding_one_blocks_a_queued_task_and_removing_the_last_releases_it() {
    var other = fixture.core.create("good", false, new JsonObject().put("title", "t"));
    var another = fixture.core.create("good", false, new JsonObject().put("title", "t"));
    var task = good();
    var execution = task.progress().execution().id();
    assertTrue(add(task, other).open());
    assertEquals(TaskStatus.BLOCKED, status(task));
    add(task, another);
    fixture.on(() -> engine.dispatcher().runOnce());
    assertEquals(TaskStatus.BLOCKED, status(task));
    var twice =
        fixture.core.bus.request(
            new AddDependency(task.key(), on(other, OnFailure.CANCEL), anyVersion()));
    assertEquals("duplicate_dependency", refusal(Problem.Conflict.class, twice).code());
    fixture.core.ask(new RemoveDependency(task.key(), other.key().id(), anyVersion()));
    assertEquals(TaskStatus.BLOCKED, status(task));
    fixture.core.ask(new RemoveDependency(task.key(), another.key().id(), anyVersion()));
    var released = fixture.core.get(task.key());
    assertEquals(TaskStatus.QUEUED, released.progress().status());
    assertEquals(execution, released.progress().execution().id());
    var actions =
        fixture.core.history(task.key(), false).stream().map(HistoryEntry::action).toList();
    assertEquals(
        List.of(
            "created",
            "dependency_added",
            "dependency_added",
            "dependency_removed",
            "dependency_removed",
            "unblocked"),
        actions);
    refusal(
        Problem.NotFound.class,
        fixture.core.bus.request(new RemoveDependency(task.key(), other.key().id(), anyVersion())));
  }

  @Test
  void refuses_cycles_itself_unknown_tasks_and_tasks_that_cannot_wait() {
    var a = fixture.core.create("good", false, new JsonObject().put("title", "a"));
    var b = waiting(a);
    var c = waiting(b);
    var cycle =
        fixture.core.bus.request(new AddDependency(a.key(), on(c, OnFailure.BLOCK), anyVersion()));
    assertEquals("dependency_cycle", refusal(Problem.Invalid.class, cycle).code());
    var self =
        fixture.core.bus.request(new AddDependency(a.key(), on(a, OnFailure.BLOCK), anyVersion()));
    assertEquals(
        List.of("body", "task_id"),
        refusal(Problem.Invalid.class, self).violations().getFirst().loc());
    var nobody = new Prerequisite(UUID.randomUUID(), OnFailure.BLOCK);
    refusal(
        Problem.Invalid.class,
        fixture.core.bus.request(new AddDependency(a.key(), nobody, anyVersion())));
    var unknown = fixture.core.bus.request(wish(true, null, on(a, OnFailure.BLOCK), nobody));
    assertEquals(
        List.of("body", "depends_on", 1),
        refusal(Problem.Invalid.class, unknown).violations().getFirst().loc());
    fixture.core.ask(new CancelTask(c.key(), null, anyVersion()));
    var over =
        fixture.core.bus.request(new AddDependency(c.key(), on(a, OnFailure.BLOCK), anyVersion()));
    var conflict = refusal(Problem.Conflict.class, over);
    assertEquals("invalid_transition", conflict.code());
    assertEquals("cancelled", conflict.extra().get("from"));
  }

  @Test
  void two_halves_of_a_cycle_added_at_once_never_both_come_to_be() {
    for (int round = 0; round < 20; round++) {
      var a = fixture.core.create("good", false, new JsonObject().put("title", "a"));
      var b = fixture.core.create("good", false, new JsonObject().put("title", "b"));
      var one =
          fixture.core.bus.request(
              new AddDependency(a.key(), on(b, OnFailure.BLOCK), anyVersion()));
      var other =
          fixture.core.bus.request(
              new AddDependency(b.key(), on(a, OnFailure.BLOCK), anyVersion()));
      CoreFixture.await(Future.join(one, other).transform(done -> Future.succeededFuture()));
      assertEquals(1, (one.succeeded() ? 1 : 0) + (other.succeeded() ? 1 : 0));
    }
  }

  @Test
  void whatever_ends_at_the_same_moment_nobody_waits_for_ever() {
    var other = fixture.engine("engine-2");
    for (int round = 0; round < 25; round++) {
      var first = good();
      var second = good();
      var both = waiting(first, second);
      // And one that begins to wait while what it waits for ends.
      var late = fixture.core.create("good", false, new JsonObject().put("title", "t"));
      var claims =
          fixture.on(
              () ->
                  Future.succeededFuture(
                      Future.all(engine.dispatcher().runOnce(), other.dispatcher().runOnce())));
      var added =
          fixture.core.bus.request(
              new AddDependency(late.key(), on(first, OnFailure.BLOCK), anyVersion()));
      CoreFixture.await(claims);
      CoreFixture.await(added);
      fixture.until(both.key(), status -> status != TaskStatus.BLOCKED);
      until(late, TaskStatus.PENDING);
    }
  }

  @Test
  void all_of_a_great_many_are_released() {
    var other = good();
    var asked = new ArrayList<Future<Task>>();
    for (int i = 0; i < 1200; i++) {
      asked.add(fixture.core.bus.request(wish(false, null, on(other, OnFailure.BLOCK))));
    }
    var keys = asked.stream().map(CoreFixture::await).map(Task::key).toList();
    fixture.run(engine, other.key());
    for (TaskKey key : keys) {
      fixture.until(key, status -> status == TaskStatus.PENDING);
    }
  }

  @Test
  void the_schedule_of_a_task_is_held_while_it_waits_and_ends_when_it_is_called_off()
      throws SQLException {
    var other = good();
    var bad = fixture.core.create("bad", true, new JsonObject().put("title", "t"));
    var task = recurring();
    var doomed = recurring();
    add(task, other);
    fixture.core.ask(new AddDependency(doomed.key(), on(bad, OnFailure.CANCEL), anyVersion()));
    assertEquals(TaskStatus.BLOCKED, status(task));
    assertEquals(1, schedules(task, "paused and next_fire_at is not null"));
    assertEquals(1, schedules(doomed, "paused and next_fire_at is not null"));
    fixture.run(engine, other.key());
    fixture.run(engine, bad.key());
    until(task, TaskStatus.SCHEDULED);
    assertEquals(1, schedules(task, "not paused and pause_reason is null"));
    until(doomed, TaskStatus.CANCELLED);
    assertEquals(1, schedules(doomed, "next_fire_at is null"));
  }

  private static Task recurring() throws SQLException {
    var task = fixture.core.create("good", false, new JsonObject().put("title", "t"));
    execute(
        """
        insert into schedule (tenant_id, id, namespace, mode, task_id, spec, created_by, paused,
          fire_count, next_logical_at, next_fire_at, revision, created_at, updated_at)
        select tenant_id, id, namespace, 'run_task', id, '{}', 'me', false, 0,
          now() + interval '1 day', now() + interval '1 day', 1, now(), now()
        from task where id = '%1$s';
        update task set schedule_id = id where id = '%1$s'
        """
            .formatted(task.key().id()));
    return fixture.core.get(task.key());
  }

  private static int schedules(Task task, String condition) throws SQLException {
    try (var connection = fixture.core.database.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select count(*) from schedule where task_id = '%s' and %s"
                    .formatted(task.key().id(), condition))) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static void execute(String sql) throws SQLException {
    try (var connection = fixture.core.database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void the_sweep_finds_those_whose_release_a_crash_prevented() throws SQLException {
    var other = fixture.core.create("good", false, new JsonObject().put("title", "t"));
    var task = waiting(other);
    execute(
        "update task set resting_status = 'completed' where id = '%s'".formatted(other.key().id()));
    assertEquals(TaskStatus.BLOCKED, status(task));
    assertTrue(requireNonNull(fixture.on(engine::sweepDependencies)) >= 1);
    assertEquals(TaskStatus.QUEUED, status(task));
  }
}
