package dev.errand.core.engine;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionQuery.ListExecutions;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.recurrence.FireDue;
import dev.errand.core.recurrence.FireDue.Fired;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.Terms;
import dev.errand.core.testing.CoreFixture;
import dev.errand.executor.Executor;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks with schedules, fired when a test says so. */
final class FiringFixture implements AutoCloseable {

  final EngineFixture engines;
  final CoreFixture core;

  FiringFixture(Executor... executors) {
    engines = new EngineFixture(executors);
    core = engines.core;
  }

  /** A task with a schedule, which is an object or a word. */
  Task recurring(String type, Object schedule) {
    return recurring(type, schedule, null, Task.Keys.NONE);
  }

  Task recurring(String type, Object schedule, @Nullable Instant runAt, Task.Keys keys) {
    var start =
        new NewTask.Start(
            null, runAt, new Execution.Trigger("manual", null), Terms.NONE, schedule, true);
    var wanted =
        new NewTask(
            type, null, null, keys, Task.Origin.NONE, start, new JsonObject().put("title", "t"));
    return core.ask(core.factory.create(wanted, CoreFixture.caller("me", Role.ADMIN)));
  }

  Instant now() {
    return core.clock.instant();
  }

  void advance(Duration by) {
    core.clock.advance(by);
  }

  Fired fire() {
    return fire(500);
  }

  Fired fire(int max) {
    return core.ask(new FireDue(now(), max));
  }

  /** Has an engine claim, on the event loop that it belongs to. */
  Future<Integer> claim(Engine engine) {
    return engines.start(() -> engine.dispatcher().runOnce());
  }

  List<Execution> executions(TaskKey key) {
    return core.ask(new ListExecutions(key.tenantId(), key.id(), 100, 0, null, Sight.ALL)).items();
  }

  /** What became of a task's schedule: each time, oldest first, as outcome and note. */
  List<String> firings(Task task) {
    return texts(
        """
        select f.outcome || coalesce(': ' || f.note, '') from firing f
        where f.schedule_id = '%s' order by f.logical_at
        """
            .formatted(scheduleId(task)));
  }

  String scheduleId(Task task) {
    return java.util.Objects.requireNonNull(task.progress().recurrence()).scheduleId().toString();
  }

  String text(String query) {
    return texts(query).isEmpty() ? "" : texts(query).getFirst();
  }

  List<String> texts(String query) {
    try (var connection = core.database.connect();
        var rows = connection.createStatement().executeQuery(query)) {
      var texts = new java.util.ArrayList<String>();
      while (rows.next()) {
        texts.add(String.valueOf(rows.getString(1)));
      }
      return texts;
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
    engines.close();
  }
}
