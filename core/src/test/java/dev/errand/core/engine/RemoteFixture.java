package dev.errand.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionQuery.GetExecution;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.lease.Report.Traces;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskKey;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.worker.Settlement;
import dev.errand.core.worker.Settlement.Accepted;
import dev.errand.core.worker.Settlement.Refused;
import dev.errand.core.worker.WorkerCommand.ClaimTasks;
import dev.errand.core.worker.WorkerCommand.Claimed;
import dev.errand.core.worker.WorkerCommand.Heartbeat;
import dev.errand.core.worker.WorkerCommand.HeartbeatTraces;
import dev.errand.core.worker.WorkerCommand.Pulse;
import dev.errand.core.worker.WorkerCommand.SettleExecutions;
import dev.errand.core.worker.WorkerCommand.Wish;
import dev.errand.core.worker.WorkerOutcome;
import dev.errand.core.worker.WorkerOutcome.Complete;
import dev.errand.core.worker.WorkerOutcome.End;
import dev.errand.core.worker.WorkerOutcome.Fail;
import dev.errand.executor.Outcome.Failure;
import dev.errand.executor.Outcome.Usage;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An engine without executors, beside remote workers of tenant t1. */
final class RemoteFixture implements AutoCloseable {

  static final Caller WORKER = CoreFixture.caller("w", Role.TECHNICIAN);

  final EngineFixture engines = new EngineFixture();
  final CoreFixture core = engines.core;
  final Engine engine = engines.engine("engine-1");

  static Wish wish(String worker, int max, int leaseSeconds) {
    return new Wish(worker, List.of("default"), List.of(), max, leaseSeconds);
  }

  /** Creates a task of a type that only remote workers know. */
  Task queued(JsonObject members) {
    return core.create("remote", true, members);
  }

  Task queued() {
    return queued(new JsonObject());
  }

  List<Claimed> claim(int max, int leaseSeconds) {
    return core.ask(
        new ClaimTasks(WORKER, wish("w1", max, leaseSeconds), Duration.ZERO, () -> false));
  }

  /** As many as asked for, however few come at a time. */
  List<Claimed> claimAll(int number, int leaseSeconds) {
    var all = new ArrayList<Claimed>();
    for (int asked = 0; all.size() < number && asked < 1000; asked++) {
      all.addAll(claim(number - all.size(), leaseSeconds));
    }
    assertEquals(number, all.size());
    return all;
  }

  /** The only one there is. */
  Claimed claimed() {
    var claims = claim(10, 300);
    assertEquals(1, claims.size());
    return claims.getFirst();
  }

  static WorkerOutcome outcome(Claimed claimed, End end) {
    var lease = claimed.held().claim().lease();
    return new WorkerOutcome(lease.executionId(), lease.token(), end, Traces.NONE);
  }

  static End done(@Nullable JsonObject result) {
    return new Complete(result, Usage.NONE);
  }

  static End failed(String message) {
    return new Fail(new Failure("Boom", message, "boom", null), true, null, Usage.NONE);
  }

  Settlement settle(WorkerOutcome outcome) {
    return core.ask(new SettleExecutions(WORKER, List.of(outcome))).getFirst();
  }

  Accepted accepted(Claimed claimed, End end) {
    return assertInstanceOf(Accepted.class, settle(outcome(claimed, end)));
  }

  /** Why it is refused. */
  String refused(WorkerOutcome outcome) {
    return reason(assertInstanceOf(Refused.class, settle(outcome)).problem());
  }

  String refused(Claimed claimed, End end) {
    return refused(outcome(claimed, end));
  }

  static String reason(Throwable problem) {
    return problem instanceof Problem.Conflict lost
        ? lost.code() + " " + lost.extra().get("reason")
        : problem.getClass().getSimpleName();
  }

  Pulse beat(Claimed claimed, int leaseSeconds) {
    return core.ask(heartbeat(claimed, leaseSeconds, null));
  }

  String refusedBeat(Claimed claimed) {
    return reason(assertThrows(Problem.class, () -> beat(claimed, 300)));
  }

  static Heartbeat heartbeat(Claimed claimed, int leaseSeconds, @Nullable String log) {
    var lease = claimed.held().claim().lease();
    return new Heartbeat(
        WORKER, lease.executionId(), lease.token(), leaseSeconds, new HeartbeatTraces(40, log));
  }

  Task get(TaskKey key) {
    return core.get(key);
  }

  Execution execution(Claimed claimed) {
    return core.ask(
        new GetExecution("t1", claimed.held().claim().lease().executionId(), Sight.ALL));
  }

  void advance(Duration by) {
    core.clock.advance(by);
    // A node that was away itself would give the others time first.
    for (int i = 0; i < 2; i++) {
      engines.on(engine::beat);
    }
  }

  int rescue() {
    return engines.on(engine::rescue);
  }

  int promote() {
    return engines.on(engine::promote).moved();
  }

  void sql(String statement) {
    try (var connection = core.database.connect();
        var run = connection.createStatement()) {
      run.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One value, as text. */
  String read(String query) {
    try (var connection = core.database.connect();
        var run = connection.createStatement();
        var rows = run.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    engines.close();
  }
}
