package dev.errand.core.engine;

import static dev.errand.core.engine.RemoteFixture.done;
import static dev.errand.core.engine.RemoteFixture.failed;
import static dev.errand.core.engine.RemoteFixture.heartbeat;
import static dev.errand.core.engine.RemoteFixture.outcome;
import static dev.errand.core.engine.RemoteFixture.wish;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.execution.ExecutionQuery.Filter;
import dev.errand.core.execution.ExecutionQuery.FindExecutions;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.lease.LeaseCommand.PromoteDue;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.CancelTask;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.worker.Settlement;
import dev.errand.core.worker.StopWaiting;
import dev.errand.core.worker.WorkerCommand.ClaimTasks;
import dev.errand.core.worker.WorkerCommand.Claimed;
import dev.errand.core.worker.WorkerCommand.SettleExecutions;
import dev.errand.core.worker.WorkerQuery.ListWorkers;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How remote workers come to hold executions, keep them and lose them. */
class RemoteLeaseTest {

  private static final Duration LONG = Duration.ofSeconds(25);

  private RemoteFixture remote;

  @BeforeEach
  void start() {
    remote = new RemoteFixture();
  }

  @AfterEach
  void stop() {
    remote.close();
  }

  @Test
  void a_lease_that_nobody_extends_expires_and_counts_as_an_attempt() {
    var task = remote.queued();
    var first = remote.claim(1, 5).getFirst();
    remote.advance(Duration.ofSeconds(6));
    assertEquals(1, remote.rescue());
    assertEquals(ExecutionStatus.LOST, remote.execution(first).status());
    assertEquals(TaskStatus.RETRY, remote.get(task.key()).progress().status());
    assertEquals(1, remote.promote());
    var second = remote.claimed();
    assertEquals(2, second.task().progress().attempt());
    assertEquals("lease_lost expired", remote.refused(first, done(null)));
    assertEquals("lease_lost expired", remote.refusedBeat(first));
    assertEquals(TaskStatus.RUNNING, remote.get(task.key()).progress().status());
    remote.accepted(second, done(null));
    assertEquals(TaskStatus.COMPLETED, remote.get(task.key()).progress().status());
  }

  @Test
  void heartbeats_keep_a_lease_and_tell_how_far_it_has_come() {
    var task = remote.queued();
    var claimed = remote.claim(1, 5).getFirst();
    for (int i = 0; i < 5; i++) {
      remote.advance(Duration.ofSeconds(4));
      remote.core.ask(heartbeat(claimed, 5, "beat " + i + "\n"));
      assertEquals(0, remote.rescue());
    }
    assertEquals(40, remote.get(task.key()).progress().execution().progress());
    remote.accepted(claimed, done(null));
    var outcome = remote.execution(claimed).outcome();
    assertEquals("beat 0\nbeat 1\nbeat 2\nbeat 3\nbeat 4\n", outcome.log());
    assertEquals(40, outcome.progress());
  }

  @Test
  void no_heartbeat_extends_a_lease_past_the_time_limit_of_its_task() {
    remote.queued(new JsonObject().put("timeout_seconds", 60));
    var claimed = remote.claim(1, 30).getFirst();
    var deadline = remote.core.clock.instant().plusSeconds(60);
    assertEquals(deadline, remote.beat(claimed, 300).leaseExpiresAt());
    remote.advance(Duration.ofSeconds(61));
    assertEquals(1, remote.rescue());
    var execution = remote.execution(claimed);
    assertEquals(ExecutionStatus.TIMED_OUT, execution.status());
    assertEquals("timed_out", requireNonNull(execution.outcome().error()).getString("code"));
    assertEquals("lease_lost time_limit", remote.refused(claimed, done(null)));
    assertEquals("lease_lost time_limit", remote.refusedBeat(claimed));
  }

  @Test
  void a_promotion_that_stops_at_its_limit_says_that_more_is_due_now() {
    for (int i = 0; i < 2; i++) {
      remote.queued();
      remote.accepted(remote.claim(1, 5).getFirst(), failed("x"));
    }
    remote.advance(Duration.ofMinutes(1));
    var now = remote.core.clock.instant();
    assertEquals(now, remote.core.ask(new PromoteDue(now, 1)).nextAt());
    assertNull(remote.core.ask(new PromoteDue(now, 2)).nextAt());
  }

