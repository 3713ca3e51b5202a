package dev.errand.core.engine;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.identity.Role;
import dev.errand.core.lease.Claim;
import dev.errand.core.lease.Ending;
import dev.errand.core.lease.LeaseCommand.ClaimReady;
import dev.errand.core.lease.LeaseCommand.EndExecutions;
import dev.errand.core.lease.LeaseCommand.ReleaseLeases;
import dev.errand.core.lease.LeaseCommand.RunnableType;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.task.Terms;
import dev.errand.core.task.Terms.OnFailure;
import dev.errand.core.task.Terms.Prerequisite;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tasks that would wait again, but another one has taken their unique key meanwhile. */
class SupersededTest {

  private static EngineFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new EngineFixture(Fake.of("good", e -> Outcome.completed(new JsonObject())));
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  /** Leased, and without its unique key, which another task has by now. */
  private static Claim.Lease superseded(Task task) throws SQLException {
    fixture.core.ask(
        new ClaimReady(
            "engine-2",
            List.of(new RunnableType("good", 30)),
            30,
            100,
            fixture.core.clock.instant()));
    var running = fixture.core.get(task.key());
    assertEquals(TaskStatus.RUNNING, running.progress().status());
    try (var connection = fixture.core.database.connect();
        var statement = connection.createStatement()) {
      var key = requireNonNull(task.kind().keys().unique());
      statement.execute(
          "insert into unique_key values ('t1', 'default', '%s', gen_random_uuid())"
              .formatted(key));
    }
    return new Claim.Lease(
        task.key(),
        requireNonNull(running.progress().execution().id()),
        requireNonNull(running.progress().leaseToken()),
        1,
        fixture.core.clock.instant());
  }

  private static Task created(Task.Keys keys, Terms terms) {
    var start = new NewTask.Start(true, null, new Execution.Trigger("manual", null), terms);
    var title = new JsonObject().put("title", "t");
    var wanted = new NewTask("good", null, null, keys, Task.Origin.NONE, start, title);
    return fixture.core.ask(
        fixture.core.factory.create(wanted, CoreFixture.caller("me", Role.ADMIN)));
  }

  private static Task keyed(String key) {
    return created(new Task.Keys(key, null), Terms.NONE);
  }

  private static Task waitingFor(Task other) {
    var on = new Prerequisite(other.key().id(), OnFailure.CANCEL);
    return created(Task.Keys.NONE, new Terms(List.of(on), null));
  }

  private static TaskStatus status(Task task) {
    return fixture.core.get(task.key()).progress().status();
  }

  /** Nobody sweeps here. */
  @Test
  void who_waits_for_it_hears_of_its_failure() throws SQLException {
    var core = fixture.core;
    var released = keyed("released");
    var waits = waitingFor(released);
    core.ask(new ReleaseLeases(List.of(superseded(released)), core.clock.instant()));
    assertEquals(TaskStatus.FAILED, status(released));
    fixture.until(waits.key(), status -> status == TaskStatus.CANCELLED);

    var retried = keyed("retried");
    waits = waitingFor(retried);
    var next = new Ending.Next(core.ids.next(), core.clock.instant(), 2, true);
    var ending =
        new Ending(
            superseded(retried),
            ExecutionStatus.FAILED,
            TaskStatus.RETRY,
            Execution.Outcome.NONE,
            Ending.Aftermath.NONE.followedBy(next),
            core.clock.instant());
    core.ask(new EndExecutions(List.of(ending)));
    assertEquals(TaskStatus.FAILED, status(retried));
    fixture.until(waits.key(), status -> status == TaskStatus.CANCELLED);
  }
}
