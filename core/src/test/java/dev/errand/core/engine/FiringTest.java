package dev.errand.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.task.Task;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Schedules that fire at their time, on a clock of the test's own. */
class FiringTest {

  private static FiringFixture fixture;

  @BeforeAll
  static void start() {
    fixture =
        new FiringFixture(
            Fake.of("noop", e -> Outcome.completed(new JsonObject())),
            Fake.of("broken", e -> Outcome.failedForGood("upstream", "answered 500")));
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  static JsonObject every(String duration) {
    return new JsonObject().put("type", "interval").put("every", duration);
  }

  @Test
  void a_task_with_a_schedule_is_scheduled_at_its_first_time() {
    var task = fixture.recurring("noop", every("PT1H"));
    assertEquals(TaskStatus.SCHEDULED, task.progress().status());
    assertNull(task.progress().execution().id());
    var read = fixture.core.get(task.key());
    assertEquals(TaskStatus.SCHEDULED, read.progress().status());
    assertEquals(task.progress().execution().runAt(), read.progress().execution().runAt());
    assertEquals(task.etag(), read.etag());
    assertEquals(task.progress().recurrence(), read.progress().recurrence());
  }

  @Test
  void it_runs_at_each_of_its_times_once() {
    var task = fixture.recurring("noop", every("PT1H"));
    assertEquals(0, fixture.fire().looked());
    var engine = fixture.engines.engine("engine-1");
    for (int run = 1; run <= 3; run++) {
      fixture.advance(Duration.ofHours(1));
      assertTrue(fixture.fire().fired() >= 1);
      assertEquals(0, fixture.fire().looked());
      var queued = fixture.core.get(task.key());
      assertEquals(TaskStatus.QUEUED, queued.progress().status());
      assertEquals(
          TaskStatus.SCHEDULED, fixture.engines.run(engine, task.key()).progress().status());
      assertEquals(run, fixture.core.get(task.key()).progress().statistics().runCount());
    }
    assertEquals(List.of("fired", "fired", "fired"), fixture.firings(task));
    var trigger = fixture.executions(task.key()).getFirst().trigger();
    assertEquals("schedule", trigger.type());
    assertEquals(
        fixture.scheduleId(task),
        java.util.Objects.requireNonNull(trigger.data()).getString("schedule_id"));
  }

  /** S3-07. */
  @Test
  void a_task_whose_occurrence_failed_for_good_stays_scheduled() {
    var task = fixture.recurring("broken", every("PT1H"));
    var engine = fixture.engines.engine("engine-2");
    fixture.advance(Duration.ofHours(1));
    fixture.fire();
    var failed = fixture.engines.run(engine, task.key());
    assertEquals(TaskStatus.SCHEDULED, failed.progress().status());
    assertEquals(1, failed.progress().statistics().failureCount());
    assertEquals(java.math.BigDecimal.ZERO, failed.progress().statistics().totalCredits());
    fixture.advance(Duration.ofHours(1));
    assertTrue(fixture.fire().fired() >= 1);
    assertEquals(TaskStatus.QUEUED, fixture.core.get(task.key()).progress().status());
  }

  @Test
  void of_tasks_with_one_key_that_are_due_at_once_one_is_queued() {
    var keys = new Task.Keys("the key", null);
    var one = fixture.recurring("noop", every("PT1H"), null, keys);
    fixture.sql("delete from unique_key");
    var other = fixture.recurring("noop", every("PT1H"), null, keys);
    fixture.sql("delete from unique_key");
    fixture.advance(Duration.ofHours(1));
    assertTrue(fixture.fire().fired() >= 1);
    var firings =
        Stream.of(one, other).flatMap(task -> fixture.firings(task).stream()).sorted().toList();
    assertEquals(List.of("fired", "skipped: another task has its unique key"), firings);
  }
}
