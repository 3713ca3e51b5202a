package dev.errand.core.engine;

import static dev.errand.core.engine.RemoteFixture.done;
import static dev.errand.core.engine.RemoteFixture.failed;
import static dev.errand.core.engine.RemoteFixture.outcome;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.lease.Report.Traces;
import dev.errand.core.task.TaskCommand.CancelTask;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.worker.Settlement.Accepted;
import dev.errand.core.worker.Settlement.Refused;
import dev.errand.core.worker.WorkerCommand.SettleExecutions;
import dev.errand.core.worker.WorkerOutcome;
import dev.errand.core.worker.WorkerOutcome.Complete;
import dev.errand.core.worker.WorkerOutcome.Fail;
import dev.errand.core.worker.WorkerOutcome.Release;
import dev.errand.core.worker.WorkerOutcome.Snooze;
import dev.errand.executor.Outcome.Failure;
import dev.errand.executor.Outcome.Usage;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What remote workers tell of the end of executions, and what becomes of the tasks. */
class RemoteOutcomeTest {

  private RemoteFixture remote;

  @BeforeEach
  void start() {
    remote = new RemoteFixture();
  }

  @AfterEach
  void stop() {
    remote.close();
  }

  private static JsonObject retry(JsonObject policy) {
    return new JsonObject().put("retry_policy", policy);
  }

  @Test
  void a_completed_task_has_its_result_its_credits_and_its_times() {
    var task = remote.queued();
    var claimed = remote.claimed();
    assertEquals(TaskStatus.RUNNING, claimed.task().progress().status());
    var end = new Complete(new JsonObject().put("n", 1), new Usage(new BigDecimal("0.25"), 2, 7));
    var accepted = remote.accepted(claimed, end);
    assertEquals(ExecutionStatus.SUCCEEDED, accepted.status());
    assertEquals(TaskStatus.COMPLETED, accepted.taskStatus());
    var now = remote.get(task.key());
    assertEquals(new JsonObject().put("n", 1), now.progress().result());
    assertEquals(new BigDecimal("0.25"), now.progress().statistics().totalCredits());
    var usage = remote.execution(claimed).outcome().usage();
    assertEquals(List.of(7, 2), List.of(usage.tokensUsed(), usage.apiCalls()));
    assertEquals(
        "604800",
        remote.read(
            "select extract(epoch from result_expires_at - completed_at)::integer from execution"));
    assertEquals("t", remote.read("select token is not null from execution"));
  }

  @Test
  void results_and_errors_are_kept_as_long_as_the_task_says() {
    remote.queued(new JsonObject().put("store_result", false));
    var kept = remote.claimed();
    remote.accepted(kept, done(new JsonObject().put("n", 1)));
    assertNull(remote.execution(kept).outcome().result());
    remote.queued(new JsonObject().put("error_ttl_seconds", 60).put("result_ttl_seconds", 1));
    remote.accepted(remote.claimed(), failed("x"));
    assertEquals(
        "60",
        remote.read(
            "select extract(epoch from error_expires_at - completed_at)::integer from execution where error is not null"));
    remote.queued();
    remote.accepted(remote.claimed(), done(null));
    assertEquals(
        "1", remote.read("select count(*) from execution where error_expires_at is not null"));
    assertEquals(
        "0", remote.read("select count(*) from execution where result_expires_at is not null"));
  }

  @Test
  void
      failures_are_retried_after_15_30_60_120_240_300_300_seconds_and_a_success_clears_the_error() {
    var task = remote.queued(retry(new JsonObject().putNull("max_attempts")));
    for (long seconds : List.of(15L, 30L, 60L, 120L, 240L, 300L, 300L)) {
      remote.accepted(remote.claimed(), failed("again"));
      var now = remote.get(task.key());
      assertEquals(TaskStatus.RETRY, now.progress().status());
      var delay = Duration.between(remote.core.clock.instant(), now.progress().execution().runAt());
      assertTrue(Math.abs(delay.toMillis() - seconds * 1000) <= seconds * 100, delay::toString);
      remote.advance(delay);
      assertEquals(1, remote.promote());
    }
    assertEquals(8, remote.get(task.key()).progress().attempt());
    remote.accepted(remote.claimed(), done(null));
    assertNull(remote.get(task.key()).progress().error());
  }

