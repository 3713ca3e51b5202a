package dev.errand.core.engine;

import static dev.errand.core.testing.CoreFixture.anyVersion;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.errand.core.dependency.DependencyCommand.AddDependency;
import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionQuery.GetExecution;
import dev.errand.core.execution.ExecutionQuery.ListExecutions;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.task.Terms.OnFailure;
import dev.errand.core.task.Terms.Prerequisite;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tasks that waited too long, and payloads that were kept long enough. */
class ExpiryTest {

  private static EngineFixture fixture;
  private static Engine engine;

  @BeforeAll
  static void start() {
    fixture =
        new EngineFixture(
            Fake.of("good", e -> Outcome.completed(new JsonObject().put("n", 1))),
            Fake.of("bad", e -> Outcome.failedForGood("gone", "no such place")));
    engine = fixture.engine("engine-1");
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static Task expiring(@Nullable Instant runAt, Duration in) {
    var core = fixture.core;
    var start =
        new NewTask.Start(
            runAt == null ? true : null, runAt, new Execution.Trigger("manual", null));
    var members =
        new JsonObject()
            .put("title", "t")
            .put("expires_at", core.clock.instant().plus(in).toString());
    return core.ask(
        core.factory.create(
            NewTask.of("good", start, members), CoreFixture.caller("me", Role.ADMIN)));
  }

  @Test
  void a_task_that_has_not_started_in_time_is_called_off_wherever_it_waits() {
    var core = fixture.core;
    var minute = Duration.ofMinutes(1);
    var other = core.create("good", false, new JsonObject().put("title", "t"));
    var queued = expiring(null, minute);
    var scheduled = expiring(core.clock.instant().plus(Duration.ofHours(1)), minute);
    var held = expiring(null, minute);
    core.ask(
        new AddDependency(
            held.key(), new Prerequisite(other.key().id(), OnFailure.BLOCK), anyVersion()));
    var later = expiring(null, Duration.ofHours(1));
    fixture.on(engine::expire);
    assertEquals(TaskStatus.QUEUED, core.get(queued.key()).progress().status());
    core.clock.advance(minute);
    assertEquals(3, fixture.on(engine::expire));
    assertEquals(0, fixture.on(engine::expire));
    for (var task : List.of(queued, scheduled, held)) {
      var now = core.get(task.key());
      assertEquals(TaskStatus.CANCELLED, now.progress().status());
      assertEquals(core.clock.instant(), now.timeline().cancelledAt());
      var last = core.history(task.key(), false).getLast();
      assertEquals("expired", last.notes());
      assertEquals(
          task.progress().status() == TaskStatus.SCHEDULED,
          "scheduled".equals(last.move().oldStatus()));
      assertEquals("system:expiry", last.actor().id());
    }
    assertEquals(TaskStatus.QUEUED, core.get(later.key()).progress().status());
    fixture.run(engine, later.key());
  }

  @Test
  void nobody_can_create_what_has_expired() {
    assertThrows(Problem.Invalid.class, () -> expiring(null, Duration.ZERO));
  }

  @Test
  void more_than_a_batch_is_called_off_in_one_pass() {
    var core = fixture.core;
    var asked = new ArrayList<Task>();
    for (int i = 0; i < 50; i++) {
      asked.add(expiring(null, Duration.ofSeconds(1)));
    }
    core.clock.advance(Duration.ofSeconds(1));
    assertEquals(50, fixture.on(engine::expire));
    asked.forEach(
        task -> assertEquals(TaskStatus.CANCELLED, core.get(task.key()).progress().status()));
  }

  @Test
  void payloads_are_hidden_from_their_expiry_on_and_then_removed() throws SQLException {
    var core = fixture.core;
    var good = fixture.run(engine, fixture.queued("good", new JsonObject()).key());
    var bad = fixture.run(engine, fixture.queued("bad", new JsonObject()).key());
    var kept = fixture.run(engine, fixture.queued("bad", new JsonObject()).key());
    assertNotNull(good.progress().result());
    var soon = core.clock.instant().plusSeconds(1);
    execute(
        "update execution set result_expires_at = '%s' where task_id = '%s'"
            .formatted(soon, good.key().id()));
    execute(
        "update execution set error_expires_at = '%s' where task_id = '%s'"
            .formatted(soon, bad.key().id()));
    fixture.on(engine::purge);
    assertNotNull(core.get(good.key()).progress().result());
    core.clock.advance(Duration.ofSeconds(1));
    assertNull(core.get(good.key()).progress().result());
    assertNull(core.get(bad.key()).progress().error());
    var execution = execution(good);
    assertNull(execution.outcome().result());
    assertNull(core.ask(new GetExecution("t1", execution.id(), Sight.ALL)).outcome().result());
    assertNull(execution(bad).outcome().error());
    assertEquals(
        2,
        count(
            "result is not null and result_expires_at is not null or error is not null and error_expires_at is not null"));
    assertEquals(2, fixture.on(engine::purge));
    assertEquals(0, count("result_expires_at is not null or error_expires_at is not null"));
    assertEquals(1, count("result is null and task_id = '%s'".formatted(good.key().id())));
    assertEquals("gone", requireNonNull(core.get(kept.key()).progress().error()).getString("code"));
    assertEquals(0, fixture.on(engine::purge));
  }

  private static Execution execution(Task task) {
    return fixture
        .core
        .ask(new ListExecutions("t1", task.key().id(), 10, 0, null, Sight.ALL))
        .items()
        .getFirst();
  }

  private static void execute(String sql) throws SQLException {
    try (var connection = fixture.core.database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(String condition) throws SQLException {
    try (var connection = fixture.core.database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from execution where " + condition)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
