package dev.errand.core.task;

import static dev.errand.core.testing.CoreFixture.anyVersion;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.identity.Role;
import dev.errand.core.lease.Claim;
import dev.errand.core.lease.Ending;
import dev.errand.core.lease.LeaseCommand.ClaimReady;
import dev.errand.core.lease.LeaseCommand.EndExecutions;
import dev.errand.core.lease.LeaseCommand.RunnableType;
import dev.errand.core.task.Instruction.Block;
import dev.errand.core.task.Instruction.Cancel;
import dev.errand.core.task.Instruction.Complete;
import dev.errand.core.task.Instruction.Reschedule;
import dev.errand.core.task.Instruction.Run;
import dev.errand.core.task.Instruction.Simple;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.tasktype.Performer;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.core.testing.Rival;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A core in which tasks of every performer can be brought into every status that they know. */
final class Scene implements AutoCloseable {

  static final Execution.Trigger BY_HAND = new Execution.Trigger("manual", null);

  final CoreFixture core =
      new CoreFixture(Fake.of("noop", work -> Outcome.completed(new JsonObject())));

  private int named;

  static String type(Performer performer) {
    return switch (performer) {
      case HUMAN -> "todo";
      case SERVICE -> "noop";
      case WORKER -> "far_away";
    };
  }

  /** True if tasks of this performer can be in this status. */
  static boolean knows(Performer performer, TaskStatus status) {
    return performer != Performer.HUMAN
        || switch (status) {
          case SCHEDULED, QUEUED, RETRY, FAILED -> false;
          case PENDING, RUNNING, PAUSED, BLOCKED, COMPLETED, CANCELLED -> true;
        };
  }

  Instant now() {
    return core.clock.instant();
  }

  Instant later() {
    return now().plus(Duration.ofHours(1));
  }

  Task create(Performer performer, boolean immediately, @Nullable Instant runAt, Task.Keys keys) {
    var start = new NewTask.Start(runAt == null ? (Boolean) immediately : null, runAt, BY_HAND);
    var wanted =
        new NewTask(
            type(performer),
            performer,
            null,
            keys,
            Task.Origin.NONE,
            start,
            new JsonObject().put("title", "t" + named++));
    return core.ask(core.factory.create(wanted, CoreFixture.caller("me", Role.ADMIN)));
  }

  Task pending(Performer performer) {
    return create(performer, false, null, Task.Keys.NONE);
  }

  Task queued(Performer performer) {
    return create(performer, true, null, Task.Keys.NONE);
  }

  /** A new task in this status, brought there by what brings tasks there. */
  Task in(Performer performer, TaskStatus status) {
    var task =
        switch (status) {
          case PENDING -> pending(performer);
          case SCHEDULED -> create(performer, false, later(), Task.Keys.NONE);
          case QUEUED -> queued(performer);
          case RUNNING -> running(performer);
          case RETRY -> ended(running(performer), ExecutionStatus.FAILED, TaskStatus.RETRY);
          case PAUSED -> move(waiting(performer), TaskMove.PAUSE);
          case BLOCKED -> move(waiting(performer), new Block("no water"));
          case COMPLETED ->
              performer == Performer.HUMAN
                  ? move(pending(performer), new Complete(null, null, null, null))
                  : ended(running(performer), ExecutionStatus.SUCCEEDED, TaskStatus.COMPLETED);
          case FAILED -> ended(running(performer), ExecutionStatus.FAILED, TaskStatus.FAILED);
          case CANCELLED -> move(pending(performer), new Cancel(null));
        };
    if (task.progress().status() != status) {
      throw new AssertionError("not " + status + " but " + task.progress());
    }
    return task;
  }

  private Task waiting(Performer performer) {
    return performer == Performer.HUMAN ? pending(performer) : queued(performer);
  }

  Task running(Performer performer) {
    if (performer == Performer.HUMAN) {
      return move(pending(performer), TaskMove.START);
    }
    return taken(queued(performer));
  }

  /** The queued task, taken by whoever does such work. */
  Task taken(Task queued) {
    if (queued.kind().performer() == Performer.SERVICE) {
      var types = List.of(new RunnableType(type(Performer.SERVICE), 30));
      // A claim may give fewer than there are, for the sake of other tenants.
      for (int i = 0; core.get(queued.key()).progress().status() == TaskStatus.QUEUED; i++) {
        assertTrue(i < 100, "nobody can claim it");
        core.ask(new ClaimReady("engine-1", types, 30, 100, now()));
      }
    } else {
      sql(
          """
          with taken as (delete from ready where task_id = '%s' returning *)
          insert into lease (
            tenant_id, task_id, execution_id, token, worker_id, attempt, trigger_type,
            trigger_data, queued_at, started_at, deadline, namespace, type, performer)
          select tenant_id, task_id, execution_id, nextval('lease_token'), 'worker-1', attempt,
            trigger_type, trigger_data, queued_at, queued_at, queued_at + interval '1 hour',
            namespace, type, performer
          from taken
          """
              .formatted(queued.key().id()));
    }
    return core.get(queued.key());
  }