  @Test
  void a_task_fails_at_once_if_no_retry_would_help_and_when_its_attempts_are_used_up() {
    var hopeless = remote.queued();
    var error =
        new Failure("ValueError", "no such field", "bad_field", new JsonObject().put("f", 1));
    var told =
        new WorkerOutcome(
            remote.claimed().held().claim().lease().executionId(),
            Long.parseLong(remote.read("select token from lease")),
            new Fail(error, false, null, Usage.NONE),
            new Traces(70, "line\n", "File x, line 1"));
    assertEquals(
        TaskStatus.FAILED, assertInstanceOf(Accepted.class, remote.settle(told)).taskStatus());
    assertEquals(
        new JsonObject()
            .put("class", "ValueError")
            .put("message", "no such field")
            .put("code", "bad_field")
            .put("details", new JsonObject().put("f", 1))
            .put("traceback", "File x, line 1"),
        remote.get(hopeless.key()).progress().error());
    var once = remote.queued(retry(new JsonObject().put("max_attempts", 1)));
    remote.accepted(remote.claimed(), failed("x"));
    assertEquals(TaskStatus.FAILED, remote.get(once.key()).progress().status());
  }

  @Test
  void an_upstream_that_names_a_time_is_not_asked_before_it() {
    var task = remote.queued();
    var failure = new Failure(null, "busy", "busy", null);
    var end = new Fail(failure, true, Duration.ofMinutes(10), Usage.NONE);
    var accepted = remote.accepted(remote.claimed(), end);
    assertEquals(remote.core.clock.instant().plus(Duration.ofMinutes(10)), accepted.runAt());
    assertEquals(accepted.runAt(), remote.get(task.key()).progress().execution().runAt());
  }

  @Test
  void the_same_outcome_told_again_succeeds_and_changes_nothing_and_another_is_refused() {
    var task = remote.queued();
    var claimed = remote.claimed();
    var first = remote.accepted(claimed, done(new JsonObject().put("n", 1)));
    assertEquals(first, remote.accepted(claimed, done(new JsonObject().put("n", 2))));
    var result = requireNonNull(remote.get(task.key()).progress().result());
    assertEquals(1, result.getInteger("n"));
    assertEquals("lease_lost ended", remote.refused(claimed, failed("x")));
    assertEquals("lease_lost ended", remote.refusedBeat(claimed));
    assertEquals(1, remote.get(task.key()).progress().statistics().runCount());
  }

  @Test
  void a_wrong_token_changes_nothing() {
    var task = remote.queued();
    var claimed = remote.claimed();
    var id = claimed.held().claim().lease().executionId();
    var wrong = new WorkerOutcome(id, 0, done(null), Traces.NONE);
    assertEquals("lease_lost superseded", remote.refused(wrong));
    assertEquals(TaskStatus.RUNNING, remote.get(task.key()).progress().status());
  }

  @Test
  void executions_of_other_tenants_of_engines_and_of_nobody_do_not_exist() {
    remote.queued();
    var claimed = remote.claimed();
    var other = new Caller("t2", "w", Role.ADMIN, null, new Caller.Origin("r", null), Sight.ALL);
    var told = List.of(outcome(claimed, done(null)));
    var refused =
        assertInstanceOf(
            Refused.class, remote.core.ask(new SettleExecutions(other, told)).getFirst());
    assertEquals("NotFound", RemoteFixture.reason(refused.problem()));
    var nobody = new WorkerOutcome(UUID.randomUUID(), 1, done(null), Traces.NONE);
    assertEquals("NotFound", remote.refused(nobody));
    remote.sql("update lease set performer = 'service'");
    assertEquals("NotFound", remote.refused(claimed, failed("x")));
    assertEquals("NotFound", remote.refusedBeat(claimed));
  }

  @Test
  void a_task_given_back_is_queued_at_once_and_one_put_off_is_scheduled_and_neither_counts() {
    var task = remote.queued();
    var first = remote.claimed();
    assertEquals(TaskStatus.QUEUED, remote.accepted(first, new Release()).taskStatus());
    assertEquals(TaskStatus.QUEUED, remote.get(task.key()).progress().status());
    assertEquals(TaskStatus.QUEUED, remote.accepted(first, new Release()).taskStatus());
    var second = remote.claimed();
    assertEquals(1, second.task().progress().attempt());
    assertEquals("lease_lost ended", remote.refused(first, done(null)));
    remote.accepted(second, new Snooze(Duration.ofMinutes(5)));
    var snoozed = remote.get(task.key());
    assertEquals(TaskStatus.SCHEDULED, snoozed.progress().status());
    assertEquals(0, snoozed.progress().statistics().runCount());
    remote.advance(Duration.ofMinutes(5));
    assertEquals(1, remote.promote());
    assertEquals(1, remote.claimed().task().progress().attempt());
  }

  @Test
  void a_cancelled_task_stays_cancelled_whatever_its_worker_tells() {
    var task = remote.queued();
    var claimed = remote.claimed();
    remote.core.ask(new CancelTask(task.key(), "rain", CoreFixture.anyVersion()));
    assertTrue(remote.beat(claimed, 300).cancelRequested());
    assertEquals("lease_lost cancelled", remote.refused(claimed, done(new JsonObject())));
    assertEquals(TaskStatus.CANCELLED, remote.get(task.key()).progress().status());
    assertEquals(ExecutionStatus.CANCELLED, remote.execution(claimed).status());
    assertEquals("lease_lost cancelled", remote.refused(claimed, done(new JsonObject())));
    assertEquals("lease_lost cancelled", remote.refusedBeat(claimed));
  }

