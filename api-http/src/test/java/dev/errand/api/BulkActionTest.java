package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BulkActionTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonObject act(JsonObject command) {
    return api.post("/tasks/bulk-actions", command).send().expect(200).json();
  }

  private static int count(String query) {
    return api.get("/tasks?limit=1&" + query).send().expect(200).json().getInteger("total");
  }

  @Test
  void changes_exactly_what_its_dry_run_has_counted() {
    for (int i = 0; i < 30; i++) {
      api.created(todo("t" + i).put("field_id", i < 20 ? "f1" : "f2").put("zone_id", "bulk"));
    }
    var begun = api.created(todo("begun").put("field_id", "f1")).getString("id");
    api.post("/tasks/" + begun + "/complete").send().expect(200);
    var command =
        new JsonObject()
            .put("action", "cancel")
            .put("filter", new JsonObject().put("field_id", "f1"))
            .put("reason", "Rain");
    var wanted =
        new JsonObject()
            .put("action", "cancel")
            .put("dry_run", true)
            .put("matched", 21)
            .put("changed", 20)
            .put("refused", 1)
            .put("reasons", new JsonObject().put("invalid_transition", 1))
            .put("more", false);
    assertEquals(wanted, act(command.copy().put("dry_run", true)));
    assertEquals(0, count("status=cancelled&zone_id=bulk"));
    assertEquals(wanted.put("dry_run", false), act(command));
    assertEquals(20, count("status=cancelled&zone_id=bulk&field_id=f1"));
    assertEquals(10, count("status=pending&zone_id=bulk"));
    var open =
        new JsonObject().put("status", new JsonArray().add("pending")).put("zone_id", "bulk");
    assertEquals(
        10, act(new JsonObject().put("action", "pause").put("filter", open)).getInteger("changed"));
    assertEquals(10, count("status=paused"));
  }

  @Test
  void begins_no_more_when_its_time_is_up_and_says_so() throws SQLException {
    var ids = new JsonArray();
    for (int i = 0; i < 6; i++) {
      ids.add(api.created(todo("slow" + i).put("zone_id", "slow")).getString("id"));
    }
    var command = new JsonObject().put("action", "cancel").put("ids", ids);
    try (var other = api.core.database.connect();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("select from task where zone_id = 'slow' for update");
      var cancelling = CompletableFuture.supplyAsync(() -> act(command));
      int waiting = 0;
      for (int tries = 0; waiting < 4 && tries < 100_000; tries++) {
        try (var rows =
            statement.executeQuery(
                "select count(distinct pid)::integer from pg_locks where not granted")) {
          waiting = rows.next() ? rows.getInt(1) : 0;
        }
      }
      assertEquals(4, waiting);
      api.core.clock.advance(Duration.ofSeconds(16));
      other.rollback();
      var done = cancelling.orTimeout(10, TimeUnit.SECONDS).join();
      assertEquals(4, done.getInteger("changed"));
      assertTrue(done.getBoolean("more"));
    }
    assertEquals(2, act(command).getInteger("changed"));
  }

  @Test
  void gives_tasks_to_somebody() {
    var hers = api.post("/tasks", todo("hers")).as("local", "eve").send().expect(201).json();
    var other = api.created(todo("not hers")).getString("id");
    var ids = new JsonArray().add(hers.getString("id")).add(other);
    var command =
        new JsonObject().put("action", "assign").put("ids", ids).put("assigned_to", "bob");
    var counted = act(command.copy().put("dry_run", true));
    assertEquals(2, counted.getInteger("changed"));
    assertEquals(0, count("assignee_id=bob"));
    var done =
        api.post("/tasks/bulk-actions", command).as("local", "eve").send().expect(200).json();
    assertEquals(1, done.getInteger("changed"));
    assertEquals(new JsonObject().put("permission_denied", 1), done.getJsonObject("reasons"));
    assertEquals(1, count("assignee_id=bob"));
    var history =
        api.get("/tasks/" + hers.getString("id") + "/history").send().json().getJsonArray("items");
    assertEquals("assigned", history.getJsonObject(history.size() - 1).getString("action"));
    command.remove("assigned_to");
    assertEquals(
        List.of("body.assignee_id"),
        api.post("/tasks/bulk-actions", command).send().expect(422).places());
  }

  @Test
  void goes_by_the_rules_of_the_single_command() {
    var mine = api.post("/tasks", todo("hers")).as("local", "eve").send().expect(201).json();
    var other = api.created(todo("not hers")).getString("id");
    var ids =
        new JsonArray()
            .add(mine.getString("id"))
            .add(other)
            .add("00000000-0000-0000-0000-000000000000");
    var done =
        api.post("/tasks/bulk-actions", new JsonObject().put("action", "delete").put("ids", ids))
            .as("local", "eve")
            .send()
            .expect(200)
            .json();
    assertEquals(1, done.getInteger("changed"));
    assertEquals(
        new JsonObject().put("not_found", 1).put("permission_denied", 1),
        done.getJsonObject("reasons"));
    api.get("/tasks/" + other).send().expect(200);
    api.get("/tasks/" + mine.getString("id")).send().expect(404);
  }

  @Test
  void says_what_it_lacks() {
    var both =
        new JsonObject()
            .put("action", "block")
            .put("filter", new JsonObject())
            .put("ids", new JsonArray().add("00000000-0000-0000-0000-000000000000"));
    assertEquals(
        List.of("body.filter", "body.reason"),
        api.post("/tasks/bulk-actions", both).send().expect(422).places());
    assertEquals(
        List.of("body.action"),
        api.post(
                "/tasks/bulk-actions",
                new JsonObject().put("action", "explode").put("ids", both.getJsonArray("ids")))
            .send()
            .expect(422)
            .places());
  }
}
