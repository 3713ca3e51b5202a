package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.engine.EngineSettings;
import dev.errand.core.engine.EngineVerticle;
import dev.errand.core.executor.ExecutorVerticle;
import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RunApiTest {

  private static final CountDownLatch HOLD = new CountDownLatch(1);

  private static final TaskType STRICT =
      TaskType.named("strict")
          .configuredBy(
              new TaskType.Config(
                  new JsonObject(
                      """
                      {"type": "object", "required": ["location"],
                       "properties": {"location": {"type": "string"}}}
                      """),
                  new JsonObject(),
                  List.of()));

  private static ApiFixture api;
  private static String engine;

  @BeforeAll
  static void start() {
    api =
        new ApiFixture(
            new Fake(STRICT, work -> Outcome.completed(new JsonObject())),
            Fake.of("echo", work -> Outcome.completed(work.config())),
            Fake.of(
                "held",
                work -> {
                  HOLD.await();
                  return Outcome.completed(new JsonObject());
                }));
    var core = api.core;
    CoreFixture.await(
        core.vertx.deployVerticle(
            new ExecutorVerticle(core.bus, core.executors, Fake.NO_HTTP, core.clock)));
    var timing =
        new EngineSettings.Timing(
            Duration.ofSeconds(5), Duration.ofSeconds(30), false, Duration.ofSeconds(2));
    var settings =
        new EngineSettings(
            "engine-1",
            8,
            8,
            Duration.ofSeconds(1),
            timing,
            new EngineSettings.Retention(90, false));
    engine =
        CoreFixture.await(
            core.vertx.deployVerticle(
                new EngineVerticle(
                    new EngineVerticle.Means(
                        core.bus,
                        settings,
                        core.types,
                        core.executors.taskTypes(),
                        new EngineVerticle.Sources(core.ids, core.clock, new Random(3)),
                        new SimpleMeterRegistry(),
                        () -> 0))));
  }

  @AfterAll
  static void stop() {
    HOLD.countDown();
    // It says goodbye to the database, which is closed first when all is closed at once.
    CoreFixture.await(api.core.vertx.undeploy(engine));
    api.close();
  }

  private static JsonObject task(String type) {
    return new JsonObject().put("type", type).put("title", "t");
  }

  @Test
  void waits_for_the_result_of_a_new_task() {
    var members =
        task("echo").put("config", new JsonObject().put("a", 1)).put("run_immediately", true);
    var reply = api.post("/tasks", members).header("Prefer", "respond-async, wait=20").send();
    var done = reply.expect(201).json();
    assertEquals("completed", done.getString("status"));
    assertEquals(new JsonObject().put("a", 1), done.getJsonObject("result"));
    assertEquals(1, done.getInteger("run_count"));
  }

  @Test
  void answers_202_when_a_new_task_takes_longer_than_its_creator_waits() {
    var members = task("held").put("run_immediately", true).put("wait_seconds", 1);
    var reply = api.post("/tasks", members).send().expect(202);
    assertNotNull(reply.json().getString("execution_id"));
    assertTrue(reply.header("Location").endsWith(reply.json().getString("id")));
    api.post("/tasks/" + reply.json().getString("id") + "/cancel").send().expect(200);
  }

  @Test
  void does_not_wait_unless_asked() {
    var reply = api.post("/tasks", task("held").put("run_immediately", true)).send().expect(201);
    var again = api.post("/tasks/" + reply.json().getString("id") + "/run").send().expect(409);
    assertEquals("already_active", again.json().getString("code"));
    assertEquals(409, again.json().getInteger("status"));
  }

  @Test
  void runs_a_task_and_shows_its_executions() {
    var id = api.created(task("echo")).getString("id");
    var command =
        new JsonObject()
            .put("trigger_type", "event")
            .put("trigger_data", new JsonObject().put("why", "asked"))
            .put("wait_seconds", 20);
    var execution = api.post("/tasks/" + id + "/run", command).send().expect(200).json();
    assertEquals("succeeded", execution.getString("status"));
    assertEquals("event", execution.getString("trigger_type"));
    assertEquals("asked", execution.getJsonObject("trigger_data").getString("why"));
    var path = "/executions/" + execution.getString("id");
    assertEquals(execution, api.get(path).send().expect(200).json());
    api.post("/tasks/" + id + "/execute").header("Prefer", "wait=20").send().expect(200);
    var first = api.get("/tasks/" + id + "/executions?limit=1").send().expect(200).json();
    assertEquals(2, first.getInteger("total"));
    var next = first.getString("next_cursor");
    var second = api.get("/tasks/" + id + "/executions?limit=1&cursor=" + next).send().json();
    assertEquals(
        execution.getString("id"), second.getJsonArray("items").getJsonObject(0).getString("id"));
  }

  @Test
  void runs_by_status_and_without_a_body() {
    var id = api.created(task("echo")).getString("id");
    api.patch("/tasks/" + id, new JsonObject().put("status", "queued")).send().expect(200);
    var other = api.created(task("echo")).getString("id");
    var queued = api.post("/tasks/" + other + "/run").send().expect(202);
    assertTrue(queued.header("Location").startsWith("/api/v1/executions/"));
  }

  @Test
  void tells_of_wrong_config_and_of_wrong_members_at_once() {
    var nothing = new JsonObject().put("type", "strict").put("title", "");
    var reply = api.post("/tasks", nothing).send().expect(422);
    assertEquals(List.of("body.title", "body.config.location"), reply.places());
    var wrong = task("strict").put("params", new JsonObject().put("location", 5));
    var typed = api.post("/tasks", wrong).send().expect(422);
    assertEquals(List.of("body.params.location"), typed.places());
    var right = task("strict").put("params", new JsonObject().put("location", "Sana'a"));
    var id = api.created(right).getString("id");
    var patch = new JsonObject().put("kwargs", new JsonObject().putNull("location"));
    var patched = api.patch("/tasks/" + id, patch).send().expect(422);
    assertEquals(List.of("body.kwargs.location"), patched.places());
  }

  @Test
  void refuses_to_run_what_a_person_does() {
    var id = api.created(ApiFixture.todo("by hand")).getString("id");
    var refused = api.post("/tasks/" + id + "/run").send().expect(409).json();
    assertEquals("not_executable", refused.getString("code"));
    var members = ApiFixture.todo("now").put("run_immediately", true);
    var creation = api.post("/tasks", members).send().expect(422);
    assertEquals("not_executable", creation.json().getString("code"));
  }

  @Test
  void queues_for_workers_what_nobody_registered() {
    var members =
        new JsonObject()
            .put("type", "analysis_task")
            .put("params", new JsonObject().put("x", 1))
            .put("domain", "data_science")
            .put("drift_score", 0.3)
            .put("run_immediately", true);
    var task = api.created(members);
    assertEquals("queued", task.getString("status"));
    assertEquals("worker", task.getString("performer"));
    assertEquals("analysis_task", task.getString("title"));
    assertEquals(0.3, task.getDouble("drift_score"));
  }
}
