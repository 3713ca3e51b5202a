package dev.errand.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskCommand.CreateTasks;
import dev.errand.core.task.TaskListing.Scope;
import dev.errand.core.task.TaskQuery.GetAgenda;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Plans;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What somebody has to do on a day is read without what they have done before. */
class AgendaPlanTest {

  private static final int OVER = 1000;

  @Test
  void a_long_past_is_passed_over() throws SQLException {
    try (var core = new CoreFixture();
        var connection = core.database.connect();
        var statement = connection.createStatement()) {
      core.ask(tasks(core, OVER));
      statement.execute(
          "update task set resting_status = 'completed', completed_at = now() - interval '9 days'");
      core.ask(tasks(core, 3));
      statement.execute("vacuum analyze task");
      var now = core.clock.instant();
      var day =
          new GetAgenda(
              "t1",
              "ann",
              now.minus(Duration.ofHours(6)),
              now.plus(Duration.ofHours(6)),
              now,
              Sight.ALL);
      var agenda = core.ask(day);
      assertEquals(new Agenda.Counts(3, 3, 0), agenda.counts());
      assertEquals(3, agenda.overdue().size());
      for (var span : List.of(AgendaReads.day(day), AgendaReads.before(day))) {
        var scope = new Scope("t1", Sight.ALL, now, Tuple.tuple());
        var page = executed(connection, AgendaReads.page(scope, day, span), scope.parameters());
        var rows = Plans.mostRows(connection, page);
        assertTrue(rows < 50, () -> rows + " rows");
      }
      var scope = new Scope("t1", Sight.ALL, now, Tuple.tuple());
      var counts = executed(connection, AgendaReads.counts(scope, day), scope.parameters());
      var plan = Plans.plan(connection, "explain (analyze, format json) " + counts);
      assertTrue(mostLoops(plan) < 50, plan::encodePrettily);
      var rows = Plans.mostRows(connection, counts);
      assertTrue(rows < 50, () -> rows + " rows in\n" + plan.encodePrettily());
    }
  }

  /** How often any one thing was looked up. */
  private static double mostLoops(JsonObject plan) {
    return plan.getJsonArray("Plans", new JsonArray()).stream()
        .mapToDouble(child -> mostLoops((JsonObject) child))
        .reduce(plan.getDouble("Actual Loops"), Math::max);
  }

  private static String executed(Connection connection, String sql, Tuple parameters)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("deallocate all");
      statement.execute("prepare agenda as " + sql);
    }
    return IntStream.range(0, parameters.size())
        .mapToObj(i -> "'" + parameters.getValue(i) + "'")
        .collect(Collectors.joining(", ", "execute agenda(", ")"));
  }

  private static CreateTasks tasks(CoreFixture core, int count) {
    List<CreateTask> commands = new ArrayList<>();
    var start = new NewTask.Start(null, null, new Execution.Trigger("manual", null));
    var details =
        new JsonObject()
            .put("title", "t")
            .put("assignee_id", "ann")
            .put("due_at", core.clock.instant().minus(Duration.ofHours(1)).toString());
    for (int i = 0; i < count; i++) {
      var wanted = NewTask.of("todo", start, details);
      commands.add(core.factory.create(wanted, CoreFixture.caller("me", Role.ADMIN)));
    }
    return new CreateTasks(commands);
  }
}
