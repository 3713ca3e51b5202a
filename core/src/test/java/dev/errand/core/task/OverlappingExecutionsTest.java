package dev.errand.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.errand.core.dependency.DependencyCommand.AddDependency;
import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.lease.Claim;
import dev.errand.core.lease.Ending;
import dev.errand.core.lease.LeaseCommand.EndCancelled;
import dev.errand.core.lease.LeaseCommand.EndExecutions;
import dev.errand.core.lease.LeaseCommand.ReleaseLeases;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskCommand.ExpireTasks;
import dev.errand.core.task.Terms.OnFailure;
import dev.errand.core.task.Terms.Prerequisite;
import dev.errand.core.tasktype.Performer;
import dev.errand.core.testing.CoreFixture;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A schedule that allows overlaps queues its task beside an execution that runs, and beside the
 * retry of one that has failed: what is done to the task is done to all of them.
 */
class OverlappingExecutionsTest {

  private static Scene scene;
  private static int keys;

  @BeforeAll
  static void start() {
    scene = new Scene();
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  private static Task queued(Task.Keys keys) {
    return scene.create(Performer.SERVICE, true, null, keys);
  }

  private static Task queued() {
    return queued(Task.Keys.NONE);
  }

  private static Task keyed() {
    return queued(new Task.Keys("overlapping " + keys++, null));
  }

  private static Task failed(Task running) {
    return scene.ended(running, ExecutionStatus.FAILED, TaskStatus.RETRY);
  }

  private static Task runsBesideQueued() {
    return scene.fired(scene.taken(queued()));
  }

  private static Task queuedBesideRetry() {
    var task = failed(runsBesideQueued());
    assertEquals(TaskStatus.QUEUED, task.progress().status());
    assertWaiting("ready deferred", task);
    return task;
  }

  private static Task runsBesideRetry() {
    var running = runsBesideQueued();
    assertEquals(2, scene.count("lease", scene.claimed(running)));
    var task = failed(scene.core.get(running.key()));
    assertEquals(TaskStatus.RUNNING, task.progress().status());
    assertWaiting("deferred", task);
    return task;
  }

  /** Where executions of the task wait. */
  private static void assertWaiting(String tables, Task task) {
    var found =
        List.of("ready", "deferred", "held").stream()
            .flatMap(
                table -> java.util.Collections.nCopies(scene.count(table, task), table).stream())
            .toList();
    assertEquals(tables, String.join(" ", found));
  }

  private static Claim.Lease lease(Task running) {
    return new Claim.Lease(
        running.key(),
        java.util.Objects.requireNonNull(running.progress().execution().id()),
        java.util.Objects.requireNonNull(running.progress().leaseToken()),
        running.progress().attempt(),
        scene.now());
  }

  private static void expires(Task task) {
    for (var table : List.of("ready", "deferred", "held")) {
      scene.sql(
          "update %s set expires_at = '%s' where task_id = '%s'"
              .formatted(table, scene.now(), task.key().id()));
    }
  }

  private static List<TaskKey> expire() {
    return scene.core.ask(new ExpireTasks(scene.now(), 1000));
  }

  @Test
  void a_task_that_waits_in_two_places_expires_once_and_holds_up_no_other() {
    var twice = queuedBesideRetry();
    var other = queued();
    expires(twice);
    expires(other);
    assertEquals(2, expire().size());
    assertEquals(List.of(), expire());
    for (var task : List.of(twice, other)) {
      assertWaiting("", task);
      assertEquals(TaskStatus.CANCELLED, scene.core.get(task.key()).progress().status());
      assertEquals(
          "queued",
          scene.text(
              "select string_agg(old_status, ',') from task_history where action = 'cancelled' and task_id = '%s'"
                  .formatted(task.key().id())));
    }
  }

  @Test
  void a_task_that_runs_has_started_in_time_and_expires_when_it_waits_again() {
    var task = runsBesideQueued();
    expires(task);
    assertEquals(List.of(), expire());
    assertEquals(TaskStatus.RUNNING, scene.core.get(task.key()).progress().status());
    failed(task);
    expires(task);
    assertEquals(List.of(task.key()), expire());
    assertWaiting("", task);
  }

  @Test
  void cancelling_leaves_nothing_that_could_run() {
    for (var task : List.of(runsBesideQueued(), queuedBesideRetry(), runsBesideRetry())) {
      scene.move(task, TaskMove.CANCEL);
      assertEquals(TaskStatus.CANCELLED, scene.core.get(task.key()).progress().status());
      assertWaiting("", task);
      assertEquals(
          "0",
          scene.text(
              "select count(*) from lease where task_id = '%s' and not cancel_requested"
                  .formatted(task.key().id())));
    }
  }

  @Test
  void holding_back_keeps_one_execution() {
    for (var move : List.of(TaskMove.PAUSE, TaskMove.BLOCK, TaskMove.DELETE)) {
      var task = queuedBesideRetry();
      var execution = task.progress().execution().id();
      scene.move(task, move);
      assertWaiting("held", task);
      var back =
          switch (move) {
            case PAUSE -> TaskMove.RESUME;
            case BLOCK -> TaskMove.UNBLOCK;
            default -> TaskMove.RESTORE;
          };
      assertEquals(execution, scene.move(task, back).progress().execution().id());
      assertWaiting("ready", task);
    }
  }

  @Test
  void a_new_time_is_the_time_of_all() {
    var task = scene.move(queuedBesideRetry(), TaskMove.RESCHEDULE);
    assertEquals(TaskStatus.SCHEDULED, task.progress().status());
    assertWaiting("deferred", task);
  }

  @Test
  void a_new_dependency_keeps_one_execution() {
    var task = queuedBesideRetry();
    var other = scene.pending(Performer.SERVICE);
    scene.core.ask(
        new AddDependency(
            task.key(),
            new Prerequisite(other.key().id(), OnFailure.BLOCK),
            CoreFixture.anyVersion()));
    assertEquals(TaskStatus.BLOCKED, scene.core.get(task.key()).progress().status());
    assertWaiting("held", task);
  }

  @Test
  void what_is_given_back_beside_a_queued_one_holds_up_no_other() {
    var task = scene.taken(queued());
    var other = scene.taken(queued());
    var leases = List.of(lease(task), lease(other));
    scene.fired(task);
    assertEquals(2, scene.core.ask(new ReleaseLeases(leases, scene.now())).size());
    assertWaiting("ready", task);
    assertWaiting("ready", other);
    assertEquals(0, scene.count("lease", task));
  }

  @Test
  void no_task_is_superseded_by_itself() {
    var released = scene.taken(keyed());
    var lease = lease(released);
    scene.fired(released);
    scene.core.ask(new ReleaseLeases(List.of(lease), scene.now()));
    assertEquals(TaskStatus.QUEUED, scene.core.get(released.key()).progress().status());
    assertEquals(0, scene.core.get(released.key()).progress().statistics().failureCount());

    var retried = scene.taken(keyed());
    var fenced = lease(retried);
    scene.fired(retried);
    end(retry(fenced));
    assertWaiting("ready deferred", retried);
    assertEquals(1, scene.count("unique_key", retried));
  }

  private static Ending retry(Claim.Lease lease) {
    var next = new Ending.Next(scene.core.ids.next(), scene.later(), 2, true);
    return new Ending(
        lease,
        ExecutionStatus.FAILED,
        TaskStatus.RETRY,
        Execution.Outcome.NONE,
        Ending.Aftermath.NONE.followedBy(next),
        scene.now());
  }

  private static void end(Ending ending) {
    assertEquals(1, scene.core.ask(new EndExecutions(List.of(ending))).size());
  }

  @Test
  void two_executions_of_a_task_with_a_key_share_it() {
    var task = scene.taken(keyed());
    var first = lease(task);
    var second = lease(scene.claimed(scene.fired(task)));
    end(retry(first));
    end(retry(second));
    assertWaiting("deferred", task);
    assertEquals(1, scene.count("unique_key", task));

    var other = scene.taken(keyed());
    first = lease(other);
    second = lease(scene.claimed(scene.fired(other)));
    scene.core.ask(new ReleaseLeases(List.of(first, second), scene.now()));
    assertWaiting("ready", other);
    assertEquals(1, scene.count("unique_key", other));
  }

  @Test
  void two_executions_of_a_task_end_in_one_batch() {
    var task = scene.taken(queued());
    var other = scene.taken(queued());
    var leases = List.of(lease(task), lease(scene.claimed(scene.fired(task))), lease(other));
    var endings =
        leases.stream()
            .map(
                lease ->
                    new Ending(
                        lease,
                        ExecutionStatus.SUCCEEDED,
                        TaskStatus.COMPLETED,
                        Execution.Outcome.NONE,
                        Ending.Aftermath.NONE,
                        scene.now()))
            .toList();
    assertEquals(3, scene.core.ask(new EndExecutions(endings)).size());
    assertEquals(2, scene.core.get(task.key()).progress().statistics().runCount());
    assertEquals(1, scene.core.get(other.key()).progress().statistics().runCount());
  }

  @Test
  void two_executions_of_a_cancelled_task_end_in_one_batch() {
    var task = scene.taken(queued());
    var leases = List.of(lease(task), lease(scene.claimed(scene.fired(task))));
    scene.move(task, TaskMove.CANCEL);
    var endings =
        leases.stream()
            .map(
                lease ->
                    new Ending(
                        lease,
                        ExecutionStatus.CANCELLED,
                        TaskStatus.CANCELLED,
                        Execution.Outcome.NONE,
                        Ending.Aftermath.NONE,
                        scene.now()))
            .toList();
    assertEquals(2, scene.core.ask(new EndCancelled(endings)).size());
    assertEquals(0, scene.count("lease", task));
  }

  @Test
  void two_executions_whose_key_another_task_has_are_given_back_as_failures() {
    var task = scene.taken(keyed());
    var leases = List.of(lease(task), lease(scene.claimed(scene.fired(task))));
    var retries = scene.taken(keyed());
    var endings = List.of(retry(lease(retries)), retry(lease(scene.claimed(scene.fired(retries)))));
    for (var each : List.of(task, retries)) {
      scene.sql(
          "insert into unique_key values ('t1', 'default', '%s', gen_random_uuid())"
              .formatted(each.kind().keys().unique()));
    }
    scene.core.ask(new ReleaseLeases(leases, scene.now()));
    assertEquals(2, scene.core.ask(new EndExecutions(endings)).size());
    for (var each : List.of(task, retries)) {
      var failed = scene.core.get(each.key()).progress();
      assertEquals(TaskStatus.FAILED, failed.status());
      assertEquals(2, failed.statistics().failureCount());
      assertEquals(0, scene.count("lease", each));
    }
  }

  @Test
  void a_task_keeps_its_key_while_its_retry_waits() {
    var task = scene.taken(keyed());
    var lease = lease(task);
    scene.fired(task);
    end(retry(lease));
    scene.taken(scene.core.get(task.key()));
    assertWaiting("deferred", task);
    assertEquals(1, scene.count("unique_key", task));
    var rival = scene.create(Performer.SERVICE, false, null, task.kind().keys());
    assertThrows(Problem.Conflict.class, () -> scene.move(rival, TaskMove.RUN));
  }

  @Test
  void what_is_merged_into_it_meets_all() {
    var task = scene.taken(keyed());
    var lease = lease(task);
    scene.fired(task);
    end(retry(lease));
    var merged = queued(task.kind().keys());
    assertEquals(task.key(), merged.key());
    assertEquals(TaskStatus.QUEUED, merged.progress().status());
    assertWaiting("ready", task);
  }
}
