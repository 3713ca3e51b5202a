package dev.errand.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskCommand.CreateTasks;
import dev.errand.core.task.TaskFilter.Member;
import dev.errand.core.task.TaskListing.Matches;
import dev.errand.core.task.TaskQuery.ListTasks;
import dev.errand.core.task.TaskQuery.Page;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Plans;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a list by type looks at: for its total, and for a page of it. */
class TypePlanTest {

  private static final int OTHERS = 2000;

  @Test
  void tasks_of_other_types_are_passed_over() throws SQLException {
    try (var core = new CoreFixture();
        var connection = core.database.connect();
        var statement = connection.createStatement()) {
      core.ask(tasks(core, "irrigation", OTHERS));
      core.ask(tasks(core, "scouting", 3));
      statement.execute("vacuum analyze task");
      var filter = TaskFilter.of(List.of(TaskStatus.PENDING), Map.of(Member.TYPE, "scouting"));
      var list = new ListTasks("t1", filter, TaskOrder.DUE, new Page(100, 0, null), Sight.ALL);
      assertEquals(3, core.ask(list).total());
      var listing = TaskListing.of(list, core.clock.instant(), Matches.MANY);
      var count = listing.count().replace("$1::text", "'t1'").replace("$2::text", "'scouting'");
      double rows = Plans.mostRows(connection, count);
      assertTrue(rows < 10, () -> rows + " rows");
    }
  }

  @Test
  void a_page_is_found_in_order_among_many_of_a_type_that_seems_rare() throws SQLException {
    try (var core = new CoreFixture();
        var connection = core.database.connect();
        var statement = connection.createStatement()) {
      core.ask(tasks(core, "irrigation", 300));
      statement.execute("update task set type = 'rare ' || id");
      core.ask(tasks(core, "irrigation", OTHERS));
      statement.execute("vacuum analyze task");
      statement.execute("set plan_cache_mode = force_generic_plan");
      var filter = TaskFilter.of(List.of(TaskStatus.PENDING), Map.of(Member.TYPE, "irrigation"));
      var page = new Page(100, 0, null);
      var list = new ListTasks("t1", filter, TaskOrder.DUE, page, Sight.ALL);
      var listing = TaskListing.of(list, core.clock.instant(), Matches.MANY);
      statement.execute("prepare page as " + listing.page(page));
      double rows = Plans.mostRows(connection, "execute page('t1', 'irrigation', 101, 0)");
      assertTrue(rows < 1000, () -> rows + " rows");
    }
  }

  private static CreateTasks tasks(CoreFixture core, String type, int count) {
    List<CreateTask> commands = new ArrayList<>();
    var start = new NewTask.Start(null, null, new Execution.Trigger("manual", null));
    var wanted = NewTask.of(type, start, new JsonObject().put("title", "t"));
    for (int i = 0; i < count; i++) {
      commands.add(core.factory.create(wanted, CoreFixture.caller("me", Role.ADMIN)));
    }
    return new CreateTasks(commands);
  }
}
