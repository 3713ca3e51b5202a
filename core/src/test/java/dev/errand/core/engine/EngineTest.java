package dev.errand.core.engine;

import static dev.errand.core.testing.CoreFixture.anyVersion;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionQuery.ListExecutions;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.identity.Sight;
import dev.errand.core.lease.LeaseCommand.ClaimReady;
import dev.errand.core.lease.LeaseCommand.RunnableType;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.CancelTask;
import dev.errand.core.task.TaskCommand.RunTask;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EngineTest {

  private static final CountDownLatch NEVER = new CountDownLatch(1);
  private static final AtomicInteger RUNS = new AtomicInteger();
  private static EngineFixture fixture;
  private static Engine engine;

  @BeforeAll
  static void start() {
    var quick = TaskType.Defaults.USUAL.withTimeout(Duration.ofSeconds(1));
    fixture =
        new EngineFixture(
            good(),
            Fake.of(
                "throws",
                e -> {
                  throw new IllegalStateException("out of paper");
                }),
            Fake.of(
                "error",
                e -> {
                  throw new StackOverflowError();
                }),
            new Fake(
                TaskType.named("blocks").defaultingTo(quick),
                e -> {
                  NEVER.await();
                  return Outcome.cancelled();
                }),
            new Fake(
                TaskType.named("ignores").defaultingTo(quick),
                e -> {
                  awaitUninterruptibly(NEVER);
                  return Outcome.completed(new JsonObject());
                }),
            Fake.of("null", EngineTest::nothing),
            Fake.of("huge", e -> Outcome.completed(new JsonObject().put("x", "y".repeat(2 << 20)))),
            Fake.of("nul", e -> Outcome.completed(new JsonObject().put("x", "a\0b"))),
            tellsNul(),
            dear(),
            Fake.of("upstream", e -> Outcome.failed("upstream_error", "answered 500")),
            Fake.of("permanent", e -> Outcome.failedForGood("gone", "no such place")),
            Fake.of("snoozes-for-ever", e -> Outcome.snoozed(Duration.ofSeconds(Long.MAX_VALUE))),
            Fake.of("snoozes", e -> Outcome.snoozed(Duration.ofMinutes(5))));
    engine = fixture.engine("engine-1");
  }

  private static Fake good() {
    return new Fake(
        TaskType.named("good").defaultingTo(TaskType.Defaults.USUAL.withCredits("0.5")),
        e -> {
          RUNS.incrementAndGet();
          e.progress(50);
          e.log("half way");
          return Outcome.completed(new JsonObject().put("echo", e.config()))
              .using(Outcome.Usage.apiCalls(2))
              .remembering(new JsonObject().put("runs", e.memory().getInteger("runs", 0) + 1));
        });
  }

  private static Fake tellsNul() {
    var notice = new Outcome.Notice(null, "a\0b", "");
    return Fake.of(
        "tells-nul", e -> Outcome.completed(new JsonObject()).notifying(List.of(notice)));
  }

  private static Fake dear() {
    var usage = new Outcome.Usage(new BigDecimal("1e12"), 0, 0);
    return Fake.of("dear", e -> Outcome.completed(new JsonObject()).using(usage));
  }

  @SuppressWarnings("NullAway") // a plugin that breaks its contract
  private static Outcome nothing(dev.errand.executor.Execution e) {
    return null;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException ignored) {
        // what this plugin does wrong
      }
    }
  }

  @AfterAll
  static void stop() {
    NEVER.countDown();
    fixture.close();
  }

  private static List<Execution> executions(Task task) {
    return fixture
        .core
        .ask(new ListExecutions("t1", task.key().id(), 100, 0, null, Sight.ALL))
        .items();
  }

  private static Task runOnce(String type) {
    return fixture.run(engine, fixture.queued(type, new JsonObject()).key());
  }

  @Test
  void a_queued_task_is_run_kept_and_counted() {
    var config = new JsonObject().put("config", new JsonObject().put("a", 1));
    var task = fixture.run(engine, fixture.queued("good", config).key());
    assertEquals(TaskStatus.COMPLETED, task.progress().status());
    assertEquals(1, requireNonNull(task.progress().result()).getJsonObject("echo").getInteger("a"));
    var statistics = task.progress().statistics();
    assertEquals(
        List.of(1, 1, 0),
        List.of(statistics.runCount(), statistics.successCount(), statistics.failureCount()));
    assertEquals(new BigDecimal("0.5"), statistics.totalCredits());
    var execution = executions(task).getFirst();
    assertEquals(ExecutionStatus.SUCCEEDED, execution.status());
    assertEquals(2, execution.outcome().usage().apiCalls());
    assertEquals(50, execution.outcome().progress());
    assertEquals("half way\n", execution.outcome().log());
    assertEquals("engine-1", execution.timeline().workerId());
  }

  @Test
  void the_next_run_finds_what_the_last_one_remembered() {
    var task = runOnce("good");
    fixture.core.ask(new RunTask(task.key(), new Execution.Trigger("manual", null), anyVersion()));
    assertEquals(TaskStatus.QUEUED, fixture.core.get(task.key()).progress().status());
    var again = fixture.run(engine, task.key());
    assertEquals(2, again.progress().statistics().runCount());
    assertEquals(TaskStatus.COMPLETED, again.progress().status());
  }

  @Test
  void an_exception_becomes_a_failed_execution_and_the_task_is_retried() {
    var task = runOnce("throws");
    assertEquals(TaskStatus.RETRY, task.progress().status());
    var error = requireNonNull(task.progress().error());
    assertEquals("out of paper", error.getString("message"));
    assertEquals("java.lang.IllegalStateException", error.getString("class"));
    assertEquals(TaskStatus.RETRY, runOnce("error").progress().status());
  }

  @Test
  void a_failed_attempt_is_retried_after_about_15_seconds_and_then_fails_with_the_reason() {
    var twice = new JsonObject().put("retry_policy", new JsonObject().put("max_attempts", 2));
    var task = fixture.run(engine, fixture.queued("upstream", twice).key());
    assertEquals(TaskStatus.RETRY, task.progress().status());
    var delay = Duration.between(fixture.core.clock.instant(), task.progress().execution().runAt());
    assertTrue(delay.toMillis() >= 13_500 && delay.toMillis() <= 16_500, delay::toString);
    assertEquals(BigDecimal.ZERO, task.progress().statistics().totalCredits());
    assertEquals(0, fixture.on(engine::promote).moved());
    fixture.core.clock.advance(Duration.ofSeconds(17));
    assertEquals(1, fixture.on(engine::promote).moved());
    var failed = fixture.run(engine, task.key());
    assertEquals(TaskStatus.FAILED, failed.progress().status());
    assertEquals("answered 500", requireNonNull(failed.progress().error()).getString("message"));
    assertEquals(2, failed.progress().statistics().failureCount());
    assertEquals(List.of(2, 1), executions(failed).stream().map(Execution::attempt).toList());
  }

  @Test
  void a_permanent_failure_is_not_retried() {
    assertEquals(TaskStatus.FAILED, runOnce("permanent").progress().status());
  }

  @Test
  void a_plugin_that_blocks_is_timed_out_whether_it_heeds_interruption_or_not() {
    for (var type : List.of("blocks", "ignores")) {
      var task = runOnce(type);
      assertEquals(ExecutionStatus.TIMED_OUT, executions(task).getLast().status());
      assertEquals("timed_out", requireNonNull(task.progress().error()).getString("code"));
    }
    assertEquals(TaskStatus.COMPLETED, runOnce("good").progress().status());
  }

  @Test
  void a_plugin_that_returns_null_or_too_much_fails_clearly() {
    var nothing = runOnce("null");
    assertEquals("no_outcome", requireNonNull(nothing.progress().error()).getString("code"));
    for (var type : List.of("huge", "nul")) {
      var task = runOnce(type);
      assertEquals(TaskStatus.FAILED, task.progress().status());
      assertEquals("unstorable_result", requireNonNull(task.progress().error()).getString("code"));
      assertNull(task.progress().result());
    }
  }

  @Test
  void what_cannot_be_kept_though_there_is_no_result_fails_clearly() {
    var discarding = new JsonObject().put("store_result", false);
    for (var type : List.of("tells-nul", "dear")) {
      var task = fixture.run(engine, fixture.queued(type, discarding).key());
      assertEquals(TaskStatus.FAILED, task.progress().status());
      assertEquals("unstorable_result", requireNonNull(task.progress().error()).getString("code"));
    }
  }

  @Test
  void a_snoozed_task_is_scheduled_without_counting_an_attempt() {
    var task = runOnce("snoozes");
    assertEquals(TaskStatus.SCHEDULED, task.progress().status());
    assertEquals(1, task.progress().attempt());
    assertEquals(0, task.progress().statistics().runCount());
  }

  @Test
  void an_absurd_delay_is_cut_and_harms_nobody_else() {
    var task = runOnce("snoozes-for-ever");
    assertEquals(TaskStatus.SCHEDULED, task.progress().status());
    assertEquals(TaskStatus.COMPLETED, runOnce("good").progress().status());
  }

  @Test
  void a_cancelled_running_task_stays_cancelled_and_its_execution_ends_cancelled() {
    var task = fixture.queued("blocks", new JsonObject().put("timeout_seconds", 600));
    fixture.on(() -> engine.dispatcher().runOnce());
    assertEquals(TaskStatus.RUNNING, fixture.core.get(task.key()).progress().status());
    fixture.core.ask(new CancelTask(task.key(), "no more", anyVersion()));
    assertEquals(TaskStatus.CANCELLED, fixture.core.get(task.key()).progress().status());
    fixture.on(engine::beat);
    fixture.until(task.key(), s -> executions(task).getFirst().status().ended());
    var cancelled = fixture.core.get(task.key());
    assertEquals(TaskStatus.CANCELLED, cancelled.progress().status());
    assertEquals(ExecutionStatus.CANCELLED, executions(cancelled).getFirst().status());
  }

  @Test
  void executions_of_a_silent_worker_are_rescued_once_and_count_as_an_attempt() {
    var other = fixture.engine("engine-2");
    var task = fixture.queued("blocks", new JsonObject().put("timeout_seconds", 600));
    fixture.on(() -> other.dispatcher().runOnce());
    assertEquals(0, fixture.on(engine::rescue));
    for (int i = 0; i < 7; i++) {
      fixture.core.clock.advance(Duration.ofSeconds(5));
      fixture.on(engine::beat);
    }
    var ids = new ArrayList<Integer>();
    ids.add(fixture.on(engine::rescue));
    ids.add(fixture.on(engine::rescue));
    assertEquals(List.of(1, 0), ids);
    var timer = fixture.meters.find("errand.execution").tags("status", "lost").timer();
    assertEquals(1, Objects.requireNonNull(timer).count());
    assertEquals(35, timer.totalTime(TimeUnit.SECONDS));
    var rescued = fixture.core.get(task.key());
    assertEquals(TaskStatus.RETRY, rescued.progress().status());
    assertEquals(ExecutionStatus.LOST, executions(rescued).getLast().status());
    assertEquals(1, rescued.progress().statistics().failureCount());
  }

  @Test
  void the_most_urgent_is_claimed_first() {
    var order = new ArrayList<String>();
    for (var priority : List.of("low", "urgent", "medium", "high")) {
      fixture.queued("good", new JsonObject().put("priority", priority));
    }
    // One slot a claim shows the order.
    var claims =
        fixture.core.ask(
            new ClaimReady(
                "engine-1",
                List.of(new RunnableType("good", 30)),
                30,
                2,
                fixture.core.clock.instant()));
    claims
        .claims()
        .forEach(c -> order.add(fixture.core.get(c.lease().task()).details().priority().label()));
    assertEquals(java.util.Set.of("urgent", "high"), java.util.Set.copyOf(order));
    fixture.on(() -> engine.dispatcher().runOnce());
  }
}
