package dev.errand.core.engine;

import static dev.errand.core.testing.CoreFixture.anyVersion;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionQuery.ListExecutions;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.identity.Sight;
import dev.errand.core.lease.LeaseCommand.ClaimReady;
import dev.errand.core.lease.LeaseCommand.RunnableType;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.CancelTask;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Executions that an engine was handed in an answer that it never got. */
class UnheardTest {

  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final EngineFixture fixture =
      new EngineFixture(
          Fake.of("good", e -> Outcome.completed(new JsonObject())),
          Fake.of(
              "slow",
              e -> {
                mayEnd.await();
                return Outcome.completed(new JsonObject());
              }));
  private final Engine engine = fixture.engine("engine-1");

  @AfterEach
  void stop() {
    mayEnd.countDown();
    fixture.close();
  }

  private TaskStatus status(Task task) {
    return fixture.core.get(task.key()).progress().status();
  }

  private List<Execution> executions(Task task) {
    return fixture
        .core
        .ask(new ListExecutions("t1", task.key().id(), 10, 0, null, Sight.ALL))
        .items();
  }

  /** Leased to the engine, as far as the database knows. */
  private Task handedOutUnheard() {
    var task = fixture.queued("good", new JsonObject());
    var types = List.of(new RunnableType("good", 30));
    for (int i = 0; status(task) == TaskStatus.QUEUED && i < 1000; i++) {
      fixture.core.ask(new ClaimReady("engine-1", types, 30, 1, fixture.core.clock.instant()));
    }
    return task;
  }

  private void claimInVain() throws SQLException {
    try (var connection = fixture.core.database.connect();
        var statement = connection.createStatement()) {
      statement.execute("alter table lease add constraint no_more check (false) not valid");
      var claim = fixture.start(() -> engine.dispatcher().runOnce());
      assertThrows(Exception.class, () -> CoreFixture.await(claim));
      statement.execute("alter table lease drop constraint no_more");
    }
  }

  @Test
  void they_are_given_back_before_the_next_claim() throws SQLException {
    var running = fixture.queued("slow", new JsonObject());
    fixture.on(() -> engine.dispatcher().runOnce());
    var lost = handedOutUnheard();
    var cancelled = handedOutUnheard();
    fixture.core.ask(new CancelTask(cancelled.key(), null, anyVersion()));
    fixture.queued("good", new JsonObject());
    claimInVain();
    assertEquals(TaskStatus.RUNNING, status(lost));
    for (int i = 0; status(lost) != TaskStatus.COMPLETED && i < 1000; i++) {
      fixture.on(() -> engine.dispatcher().runOnce());
    }
    assertEquals(TaskStatus.COMPLETED, status(lost));
    assertEquals(1, executions(lost).size());
    assertEquals(ExecutionStatus.CANCELLED, executions(cancelled).getFirst().status());
    assertEquals(TaskStatus.RUNNING, status(running));
  }

  @Test
  void what_is_committed_when_nobody_looks_any_more_is_given_back_later() {
    var running = fixture.queued("slow", new JsonObject());
    fixture.on(() -> engine.dispatcher().runOnce());
    var lost = handedOutUnheard();
    // An answer to a claim of just now may be under way.
    fixture.on(() -> engine.dispatcher().reconcile());
    assertEquals(TaskStatus.RUNNING, status(lost));
    fixture.core.clock.advance(Unheard.LATE);
    fixture.on(() -> engine.dispatcher().reconcile());
    assertEquals(TaskStatus.QUEUED, status(lost));
    assertEquals(TaskStatus.RUNNING, status(running));
  }
}