  /** As a firing does it. */
  Task fired(Task task) {
    sql(
        """
        insert into ready (
          tenant_id, task_id, execution_id, namespace, type, performer, priority_rank, run_at,
          attempt, trigger_type, queued_at, concurrency_key, unique_key, expires_at, turn)
        select tenant_id, id, gen_random_uuid(), namespace, type, performer, priority_rank, '%1$s',
          1, 'schedule', '%1$s', '', unique_key, expires_at, '%1$s'
        from task where id = '%2$s'
        """
            .formatted(now(), task.key().id()));
    if (task.kind().keys().unique() != null) {
      sql(
          "insert into unique_key values ('t1', 'default', '%s', '%s')"
              .formatted(task.kind().keys().unique(), task.key().id()));
    }
    return core.get(task.key());
  }

  /** Takes what a running task has in the queue. */
  Task claimed(Task task) {
    sql(Rival.claim(task.key().id()));
    return core.get(task.key());
  }

  Task ended(Task running, ExecutionStatus status, TaskStatus becomes) {
    var progress = running.progress();
    var lease =
        new Claim.Lease(
            running.key(),
            java.util.Objects.requireNonNull(progress.execution().id()),
            java.util.Objects.requireNonNull(progress.leaseToken()),
            progress.attempt(),
            now());
    var next =
        becomes == TaskStatus.RETRY
            ? new Ending.Next(core.ids.next(), later(), progress.attempt() + 1, false)
            : null;
    core.ask(
        new EndExecutions(
            List.of(
                new Ending(
                    lease,
                    status,
                    becomes,
                    Execution.Outcome.NONE,
                    Ending.Aftermath.NONE.followedBy(next),
                    now()))));
    return core.get(running.key());
  }

  /** An instruction for each move, complete enough to be allowed. */
  Instruction instruction(TaskMove move) {
    return switch (move) {
      case RUN -> new Run(core.ids.next(), BY_HAND);
      case COMPLETE -> new Complete("done", 5, null, null);
      case BLOCK -> new Block("no water");
      case RESCHEDULE -> new Reschedule(later());
      case CANCEL -> new Cancel("rain");
      case START, PAUSE, RESUME, UNBLOCK, REOPEN, DELETE, RESTORE -> new Simple(move);
    };
  }

  Task move(Task task, TaskMove move) {
    return move(task, instruction(move));
  }

  Task move(Task task, Instruction instruction) {
    return core.ask(new MoveTask(task.key(), instruction, anyVersion()));
  }

  List<HistoryEntry> history(Task task) {
    return core.history(task.key(), true);
  }

  /** Everything that is stored of a task, but for the clutter of the lists beside it. */
  String stored(UUID task) {
    return text(
        """
        select jsonb_build_object(
          'task', (select jsonb_agg(x) from task x where id = $id),
          'ready', (select jsonb_agg(x) from ready x where task_id = $id),
          'deferred', (select jsonb_agg(x) from deferred x where task_id = $id),
          'held', (select jsonb_agg(x) from held x where task_id = $id),
          'lease', (select jsonb_agg(x) from lease x where task_id = $id),
          'state', (select jsonb_agg(x) from task_state x where task_id = $id),
          'execution', (select jsonb_agg(x order by x.id) from execution x where task_id = $id),
          'key', (select jsonb_agg(x) from unique_key x where task_id = $id),
          'schedule', (select jsonb_agg(x) from schedule x where task_id = $id),
          'history', (select count(*) from task_history x where task_id = $id),
          'outbox', (select count(*) from outbox x where task_id = $id))
        """
            .replace("$id", "'" + task + "'"));
  }

  /** The newest event of a task: its verb and data. */
  String event(Task task) {
    return text(
        "select verb || ' ' || data from outbox where task_id = '%s' order by seq desc limit 1"
            .formatted(task.key().id()));
  }

  int count(String table, Task task) {
    return Integer.parseInt(
        text("select count(*) from %s where task_id = '%s'".formatted(table, task.key().id())));
  }

  String text(String query) {
    try (var connection = core.database.connect();
        var rows = connection.createStatement().executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    } catch (SQLException e) {
      throw new AssertionError(query, e);
    }
  }

  void sql(String statement) {
    try (var connection = core.database.connect()) {
      connection.createStatement().execute(statement);
    } catch (SQLException e) {
      throw new AssertionError(statement, e);
    }
  }

  @Override
  public void close() {
    core.close();
  }
}
