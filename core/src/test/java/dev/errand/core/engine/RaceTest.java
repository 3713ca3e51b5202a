package dev.errand.core.engine;

import static dev.errand.core.testing.CoreFixture.anyVersion;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionQuery.ListExecutions;
import dev.errand.core.identity.Sight;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.CancelTask;
import dev.errand.core.task.TaskCommand.RunTask;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Callers and engines at once on the same tasks. */
class RaceTest {

  private static final int TASKS = 200;

  @Test
  void a_task_cancelled_while_it_is_claimed_and_ended_is_either_done_or_cancelled_and_stays_so() {
    try (var fixture =
        new EngineFixture(Fake.of("quick", e -> Outcome.completed(new JsonObject())))) {
      var engine = fixture.engine("engine-1");
      var keys = new ArrayList<TaskKey>();
      for (int i = 0; i < TASKS; i++) {
        keys.add(fixture.queued("quick", new JsonObject()).key());
      }
      // Some of those asked to stop are still queued, some are being claimed, some have ended.
      var victims = new ArrayList<>(keys);
      Collections.shuffle(victims, new Random(5));
      var cancelled = new HashMap<TaskKey, Future<Task>>();
      while (keys.stream().anyMatch(key -> active(fixture, key))) {
        var claiming = fixture.on(() -> Future.succeededFuture(engine.dispatcher().runOnce()));
        victims.stream()
            .filter(key -> !cancelled.containsKey(key))
            .limit(20)
            .toList()
            .forEach(
                key ->
                    cancelled.put(
                        key, fixture.core.bus.request(new CancelTask(key, null, anyVersion()))));
        CoreFixture.await(claiming);
        fixture.on(engine::beat);
      }
      cancelled.values().forEach(RaceTest::settled);
      int stopped = 0;
      for (var key : keys) {
        var task = fixture.core.get(key);
        boolean wasCancelled = cancelled.containsKey(key) && cancelled.get(key).succeeded();
        assertEquals(
            wasCancelled ? TaskStatus.CANCELLED : TaskStatus.COMPLETED, task.progress().status());
        stopped += wasCancelled ? 1 : 0;
        fixture.until(
            key, s -> executions(fixture, key).stream().allMatch(e -> e.status().ended()));
      }
      assertTrue(stopped > 0 && stopped <= TASKS);
    }
  }

  @Test
  void twenty_callers_who_run_one_task_start_it_once() {
    try (var fixture =
        new EngineFixture(Fake.of("quick", e -> Outcome.completed(new JsonObject())))) {
      var task = fixture.core.create("quick", false, new JsonObject().put("title", "t"));
      var asked = new ArrayList<Future<Execution>>();
      for (int i = 0; i < 20; i++) {
        asked.add(
            fixture.core.bus.request(
                new RunTask(task.key(), new Execution.Trigger("manual", null), anyVersion())));
      }
      asked.forEach(RaceTest::settled);
      assertEquals(1, asked.stream().filter(Future::succeeded).count());
      asked.stream()
          .filter(Future::failed)
          .forEach(f -> assertEquals("already_active", ((Problem.Conflict) f.cause()).code()));
    }
  }

  @Test
  void two_engines_share_the_queue_and_run_nothing_twice() {
    var runs = new ConcurrentHashMap<java.util.UUID, AtomicInteger>();
    var counting =
        Fake.of(
            "quick",
            e -> {
              runs.computeIfAbsent(e.subject().executionId(), id -> new AtomicInteger())
                  .incrementAndGet();
              return Outcome.completed(new JsonObject());
            });
    try (var fixture = new EngineFixture(counting)) {
      var one = fixture.engine("engine-1");
      var other = fixture.engine("engine-2");
      var keys = new ArrayList<TaskKey>();
      for (int i = 0; i < TASKS; i++) {
        keys.add(fixture.queued("quick", new JsonObject()).key());
      }
      while (keys.stream().anyMatch(key -> active(fixture, key))) {
        var both =
            fixture.on(
                () ->
                    Future.succeededFuture(
                        Future.all(one.dispatcher().runOnce(), other.dispatcher().runOnce())));
        CoreFixture.await(both);
      }
      assertEquals(TASKS, runs.size());
      assertTrue(runs.values().stream().allMatch(count -> count.get() == 1));
      Map<String, Integer> workers = new HashMap<>();
      keys.forEach(
          key ->
              workers.merge(
                  String.valueOf(executions(fixture, key).getFirst().timeline().workerId()),
                  1,
                  Integer::sum));
      assertEquals(2, workers.size(), workers::toString);
    }
  }

  private static void settled(Future<?> future) {
    CoreFixture.await(future.transform(done -> Future.succeededFuture()));
  }

  private static boolean active(EngineFixture fixture, TaskKey key) {
    return fixture.core.get(key).progress().status().active();
  }

  private static List<Execution> executions(EngineFixture fixture, TaskKey key) {
    return fixture
        .core
        .ask(new ListExecutions(key.tenantId(), key.id(), 10, 0, null, Sight.ALL))
        .items();
  }
}
