package dev.errand.core.engine;

import static dev.errand.core.engine.FiringTest.every;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Role;
import dev.errand.core.recurrence.FireDue;
import dev.errand.core.recurrence.FireDue.Fired;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskCommand.CreateTasks;
import dev.errand.core.task.Terms;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Several nodes that fire the same schedules. */
class FiringRaceTest {

  private static void create(FiringFixture fixture, int count) {
    var start =
        new NewTask.Start(
            null, null, new Execution.Trigger("manual", null), Terms.NONE, every("PT1H"), true);
    var caller = CoreFixture.caller("me", Role.ADMIN);
    for (int from = 0; from < count; from += 500) {
      var commands = new ArrayList<CreateTask>();
      for (int i = from; i < Math.min(from + 500, count); i++) {
        var members = new JsonObject().put("title", "t" + i);
        commands.add(fixture.core.factory.create(NewTask.of("quick", start, members), caller));
      }
      fixture.core.ask(new CreateTasks(commands));
    }
  }

  private static Future<Integer> drain(FiringFixture fixture, int sum) {
    return fixture
        .core
        .bus
        .request(new FireDue(fixture.now(), Engine.FIRING_BATCH))
        .compose(
            (Fired fired) ->
                fired.looked() == 0
                    ? Future.succeededFuture(sum)
                    : drain(fixture, sum + fired.fired()));
  }

  @Test
  void ten_thousand_schedules_due_in_one_second_fire_once_each_on_two_loops() {
    try (var fixture =
        new FiringFixture(Fake.of("quick", e -> Outcome.completed(new JsonObject())))) {
      create(fixture, 10_000);
      fixture.advance(Duration.ofHours(1));
      var one = drain(fixture, 0);
      var other = drain(fixture, 0);
      assertEquals(10_000, CoreFixture.await(one) + CoreFixture.await(other));
      assertEquals("10000", fixture.text("select count(*) from firing where outcome = 'fired'"));
      assertEquals("10000", fixture.text("select count(distinct task_id) from ready"));
      assertEquals("10000", fixture.text("select count(*) from schedule where fire_count = 1"));
    }
  }

  /** S3-21, and X13 for schedules. */
  @Test
  void two_engines_on_one_database_run_200_tasks_due_at_one_second_once_each() {
    var runs = new AtomicInteger();
    try (var fixture =
        new FiringFixture(
            Fake.of(
                "quick",
                e -> {
                  runs.incrementAndGet();
                  return Outcome.completed(new JsonObject());
                }))) {
      create(fixture, 200);
      var engines = List.of(fixture.engines.engine("engine-1"), fixture.engines.engine("engine-2"));
      fixture.advance(Duration.ofHours(1));
      var end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      var executed = "select count(*) from execution where status = 'succeeded'";
      while (!fixture.text(executed).equals("200") && System.nanoTime() < end) {
        var passes =
            engines.stream()
                .map(engine -> engine.fire().compose(fired -> fixture.claim(engine)))
                .toList();
        CoreFixture.await(Future.all(passes));
      }
      assertEquals("200", fixture.text(executed));
      assertEquals("200", fixture.text("select count(distinct task_id) from execution"));
      assertEquals(200, runs.get());
    }
  }
}
