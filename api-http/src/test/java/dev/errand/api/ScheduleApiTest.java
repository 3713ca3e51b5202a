package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.recurrence.FireDue;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Schedules: created, changed, held back, fired. */
class ScheduleApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture(Fake.of("noop", e -> Outcome.completed(new JsonObject())));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  static JsonObject cron(String expression) {
    return new JsonObject().put("type", "cron").put("cron", expression);
  }

  private static JsonObject of(JsonObject spec) {
    return new JsonObject()
        .put("spec", spec)
        .put("task", new JsonObject().put("type", "noop").put("title", "n"));
  }

  private static JsonObject scheduled(JsonObject spec) {
    return api.post("/schedules", of(spec)).send().expect(201).json();
  }

  private static JsonObject read(JsonObject schedule) {
    return api.get("/schedules/" + schedule.getString("id")).send().expect(200).json();
  }

  static int fire(ApiFixture api) {
    return api.core.ask(new FireDue(api.core.clock.instant(), 500)).fired();
  }

  /** S4-15. */
  @Test
  void schedules_can_be_created_read_and_listed() {
    var reply =
        api.post("/schedules", of(cron("*/5 * * * *")).put("name", "Reports")).send().expect(201);
    var schedule = reply.json();
    var path = "/schedules/" + schedule.getString("id");
    assertEquals("/api/v1" + path, reply.header("Location"));
    var now = ZonedDateTime.ofInstant(api.core.clock.instant(), ZoneId.of("UTC"));
    var mark = now.truncatedTo(ChronoUnit.HOURS).plusMinutes(now.getMinute() / 5 * 5 + 5);
    assertEquals(mark.toInstant(), Instant.parse(schedule.getString("next_fire_at")));
    assertEquals("Reports", schedule.getString("name"));
    assertEquals("run_task", schedule.getString("mode"));
    assertEquals(schedule, read(schedule));
    var task = api.get("/tasks/" + schedule.getString("task_id")).send().expect(200).json();
    assertEquals("scheduled", task.getString("status"));
    assertEquals(
        200, api.get("/schedules?task_id=" + task.getString("id")).send().expect(200).status());
    assertEquals(304, api.get(path).header("If-None-Match", reply.header("ETag")).send().status());
  }

  /** S4-15. */
  @Test
  void schedules_can_be_changed_and_deleted() {
    var reply =
        api.post("/schedules", of(cron("*/5 * * * *")).put("name", "Reports")).send().expect(201);
    var path = "/schedules/" + reply.json().getString("id");
    var task = reply.json().getString("task_id");
    var changed =
        api.patch(path, new JsonObject().put("spec", cron("*/5 * * * tue")))
            .header("If-Match", reply.header("ETag"))
            .send()
            .expect(200)
            .json();
    assertEquals("*/5 * * * tue", changed.getJsonObject("spec").getString("cron"));
    assertEquals(2, changed.getInteger("revision"));
    assertEquals("Reports", changed.getString("name"));
    assertEquals(
        412,
        api.patch(path, new JsonObject().put("name", "x"))
            .header("If-Match", reply.header("ETag"))
            .send()
            .status());
    assertEquals(
        List.of("body.spec.cron"),
        api.patch(path, new JsonObject().put("spec", cron("61 * * * *")))
            .send()
            .expect(422)
            .places());

    api.call(HttpMethod.DELETE, path).send().expect(204);
    api.get(path).send().expect(404);
    var left = api.get("/tasks/" + task).send().expect(200).json();
    assertEquals("pending", left.getString("status"));
    assertNull(left.getValue("schedule"));
  }

  /** S4-15. */
  @Test
  void a_paused_schedule_does_not_fire_and_goes_on_when_resumed() {
    var schedule = scheduled(new JsonObject().put("type", "hourly").put("misfire", "skip"));
    var path = "/schedules/" + schedule.getString("id");
    var paused =
        api.post(path + "/pause", new JsonObject().put("reason", "Holidays"))
            .send()
            .expect(200)
            .json();
    assertTrue(paused.getBoolean("paused"));
    assertEquals("Holidays", paused.getString("pause_reason"));
    assertTrue(
        api.get("/schedules?paused=true").send().json().getJsonArray("items").stream()
            .anyMatch(
                item -> ((JsonObject) item).getString("id").equals(schedule.getString("id"))));
    api.core.clock.advance(Duration.ofHours(3));
    fire(api);
    assertEquals(0, read(schedule).getInteger("fire_count"));
    var resumed = api.post(path + "/resume").send().expect(200).json();
    assertFalse(resumed.getBoolean("paused"));
    var next = Instant.parse(resumed.getString("next_fire_at"));
    assertTrue(next.isAfter(api.core.clock.instant()));
    api.core.clock.advance(Duration.between(api.core.clock.instant(), next));
    fire(api);
    assertEquals(1, read(schedule).getInteger("fire_count"));
  }

  @Test
  void what_is_done_to_a_schedule_is_in_its_tasks_history_and_is_told() {
    var schedule = scheduled(cron("0 9 * * *"));
    var path = "/schedules/" + schedule.getString("id");
    api.patch(path, new JsonObject().put("name", "mornings").put("spec", cron("0 8 * * *")))
        .send()
        .expect(200);
    api.patch(path, new JsonObject().put("name", "mornings")).send().expect(200);
    api.post(path + "/pause", new JsonObject().put("reason", "rain")).send().expect(200);
    api.post(path + "/pause", new JsonObject()).send().expect(200);
    api.post(path + "/fire", new JsonObject()).send().expect(200);
    api.post(path + "/resume", new JsonObject()).send().expect(200);
    api.call(HttpMethod.DELETE, path).send().expect(204);
    var taskId = schedule.getString("task_id");
    var history =
        api.get("/tasks/" + taskId + "/history").send().expect(200).json().getJsonArray("items");
    var byAction = new JsonObject();
    history.forEach(e -> byAction.put(((JsonObject) e).getString("action"), e));
    assertEquals(6, history.size(), history::encode);
    var updated = byAction.getJsonObject("schedule_updated").getJsonArray("changes");
    assertEquals(
        new JsonObject().put("field", "schedule.name").put("old", null).put("new", "mornings"),
        updated.getJsonObject(0));
    assertEquals("0 9 * * *", updated.getJsonObject(1).getJsonObject("old").getString("cron"));
    assertEquals("0 8 * * *", updated.getJsonObject(1).getJsonObject("new").getString("cron"));
    assertEquals("rain", byAction.getJsonObject("schedule_paused").getString("notes"));
    assertEquals("me", byAction.getJsonObject("schedule_fired").getString("actor_id"));
    assertEquals(
        new JsonObject().put("field", "schedule.paused").put("old", true).put("new", false),
        byAction.getJsonObject("schedule_resumed").getJsonArray("changes").getJsonObject(0));
    assertNull(
        byAction
            .getJsonObject("schedule_deleted")
            .getJsonArray("changes")
            .getJsonObject(0)
            .getValue("new"));
    assertEquals(
        "schedule_updated {schedule,schedule.name}, schedule_paused rain, status_changed, schedule_resumed, schedule_deleted",
        told(taskId));
  }

  /** The events of a task since it was created. */
  private static String told(String taskId) {
    try (var connection = api.core.database.connect();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    """
                    select string_agg(concat_ws(' ', verb, data ->> 'reason', (
                      select array_agg(f order by f)::text
                      from jsonb_array_elements_text(data -> 'updated_fields') f)), ', ' order by seq)
                    from outbox where verb <> 'created' and task_id = '%s'
                    """
                        .formatted(taskId))) {
      rows.next();
      return rows.getString(1);
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_schedule_fires_on_demand_besides_its_times() {
    var schedule = scheduled(new JsonObject().put("type", "interval").put("every", "P30D"));
    var path = "/schedules/" + schedule.getString("id");
    var firing = api.post(path + "/fire").send().expect(200).json();
    assertEquals("fired", firing.getString("outcome"));
    assertEquals(schedule.getString("task_id"), firing.getString("task_id"));
    var again = api.post(path + "/fire").send().expect(200).json();
    assertEquals("skipped", again.getString("outcome"));
    var after = read(schedule);
    assertEquals(1, after.getInteger("fire_count"));
    assertEquals(schedule.getString("next_fire_at"), after.getString("next_fire_at"));
    var firings = api.get(path + "/firings").send().expect(200).json().getJsonArray("items");
    assertEquals(firing, firings.getJsonObject(firings.size() - 1));
    assertEquals(
        "queued",
        api.get("/tasks/" + schedule.getString("task_id")).send().json().getString("status"));
  }

  @Test
  void a_schedule_says_what_is_wrong_with_it_and_with_its_task() {
    var both =
        new JsonObject()
            .put("spec", cron("61 * * * *"))
            .put("task", new JsonObject().put("type", "nothing").put("name", "").put("eta", 7));
    assertEquals(
        List.of("body.spec.cron", "body.task.eta", "body.task.name"),
        api.post("/schedules", both).send().expect(422).places().stream()
            .distinct()
            .sorted()
            .toList());
    assertEquals(
        List.of("body.task.type"),
        api.post(
                "/schedules",
                new JsonObject()
                    .put("spec", "daily")
                    .put("task", new JsonObject().put("type", "nothing").put("title", "t")))
            .send()
            .expect(422)
            .places());
    assertEquals(
        List.of("body.task_id"),
        api.post("/schedules", new JsonObject().put("spec", "daily")).send().expect(422).places());
    assertEquals(
        List.of("body.schedule.mode"),
        api.post(
                "/tasks",
                todo("t")
                    .put(
                        "schedule", new JsonObject().put("type", "hourly").put("mode", "run_task")))
            .send()
            .expect(422)
            .places());
  }

  @Test
  void others_may_read_a_schedule_but_not_change_it() {
    var schedule = scheduled(new JsonObject().put("type", "hourly"));
    var path = "/schedules/" + schedule.getString("id");
    api.get(path).as("local", "ann").header("X-Roles", "operator").send().expect(200);
    api.post(path + "/pause").as("local", "ann").header("X-Roles", "operator").send().expect(403);
    api.get(path).as("elsewhere", "me").header("X-Roles", "admin").send().expect(404);
  }
}