  @Test
  void a_worker_that_heeds_a_cancellation_gives_back() {
    var task = remote.queued();
    var claimed = remote.claimed();
    remote.core.ask(new CancelTask(task.key(), null, CoreFixture.anyVersion()));
    for (int i = 0; i < 2; i++) {
      var accepted = remote.accepted(claimed, new Release());
      assertEquals(ExecutionStatus.CANCELLED, accepted.status());
      assertEquals(TaskStatus.CANCELLED, accepted.taskStatus());
    }
    assertEquals(TaskStatus.CANCELLED, remote.get(task.key()).progress().status());
  }

  @Test
  void a_retry_takes_its_unique_key_back() {
    var task = remote.queued();
    remote.sql("update task set unique_key = 'k'");
    remote.sql("update ready set unique_key = 'k'");
    remote.accepted(remote.claimed(), failed("x"));
    assertEquals(task.key().id().toString(), remote.read("select task_id from unique_key"));
    assertEquals(TaskStatus.RETRY, remote.get(task.key()).progress().status());
  }

  @Test
  void a_retry_whose_unique_key_another_task_has_by_now_fails_as_superseded() {
    for (var end : List.of(failed("x"), new Snooze(Duration.ZERO), new Release())) {
      var task = remote.queued();
      remote.sql("update task set unique_key = 'k' where id = '" + task.key().id() + "'");
      remote.sql("update ready set unique_key = 'k'");
      var claimed = remote.claimed();
      remote.sql(
          "insert into unique_key values ('t1', 'default', 'k', gen_random_uuid()) on conflict do nothing");
      remote.settle(outcome(claimed, end));
      var now = remote.get(task.key());
      assertEquals(TaskStatus.FAILED, now.progress().status());
      assertEquals("superseded", requireNonNull(now.progress().error()).getString("code"));
      assertEquals(ExecutionStatus.FAILED, remote.execution(claimed).status());
    }
  }

  /** All tasks, each by a schedule of its own. */
  private void runBySchedule() {
    remote.sql(
        """
        with made as (
          insert into schedule (
            tenant_id, id, namespace, mode, task_id, spec, created_by, paused, fire_count,
            next_fire_at, revision, created_at, updated_at)
          select tenant_id, id, namespace, 'run_task', id, '{}', 'me', false, 0, '2100-01-01', 1,
            now(), now()
          from task
          on conflict do nothing
        )
        update task set schedule_id = id
        """);
  }

  @Test
  void a_task_that_runs_by_a_schedule_is_scheduled_again_and_its_failures_are_counted() {
    var once = retry(new JsonObject().put("max_attempts", 1));
    for (int failures : List.of(1, 2)) {
      var task = remote.queued(once);
      runBySchedule();
      remote.sql(
          "insert into task_state select tenant_id, id, null, 1, 1, 0, 1, 0, null, null, id, 1, null, now(), "
              + (failures - 1)
              + " from task where id = '"
              + task.key().id()
              + "'");
      var accepted = remote.accepted(remote.claimed(), failed("x"));
      assertEquals(TaskStatus.SCHEDULED, accepted.taskStatus());
      assertEquals(
          failures + " failed",
          remote.read(
              "select failures_in_a_row || ' ' || status from task_state where task_id = '"
                  + task.key().id()
                  + "'"));
    }
    remote.queued();
    runBySchedule();
    remote.accepted(remote.claimed(), done(null));
    assertEquals(
        "1",
        remote.read(
            "select count(*) from task_state where failures_in_a_row = 0 and status = 'completed'"));
  }

  @Test
  void five_hundred_outcomes_in_one_request_are_answered_each_by_itself() {
    for (int i = 0; i < 100; i++) {
      remote.queued();
    }
    var claims = remote.claimAll(100, 300);
    var told =
        claims.stream()
            .map(claim -> outcome(claim, claim.hashCode() % 2 == 0 ? done(null) : failed("x")))
            .toList();
    var nobody = new WorkerOutcome(UUID.randomUUID(), 1, done(null), Traces.NONE);
    var mixed = new java.util.ArrayList<>(told);
    mixed.add(17, nobody);
    var answers = remote.core.ask(new SettleExecutions(RemoteFixture.WORKER, mixed));
    for (int i = 0; i < mixed.size(); i++) {
      assertEquals(mixed.get(i).executionId(), answers.get(i).executionId());
      assertEquals(i != 17, answers.get(i) instanceof Accepted);
    }
    assertEquals("0", remote.read("select count(*) from lease"));
  }
}