  @Test
  void a_task_whose_worker_always_dies_fails_after_its_attempts() {
    var members = new JsonObject().put("retry_policy", new JsonObject().put("max_attempts", 3));
    var task = remote.queued(members);
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertEquals(attempt, remote.claim(1, 5).getFirst().task().progress().attempt());
      remote.advance(Duration.ofSeconds(6));
      assertEquals(1, remote.rescue());
      remote.promote();
    }
    var failed = remote.get(task.key());
    assertEquals(TaskStatus.FAILED, failed.progress().status());
    assertEquals("lease_expired", requireNonNull(failed.progress().error()).getString("code"));
    assertEquals(3, failed.progress().statistics().failureCount());
    assertEquals(List.of(), remote.claim(1, 5));
  }

  @Test
  void a_started_person_is_never_lost() {
    remote.queued();
    remote.claim(1, 5);
    remote.sql("update lease set performer = 'human', deadline = 'infinity', expires_at = null");
    remote.advance(Duration.ofDays(400));
    assertEquals(0, remote.rescue());
  }

  @Test
  void a_viewer_cannot_work() {
    var viewer = CoreFixture.caller("v", Role.VIEWER);
    var claim = new ClaimTasks(viewer, wish("w1", 1, 60), Duration.ZERO, () -> false);
    assertThrows(Problem.Denied.class, () -> remote.core.ask(claim));
    assertThrows(
        Problem.Denied.class, () -> remote.core.ask(new SettleExecutions(viewer, List.of())));
  }

  private Future<List<Claimed>> waiting(String worker, int max, AtomicBoolean gone) {
    var claim = new ClaimTasks(RemoteFixture.WORKER, wish(worker, max, 60), LONG, gone::get);
    return remote.core.bus.request(claim);
  }

  @Test
  void those_who_wait_are_served_in_turn_when_something_is_queued() {
    var here = new AtomicBoolean();
    var first = waiting("w1", 1, here);
    var second = waiting("w2", 5, here);
    var tasks = new ArrayList<Task>();
    for (int i = 0; i < 3; i++) {
      tasks.add(remote.queued());
    }
    assertEquals(1, CoreFixture.await(first).size());
    assertTrue(!CoreFixture.await(second).isEmpty());
    assertEquals(3, tasks.size());
  }

  @Test
  void what_is_queued_by_another_node_is_found_without_a_notification() {
    var waiting = waiting("w1", 1, new AtomicBoolean());
    remote.queued(new JsonObject());
    assertEquals(1, CoreFixture.await(waiting).size());
    var later = waiting("w1", 1, new AtomicBoolean());
    remote.sql(
        "insert into task (tenant_id, id, namespace, type, performer, title, priority_rank, config, metadata, tags, created_by, drift_score, credits_per_run, resting_status, revision, created_at, updated_at) select 't1', '01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d20', 'default', 'remote', 'worker', 't', 0, '{}', '{}', '{}', 'me', 0, 0, 'pending', 1, now(), now()");
    remote.sql(
        "insert into ready (tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at, attempt, trigger_type, queued_at, turn) select 't1', '01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d20', gen_random_uuid(), 'default', 'remote', 'worker', 0, now(), 1, 'manual', now(), now()");
    assertEquals(1, CoreFixture.await(later).size());
  }

  @Test
  void whoever_has_gone_takes_nothing() {
    var gone = new AtomicBoolean();
    var waiting = waiting("w1", 1, gone);
    // Looks are taken in turn: when this one is over, so is the first of the one who waits.
    assertEquals(List.of(), remote.claim(1, 60));
    gone.set(true);
    var task = remote.queued();
    assertEquals(List.of(), CoreFixture.await(waiting));
    assertEquals(TaskStatus.QUEUED, remote.get(task.key()).progress().status());
  }

  @Test
  void nobody_waits_for_a_service_that_stops() {
    var waiting = waiting("w1", 1, new AtomicBoolean());
    remote.core.ask(new ListWorkers("t1", 1, 0, null));
    remote.core.bus.publish(new StopWaiting());
    assertEquals(List.of(), CoreFixture.await(waiting));
    assertEquals(List.of(), CoreFixture.await(waiting("w1", 1, new AtomicBoolean())));
  }

  @Test
  void workers_and_their_executions_are_listed() {
    remote.queued();
    remote.queued();
    var claimed = remote.claim(1, 60).getFirst();
    var workers = remote.core.ask(new ListWorkers("t1", 10, 0, null));
    for (int i = 0; workers.items().isEmpty() && i < 1000; i++) {
      workers = remote.core.ask(new ListWorkers("t1", 10, 0, null));
    }
    var worker = workers.items().getFirst();
    assertEquals("w1", worker.id());
    assertEquals(List.of("default"), worker.namespaces());
    assertEquals(1, worker.running());
    var afterLast = remote.core.ask(new ListWorkers("t1", 10, 0, workers.items().getLast().id()));
    assertEquals(List.of(), afterLast.items());
    assertEquals(workers.total(), afterLast.total());
    assertEquals(List.of(), remote.core.ask(new ListWorkers("t2", 10, 0, null)).items());
    assertEquals(2, found(List.of(), null, null));
    assertEquals(1, found(List.of(ExecutionStatus.RUNNING), null, "w1"));
    assertEquals(1, found(List.of(ExecutionStatus.QUEUED), null, null));
    assertEquals(1, found(List.of(), claimed.task().key().id(), null));
    assertEquals(0, found(List.of(ExecutionStatus.SUCCEEDED), null, null));
  }

  private int found(
      List<ExecutionStatus> statuses,
      @org.jspecify.annotations.Nullable UUID task,
      @org.jspecify.annotations.Nullable String worker) {
    var query =
        new FindExecutions("t1", new Filter(statuses, task, worker, null), 10, 0, null, Sight.ALL);
    var page = remote.core.ask(query);
    assertEquals(page.items().size(), page.total());
    return page.items().size();
  }

  @Test
  void a_heartbeat_that_meets_the_rescue_either_keeps_the_lease_or_hears_that_it_is_lost() {
    for (int i = 0; i < 100; i++) {
      remote.queued();
    }
    var claims = remote.claimAll(100, 5);
    remote.advance(Duration.ofSeconds(6));
    var beats = new ArrayList<Future<?>>();
    for (int i = 0; i < 50; i++) {
      beats.add(remote.core.bus.request(heartbeat(claims.get(i), 60, null)));
    }
    remote.rescue();
    for (int i = 50; i < 100; i++) {
      beats.add(remote.core.bus.request(heartbeat(claims.get(i), 60, null)));
    }
    for (int i = 0; i < beats.size(); i++) {
      var beat = beats.get(i);
      CoreFixture.await(beat.transform(done -> Future.succeededFuture()));
      var status = remote.execution(claims.get(i)).status();
      assertEquals(beat.succeeded() ? ExecutionStatus.RUNNING : ExecutionStatus.LOST, status);
    }
  }

  @Test
  void a_completion_that_meets_a_cancellation_leaves_one_truth() {
    var tasks = new ArrayList<Task>();
    for (int i = 0; i < 100; i++) {
      tasks.add(remote.queued());
    }
    var claims = remote.claimAll(100, 60);
    var cancels = new ArrayList<Future<Task>>();
    var completes = new ArrayList<Future<List<Settlement>>>();
    for (int i = 0; i < 100; i++) {
      var claim = claims.get(i);
      var cancel = new CancelTask(claim.task().key(), null, CoreFixture.anyVersion());
      var complete =
          new SettleExecutions(RemoteFixture.WORKER, List.of(outcome(claim, done(null))));
      if (i % 2 == 0) {
        cancels.add(remote.core.bus.request(cancel));
        completes.add(remote.core.bus.request(complete));
      } else {
        completes.add(remote.core.bus.request(complete));
        cancels.add(remote.core.bus.request(cancel));
      }
    }
    for (int i = 0; i < 100; i++) {
      var completed = CoreFixture.await(completes.get(i)).getFirst() instanceof Settlement.Accepted;
      CoreFixture.await(cancels.get(i).transform(done -> Future.succeededFuture()));
      var claim = claims.get(i);
      assertEquals(!completed, cancels.get(i).succeeded());
      assertEquals(
          completed ? TaskStatus.COMPLETED : TaskStatus.CANCELLED,
          remote.get(claim.task().key()).progress().status());
      assertEquals(
          completed ? ExecutionStatus.SUCCEEDED : ExecutionStatus.CANCELLED,
          remote.execution(claim).status());
    }
    assertFalse(tasks.isEmpty());
    assertEquals("0", remote.read("select count(*) from lease"));
  }
}
