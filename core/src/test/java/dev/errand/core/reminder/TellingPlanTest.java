package dev.errand.core.reminder;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Role;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskCommand.CreateTasks;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Plans;
import dev.errand.core.user.UserCommand.CreateUser;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the passes that run every second look at, among many tasks that are no business of theirs.
 */
class TellingPlanTest {

  private static final int OTHERS = 1500;

  private static CreateTasks tasks(CoreFixture core, int count, Duration due) {
    var commands = new ArrayList<CreateTask>();
    var start = new NewTask.Start(null, null, new Execution.Trigger("manual", null));
    var details =
        new JsonObject()
            .put("title", "t")
            .put("assignee_id", "ann")
            .put("due_at", core.clock.instant().plus(due).toString());
    for (int i = 0; i < count; i++) {
      var wanted = NewTask.of("todo", start, details);
      commands.add(core.factory.create(wanted, CoreFixture.caller("me", Role.ADMIN)));
    }
    return new CreateTasks(commands);
  }

  @Test
  void passes_read_what_is_to_be_told_and_nothing_else() throws SQLException {
    try (var core = new CoreFixture();
        var connection = core.database.connect();
        var statement = connection.createStatement()) {
      core.ask(tasks(core, OTHERS, Duration.ofDays(-2)));
      statement.execute("update task set overdue_told_for = due_at, soon_told_for = due_at");
      core.ask(tasks(core, OTHERS, Duration.ofDays(9)));
      core.ask(tasks(core, 3, Duration.ofMinutes(-5)));
      core.ask(tasks(core, 3, Duration.ofMinutes(20)));
      var early = new JsonObject().put("reminder_minutes_before", 60);
      core.ask(
          new CreateUser(
              "ann",
              new JsonObject().put("preferences", early),
              CoreFixture.caller("me", Role.ADMIN)));
      statement.execute("vacuum analyze task");
      statement.execute("vacuum analyze person");
      connection.setAutoCommit(false);
      var now = core.clock.instant();
      var since = now.minus(Duration.ofDays(7));
      var parameters =
          Map.of(
              DueTelling.REMINDERS, "('%s', 10)".formatted(now),
              DueTelling.DUE_SOON, "('%s', 10)".formatted(now),
              DueTelling.OVERDUE, "('%s', 10, '%s')".formatted(now, since));
      for (var each : parameters.entrySet()) {
        statement.execute("prepare pass as " + each.getKey());
        var rows = Plans.mostRows(connection, "execute pass" + each.getValue());
        connection.rollback();
        statement.execute("deallocate pass");
        assertTrue(rows < 50, () -> rows + " rows in " + each.getKey());
      }
    }
  }
}
