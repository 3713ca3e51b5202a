package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is answered to who has, or runs, as much as their level allows. */
class QuotaApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static Call free(String user, Call call) {
    return call.as("t", user).header("X-Subscription-Level", "free");
  }

  private static Call create(String user) {
    return free(user, api.post("/tasks", todo("a")));
  }

  private static void sql(String statement) {
    try (var connection = api.core.database.connect()) {
      connection.createStatement().execute(statement);
    } catch (SQLException e) {
      throw new AssertionError(statement, e);
    }
  }

  @Test
  void the_sixth_open_task_is_429_until_one_is_completed() {
    var first = create("ann").send().expect(201).json().getString("id");
    for (int i = 1; i < 5; i++) {
      create("ann").send().expect(201);
    }
    var refused = create("ann").send().expect(429);
    var body = refused.json();
    assertEquals("Task limit exceeded", body.getString("detail"));
    assertEquals("max_tasks", body.getString("limit_type"));
    assertEquals("limit_exceeded", body.getString("code"));
    assertEquals(5, body.getInteger("limit"));
    assertEquals("\"max_tasks\";q=5", refused.header("RateLimit-Policy"));
    assertEquals("\"max_tasks\";r=0", refused.header("RateLimit"));
    free("ann", api.post("/tasks/" + first + "/complete", new JsonObject())).send().expect(200);
    create("ann").send().expect(201);
    free("ann", api.post("/tasks/" + first + "/reopen", new JsonObject())).send().expect(429);
    create("another").send().expect(201);
  }

  @Test
  void ten_at_once_never_make_more_than_five() {
    var all = IntStream.range(0, 10).mapToObj(i -> create("bob").start()).toList();
    dev.errand.core.testing.CoreFixture.await(Future.join(all));
    assertEquals(5, all.stream().filter(one -> one.result().status() == 201).count());
    assertEquals(5, all.stream().filter(one -> one.result().status() == 429).count());
  }

  @Test
  void of_a_bulk_what_does_not_fit_is_among_the_failed() {
    var items = new JsonArray();
    IntStream.range(0, 7).forEach(i -> items.add(todo("a")));
    var bulk = new JsonObject().put("items", items);
    var made = free("cy", api.post("/tasks/bulk", bulk)).send().expect(201).json();
    assertEquals(5, made.getJsonArray("created").size());
    var failed = made.getJsonArray("failed").getJsonObject(0);
    assertEquals(5, failed.getInteger("index"));
    assertEquals("Task limit exceeded", failed.getString("detail"));
    var none = free("cy", api.post("/tasks/bulk", bulk)).send().expect(429).json();
    assertEquals("max_tasks", none.getString("limit_type"));
  }

  @Test
  void the_eleventh_execution_of_a_day_is_429_until_midnight() {
    var job =
        new JsonObject()
            .put("type", "job")
            .put("performer", "worker")
            .put("run_immediately", false);
    var id = free("dan", api.post("/tasks", job)).send().expect(201).json().getString("id");
    var run = "/tasks/" + id + "/run";
    for (int i = 0; i < 10; i++) {
      free("dan", api.post(run, new JsonObject())).send().expect(202);
      // As if it had been run.
      sql("delete from ready where task_id = '" + id + "'");
    }
    var refused = free("dan", api.post(run, new JsonObject())).send().expect(429);
    assertEquals("max_executions_per_day", refused.json().getString("limit_type"));
    int seconds = Integer.parseInt(refused.header("Retry-After"));
    assertTrue(seconds >= 1 && seconds <= 86_400);
    assertEquals("\"max_executions_per_day\";q=10;w=86400", refused.header("RateLimit-Policy"));
    assertEquals("\"max_executions_per_day\";r=0;t=" + seconds, refused.header("RateLimit"));
    // Whoever may run it and has no limits still can.
    api.post(run, new JsonObject()).as("t", "boss").header("X-Roles", "admin").send().expect(202);
  }

  @Test
  void a_task_is_not_run_again_before_the_interval_of_its_template_is_over() {
    var often =
        new JsonObject()
            .put("key", "seldom")
            .put("name", "Seldom")
            .put("type", "todo")
            .put("min_run_interval_seconds", 3600);
    api.post("/templates", often).send().expect(201);
    var template = new JsonObject().put("template_id", "seldom");
    var task = api.post("/tasks/from-template", template).send().expect(201).json();
    var id = task.getString("id");
    // As if it were one of a worker's, and had just been run.
    sql("update task set performer = 'worker' where id = '" + id + "'");
    sql(
        """
        insert into task_state (tenant_id, task_id, status, attempt, run_count, success_count,
          failure_count, total_credits, last_run_at, last_execution_id, last_token, updated_at)
        values ('local', '%s', 'completed', 1, 1, 1, 0, 0, '%s', '%s', 1, now())
        """
            .formatted(id, api.core.clock.instant().minusSeconds(600), id));
    var refused = api.post("/tasks/" + id + "/run", new JsonObject()).send().expect(429);
    assertEquals("task_frequency", refused.json().getString("limit_type"));
    assertEquals("3000", refused.header("Retry-After"));
    sql("update task_state set last_run_at = last_run_at - interval '1 hour'");
    api.post("/tasks/" + id + "/run", new JsonObject()).send().expect(202);
  }
}
