package dev.errand.core.engine;

import static dev.errand.core.engine.FiringTest.every;
import static dev.errand.core.testing.CoreFixture.anyVersion;
import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.task.Instruction.Simple;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.task.TaskMove;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What schedules do where they cannot simply fire at their time. */
class FiringPolicyTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final Semaphore mayEnd = new Semaphore(0);
  private FiringFixture fixture;
  private Engine engine;

  @BeforeEach
  void start() {
    fixture =
        new FiringFixture(
            Fake.of(
                "slow",
                e -> {
                  mayEnd.acquire();
                  return Outcome.completed(new JsonObject());
                }),
            Fake.of("quick", e -> Outcome.completed(new JsonObject())));
    engine = fixture.engines.engine("engine-1");
  }

  @AfterEach
  void stop() {
    mayEnd.release(1000);
    fixture.close();
  }

  /**
   * A task with this overlap policy, whose first execution runs, and whose second time has come.
   */
  private Task overlapping(String overlap) {
    var task = fixture.recurring("slow", every("PT1H").put("overlap", overlap));
    fixture.advance(HOUR);
    assertEquals(1, fixture.fire().fired());
    fixture.engines.on(() -> engine.dispatcher().runOnce());
    fixture.engines.until(task.key(), s -> s == TaskStatus.RUNNING);
    fixture.advance(HOUR);
    fixture.fire();
    return task;
  }

  private Task atRest(Task task) {
    return fixture.engines.until(task.key(), s -> s == TaskStatus.SCHEDULED);
  }

  private static Instant runAt(Task task) {
    return Objects.requireNonNull(task.progress().execution().runAt());
  }

  private TaskStatus status(Task task) {
    return fixture.core.get(task.key()).progress().status();
  }

  @Test
  void overlap_skip_leaves_out_what_would_run_beside_the_previous() {
    var task = overlapping("skip");
    assertEquals(TaskStatus.RUNNING, status(task));
    assertEquals(
        List.of("fired", "skipped: the previous execution is not over"), fixture.firings(task));
    mayEnd.release();
    atRest(task);
    fixture.advance(HOUR);
    assertEquals(1, fixture.fire().fired());
  }

  @Test
  void overlap_queue_waits_for_the_previous() {
    var task = overlapping("queue");
    assertEquals(List.of("fired"), fixture.firings(task));
    fixture.advance(Duration.ofMinutes(20));
    fixture.fire();
    assertEquals(List.of("fired"), fixture.firings(task));
    mayEnd.release();
    atRest(task);
    fixture.advance(Duration.ofMinutes(1));
    assertEquals(1, fixture.fire().fired());
    assertEquals(List.of("fired", "fired"), fixture.firings(task));
    mayEnd.release();
    fixture.engines.run(engine, task.key());
    assertEquals(runAt(task).plus(HOUR.multipliedBy(2)), runAt(fixture.core.get(task.key())));
  }

  @Test
  void overlap_cancel_other_stops_the_previous() {
    var task = overlapping("cancel_other");
    assertEquals(TaskStatus.QUEUED, status(task));
    assertEquals(List.of("fired", "fired"), fixture.firings(task));
    fixture.engines.on(engine::beat);
    fixture.engines.on(() -> engine.dispatcher().runOnce());
    mayEnd.release();
    atRest(task);
    var statuses = fixture.executions(task.key()).stream().map(e -> e.status()).toList();
    assertEquals(1, Collections.frequency(statuses, ExecutionStatus.SUCCEEDED));
  }

  @Test
  void overlap_cancel_other_takes_the_place_of_one_that_is_queued() {
    var task = fixture.recurring("slow", every("PT1H").put("overlap", "cancel_other"));
    fixture.advance(HOUR);
    fixture.fire();
    var first = fixture.core.get(task.key()).progress().execution().id();
    fixture.advance(HOUR);
    assertEquals(1, fixture.fire().fired());
    assertNotEquals(first, fixture.core.get(task.key()).progress().execution().id());
    assertEquals(1, fixture.texts("select 1 from ready").size());
  }

  @Test
  void overlap_allow_runs_beside_the_previous() {
    var task = overlapping("allow");
    fixture.engines.on(() -> engine.dispatcher().runOnce());
    assertEquals(List.of("fired", "fired"), fixture.firings(task));
    eventually("two leases", () -> fixture.texts("select 1 from lease").size() == 2);
    mayEnd.release(2);
    atRest(task);
  }

  @Test
  void a_retry_that_a_firing_has_overtaken_waits_for_its_turn() {
    overlapping("allow");
    fixture.sql(
        """
        insert into deferred (
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, status)
        select tenant_id, task_id, task_id, namespace, type, performer, priority_rank, run_at, 2,
          'retry', 'retry'
        from ready
        """);
    fixture.engines.on(engine::promote);
    assertEquals(List.of("1"), fixture.texts("select attempt from ready"));
    assertEquals(List.of("2"), fixture.texts("select attempt from deferred"));
  }

  private Task moved(Task task, TaskMove move) {
    return fixture.core.ask(new MoveTask(task.key(), new Simple(move), anyVersion()));
  }

  /** S3-22: paused over three of its times. */
  private Task pausedForAWhile(JsonObject spec) {
    var task = fixture.recurring("quick", spec);
    moved(task, TaskMove.PAUSE);
    fixture.advance(HOUR.multipliedBy(3).plusMinutes(1));
    assertEquals(0, fixture.fire().fired());
    assertEquals(TaskStatus.PAUSED, status(task));
    moved(task, TaskMove.RESUME);
    fixture.fire();
    return fixture.core.get(task.key());
  }

  @Test
  void what_was_missed_in_a_pause_is_skipped() {
    var resumed = pausedForAWhile(every("PT1H").put("misfire", "skip"));
    assertEquals(TaskStatus.SCHEDULED, resumed.progress().status());
    assertEquals(List.of(), fixture.firings(resumed));
    var runAt = runAt(resumed);
    assertTrue(runAt.isAfter(fixture.now()) && runAt.isBefore(fixture.now().plus(HOUR)));
  }

  @Test
  void what_was_missed_in_a_pause_fires_once() {
    var resumed = pausedForAWhile(every("PT1H").put("misfire", "fire_once"));
    assertEquals(TaskStatus.QUEUED, resumed.progress().status());
    assertEquals(List.of("fired"), fixture.firings(resumed));
    assertEquals(
        TaskStatus.SCHEDULED, fixture.engines.run(engine, resumed.key()).progress().status());
    assertEquals(0, fixture.fire().fired());
  }

  @Test
  void what_was_missed_in_a_pause_is_caught_up_one_after_the_other() {
    var resumed =
        pausedForAWhile(every("PT1H").put("misfire", "catch_up").put("catch_up_limit", 2));
    assertEquals(List.of("fired"), fixture.firings(resumed));
    fixture.engines.run(engine, resumed.key());
    fixture.advance(Duration.ofSeconds(30));
    assertEquals(1, fixture.fire().fired());
    fixture.engines.run(engine, resumed.key());
    fixture.advance(Duration.ofSeconds(30));
    assertEquals(0, fixture.fire().fired());
    assertEquals(List.of("fired", "fired"), fixture.firings(resumed));
  }

  @Test
  void a_schedule_ends_after_its_runs_and_at_its_end() {
    var twice = fixture.recurring("quick", every("PT1H").put("max_runs", 2));
    var end = fixture.now().plus(Duration.ofMinutes(90)).toString();
    var ending = fixture.recurring("quick", every("PT1H").put("end_at", end));
    for (int i = 0; i < 4; i++) {
      fixture.advance(HOUR);
      fixture.fire();
      fixture.engines.on(() -> engine.dispatcher().runOnce());
      fixture.engines.until(twice.key(), s -> s != TaskStatus.QUEUED && s != TaskStatus.RUNNING);
      fixture.engines.until(ending.key(), s -> s != TaskStatus.QUEUED && s != TaskStatus.RUNNING);
    }
    assertEquals(List.of("fired", "fired"), fixture.firings(twice));
    assertEquals(List.of("fired"), fixture.firings(ending));
    var over = fixture.core.get(twice.key());
    assertEquals(TaskStatus.COMPLETED, over.progress().status());
    assertNull(over.progress().execution().runAt());
  }

  @Test
  void jitter_puts_off_every_firing_of_a_schedule_alike() {
    var task = fixture.recurring("quick", every("PT1H").put("jitter", "PT30M"));
    var logical = fixture.now().plus(HOUR).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    var off = Duration.between(logical, runAt(task));
    assertTrue(!off.isNegative() && off.compareTo(Duration.ofMinutes(30)) <= 0);
    fixture.advance(Duration.between(fixture.now(), runAt(task)));
    assertEquals(1, fixture.fire().fired());
    fixture.engines.run(engine, task.key());
    assertEquals(runAt(task).plus(HOUR), runAt(fixture.core.get(task.key())));
    assertEquals(List.of("fired"), fixture.firings(task));
  }

  @Test
  void the_time_after_a_completion_is_counted_from_it() {
    var task = fixture.recurring("slow", every("PT1H").put("anchor", "from_completion"));
    fixture.advance(HOUR);
    assertEquals(1, fixture.fire().fired());
    fixture.engines.on(() -> engine.dispatcher().runOnce());
    fixture.advance(Duration.ofMinutes(90));
    assertEquals(0, fixture.fire().fired());
    mayEnd.release();
    atRest(task);
    var completed = fixture.now();
    fixture.advance(Duration.ofSeconds(30));
    assertEquals(0, fixture.fire().fired());
    assertEquals(completed.plus(HOUR), runAt(fixture.core.get(task.key())));
    fixture.advance(HOUR);
    assertEquals(1, fixture.fire().fired());
  }

  @Test
  void a_schedule_pauses_itself_after_ten_failures_in_a_row() {
    var task = fixture.recurring("quick", every("PT1H"));
    for (int failures = 1; failures <= 10; failures++) {
      fixture.advance(HOUR);
      assertEquals(1, fixture.fire().fired());
      fixture.engines.run(engine, task.key());
      fixture.sql("update task_state set failures_in_a_row = " + failures);
    }
    fixture.advance(HOUR);
    assertEquals(0, fixture.fire().fired());
    assertEquals("too many failures", fixture.text("select pause_reason from schedule"));
    assertEquals(
        "schedule_paused", fixture.text("select verb from outbox order by seq desc limit 1"));
    assertEquals(
        "too many failures",
        fixture.text("select notes from task_history where action = 'schedule_paused'"));
    fixture.advance(HOUR);
    assertEquals(0, fixture.fire().looked());
  }

  @Test
  void a_key_that_another_task_holds_leaves_a_firing_out() {
    var keys = new Task.Keys("the key", null);
    var task = fixture.recurring("quick", every("PT1H"), null, keys);
    fixture.sql(
        """
        insert into unique_key values ('t1', 'default', 'the key',
          '00000000-0000-0000-0000-000000000001')
        """);
    fixture.advance(HOUR);
    assertEquals(0, fixture.fire().fired());
    assertEquals(List.of("skipped: another task has its unique key"), fixture.firings(task));
    fixture.sql("delete from unique_key");
    fixture.advance(HOUR);
    assertEquals(1, fixture.fire().fired());
    assertEquals(1, fixture.texts("select 1 from unique_key").size());
  }

  @Test
  void tasks_that_are_created_fail_alone_and_pause_their_schedule_in_the_end() {
    var create = every("PT1H").put("mode", "create_task");
    var broken = fixture.recurring("quick", create);
    var sound = fixture.recurring("quick", create);
    fixture.engines.run(engine, broken.key());
    fixture.sql(
        "update schedule set task = '{\"type\": \"gone\", \"title\": \"t\"}' where id = '%s'"
            .formatted(fixture.scheduleId(broken)));
    for (int i = 0; i < 10; i++) {
      fixture.advance(HOUR);
      assertEquals(1, fixture.fire().fired());
      fixture.engines.on(() -> engine.dispatcher().runOnce());
      awaitNoLeases();
    }
    assertTrue(fixture.firings(broken).getFirst().startsWith("failed: the task cannot be created"));
    assertEquals(Collections.nCopies(10, "fired"), fixture.firings(sound));
    assertEquals(
        "too many failures",
        fixture.text(
            "select pause_reason from schedule where id = '%s'"
                .formatted(fixture.scheduleId(broken))));
    assertEquals(12, fixture.texts("select 1 from task where owner_id = 'me'").size());
    assertEquals(
        10,
        fixture
            .texts(
                "select 1 from execution where trigger_type = 'schedule' and trigger_data ->> "
                    + "'schedule_id' = '%s'".formatted(fixture.scheduleId(sound)))
            .size());
  }

  @Test
  void an_occurrence_that_was_created_is_completed_not_scheduled() {
    var task = fixture.recurring("quick", every("PT1H").put("mode", "create_task"));
    fixture.advance(HOUR);
    assertEquals(1, fixture.fire().fired());
    fixture.engines.on(() -> engine.dispatcher().runOnce());
    awaitNoLeases();
    assertEquals(
        List.of("completed"),
        fixture.texts(
            "select distinct task_status from execution where task_id <> '%s'"
                .formatted(task.key().id())));
  }

  private void awaitNoLeases() {
    eventually(
        "no lease",
        () -> fixture.texts("select 1 from lease union all select 1 from ready").isEmpty());
  }

  @Test
  void what_is_blocked_or_cannot_be_read_holds_up_nobody() {
    var unreadable = fixture.recurring("quick", every("PT1H"));
    var sound = fixture.recurring("quick", every("PT1H"));
    fixture.sql(
        "update schedule set spec = '{\"type\": \"lunar\"}' where id = '%s'"
            .formatted(fixture.scheduleId(unreadable)));
    fixture.advance(HOUR);
    assertEquals(1, fixture.fire().fired());
    assertEquals(List.of("fired"), fixture.firings(sound));
    assertTrue(
        fixture
            .text("select pause_reason from schedule where paused")
            .startsWith("cannot be computed"));
  }

  @Test
  void a_pass_that_is_lost_has_fired_nothing_and_the_next_fires_once() {
    var task = fixture.recurring("quick", every("PT1H"));
    fixture.advance(HOUR);
    fixture.sql(
        """
        create function fail() returns trigger language plpgsql as
          $$ begin raise exception 'lost'; end $$;
        create trigger fail before update on schedule execute function fail()
        """);
    var lost = fixture.core.bus.request(new dev.errand.core.recurrence.FireDue(fixture.now(), 500));
    assertTrue(CoreFixture.await(lost.map(false).otherwise(true)));
    assertEquals(List.of(), fixture.firings(task));
    assertEquals(List.of(), fixture.texts("select 1 from ready"));
    fixture.sql("drop trigger fail on schedule");
    assertEquals(1, fixture.fire().fired());
    assertEquals(List.of("fired"), fixture.firings(task));
    assertEquals(1, fixture.texts("select 1 from ready").size());
  }
}
