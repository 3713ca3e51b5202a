package dev.errand.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Role;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskCommand.CreateTasks;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Plans;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading tasks looks at those alone, also by a plan made when there was none. */
class FindPlanTest {

  private static final int TASKS = 1000;

  private static final String HUNDRED =
      """
      select format('execute find(%L, %L)', array_agg(tenant_id), array_agg(id))
      from (select tenant_id, id from task limit 100) t
      """;

  @Test
  void each_look_up_touches_one_task_however_many_there_are() throws SQLException {
    try (var core = new CoreFixture();
        var connection = core.database.connect();
        var statement = connection.createStatement()) {
      // The planner has seen a table without rows that once had some.
      core.ask(tasks(core, 10));
      statement.execute("delete from task");
      statement.execute("vacuum analyze task");
      Plans.asHot(connection);
      statement.execute("prepare find as " + TaskReads.FIND);
      statement.execute("execute find('{t1}', '{00000000-0000-0000-0000-000000000000}')");
      core.ask(tasks(core, TASKS));
      var hundred = Plans.text(connection, HUNDRED);
      var rows = Plans.mostRows(connection, hundred);
      assertTrue(rows <= TASKS, () -> rows + " rows");
      assertEquals(String.valueOf(TASKS), Plans.text(connection, "select count(*) from task"));
    }
  }

  private static CreateTasks tasks(CoreFixture core, int count) {
    List<CreateTask> commands = new ArrayList<>();
    var start = new NewTask.Start(null, null, new Execution.Trigger("manual", null));
    for (int i = 0; i < count; i++) {
      var wanted = NewTask.of("todo", start, new JsonObject().put("title", "t"));
      commands.add(core.factory.create(wanted, CoreFixture.caller("me", Role.ADMIN)));
    }
    return new CreateTasks(commands);
  }
}
