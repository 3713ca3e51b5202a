package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.recurrence.FireDue;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

  private static JsonObject noop(Object schedule) {
    return new JsonObject().put("type", "noop").put("title", "n").put("schedule", schedule);
  }

  private static JsonObject cron(String expression) {
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

  private static JsonArray preview(JsonObject spec, int count, String from) {
    var body = new JsonObject().put("spec", spec).put("count", count).put("start_at", from);
    return api.post("/schedules/preview", body).send().expect(200).json().getJsonArray("items");
  }

  private static List<String> locals(JsonArray items) {
    return items.stream().map(item -> ((JsonObject) item).getString("local")).toList();
  }

  private static int fire() {
    return api.core.ask(new FireDue(api.core.clock.instant(), 500)).fired();
  }

  /** S3-04. */
  @Test
  void a_new_task_with_a_schedule_is_scheduled_at_its_first_time() {
    var zone = ZoneId.of("America/Los_Angeles");
    var now = api.core.clock.instant().atZone(zone);
    var eight = now.with(LocalTime.of(8, 0));
    var next = (now.isBefore(eight) ? eight : eight.plusDays(1)).toInstant();
    for (var name : List.of("cron_expression", "expression", "cron")) {
      var spec =
          new JsonObject()
              .put("type", "cron")
              .put(name, "0 8 * * *")
              .put("timezone", "America/Los_Angeles");
      var reply = api.post("/tasks", noop(spec)).send().expect(201);
      var task = reply.json();
      assertEquals("scheduled", task.getString("status"));
      assertEquals(next, Instant.parse(task.getString("run_at")));
      assertEquals("0 8 * * *", task.getJsonObject("schedule").getString("cron"));
      var again = api.get("/tasks/" + task.getString("id")).send().expect(200);
      assertEquals(task, again.json());
      assertEquals(reply.header("ETag"), again.header("ETag"));
    }
  }

  /** S3-04. */
  @Test
  void a_wrong_schedule_is_refused_with_everything_that_is_wrong() {
    assertEquals(
        List.of("body.schedule.cron"),
        api.post("/tasks", noop(cron("61 * * * *"))).send().expect(422).places());
    assertEquals(
        List.of("body.schedule.cron"),
        api.post("/tasks", noop(cron("0 0 30 2 *"))).send().expect(422).places());
    assertEquals(
        List.of("body.schedule.type"),
        api.post("/tasks", noop(new JsonObject().put("type", "foo"))).send().expect(422).places());
    var wrong = cron("61 * * * *").put("timezone", "Europe/Atlantis").put("jitter", "long");
    var reply = api.post("/tasks", noop(wrong).put("priority", "critical")).send().expect(422);
    assertEquals(
        List.of(
            "body.priority",
            "body.schedule.cron",
            "body.schedule.jitter",
            "body.schedule.timezone"),
        reply.places().stream().sorted().toList());
    assertEquals(
        List.of("body.repeat_interval"),
        api.post("/tasks", todo("t").put("repeat_interval", "sometimes"))
            .send()
            .expect(422)
            .places());
  }

  @Test
  void a_word_repeats_a_task_at_the_time_of_its_first_run() {
    var first = api.core.clock.instant().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.MINUTES);
    var task =
        api.created(
            new JsonObject()
                .put("type", "noop")
                .put("title", "n")
                .put("eta", first.toString())
                .put("repeat_interval", "weekly"));
    assertEquals(first, Instant.parse(task.getString("run_at")));
    assertEquals("weekly", task.getJsonObject("schedule").getString("type"));
    assertNull(api.created(noop("never")).getValue("schedule"));
  }

  @Test
  void a_persons_task_is_there_at_once_and_its_like_again_at_each_time() {
    var task = api.created(todo("Water").put("schedule", new JsonObject().put("type", "hourly")));
    assertEquals("pending", task.getString("status"));
    var id = task.getString("schedule_id");
    var schedule = api.get("/schedules/" + id).send().expect(200).json();
    assertEquals("create_task", schedule.getString("mode"));
    assertEquals("Water", schedule.getJsonObject("task").getString("title"));
    api.core.clock.advance(Duration.ofHours(1));
    fire();
    var created = api.get("/schedules/" + id).send().json().getString("task_id");
    assertNotEquals(task.getString("id"), created);
    var next = api.get("/tasks/" + created).send().expect(200).json();
    assertEquals("Water", next.getString("title"));
    assertEquals("system:schedule", next.getString("created_by"));
    assertEquals("me", next.getString("owner_id"));
    assertEquals("pending", next.getString("status"));
    assertEquals(id, next.getString("schedule_id"));
  }

  @Test
  void the_next_of_a_persons_task_requires_and_reminds_like_the_last() {
    var due = api.core.clock.instant().plus(Duration.ofMinutes(90));
    var task =
        api.created(
            todo("Spray")
                .put("schedule", new JsonObject().put("type", "hourly"))
                .put("due_at", due.toString())
                .put("required_evidence", new JsonArray().add("photo"))
                .put("reminder_at", due.minusSeconds(60).toString()));
    var path = "/tasks/" + task.getString("id");
    var early = new JsonObject().put("before_due", "PT20M").put("user_id", "ann");
    api.post(path + "/reminders", early).send().expect(201);
    api.post(path + "/reminders", new JsonObject().put("before_due", "PT5M")).send().expect(201);
    // The one due in 90 minutes is that of the next full hour.
    api.core.clock.advance(Duration.ofHours(1));
    for (int i = 0; i < 2; i++) {
      api.core.clock.advance(Duration.ofHours(1));
      fire();
      var schedule = api.get("/schedules/" + task.getString("schedule_id")).send().json();
      var next = api.get("/tasks/" + schedule.getString("task_id")).send().expect(200).json();
      assertEquals(new JsonArray().add("photo"), next.getJsonArray("required_evidence"));
      var dueAt = Instant.parse(next.getString("due_at"));
      var reminders =
          api.get("/tasks/" + schedule.getString("task_id") + "/reminders")
              .send()
              .expect(200)
              .json()
              .getJsonArray("items");
      assertEquals(2, reminders.size(), reminders::encode);
      for (int j = 0; j < 2; j++) {
        var reminder = reminders.getJsonObject(j);
        boolean anns = "ann".equals(reminder.getString("user_id"));
        assertEquals(anns ? "PT20M" : "PT5M", reminder.getString("before_due"));
        assertEquals("scheduled", reminder.getString("status"));
        assertEquals(
            dueAt.minus(Duration.parse(reminder.getString("before_due"))),
            Instant.parse(reminder.getString("remind_at")));
      }
    }
  }

  /** S2-09. */
  @Test
  void weekdays_at_nine_are_nine_before_and_after_clocks_change() {
    var spec =
        new JsonObject()
            .put("type", "weekdays")
            .put("time", "09:00")
            .put("timezone", "Europe/Berlin");
    assertEquals(
        List.of(
            "2026-03-25T09:00:00+01:00",
            "2026-03-26T09:00:00+01:00",
            "2026-03-27T09:00:00+01:00",
            "2026-03-30T09:00:00+02:00",
            "2026-03-31T09:00:00+02:00",
            "2026-04-01T09:00:00+02:00",
            "2026-04-02T09:00:00+02:00",
            "2026-04-03T09:00:00+02:00",
            "2026-04-06T09:00:00+02:00",
            "2026-04-07T09:00:00+02:00"),
        locals(preview(spec, 10, "2026-03-25T00:00:00Z")));
  }

  /** S3-05. */
  @Test
  void previews_daily_weekly_and_monthly_times() {
    var daily = new JsonObject().put("type", "daily").put("time", "08:00");
    assertEquals(
        List.of(
            "2026-01-30T08:00:00Z",
            "2026-01-31T08:00:00Z",
            "2026-02-01T08:00:00Z",
            "2026-02-02T08:00:00Z",
            "2026-02-03T08:00:00Z"),
        locals(preview(daily, 5, "2026-01-30T00:00:00Z")));
    var weekly = new JsonObject().put("type", "weekly").put("weekday", "thu").put("time", "08:00");
    assertEquals(
        List.of(
            "2026-02-05T08:00:00Z",
            "2026-02-12T08:00:00Z",
            "2026-02-19T08:00:00Z",
            "2026-02-26T08:00:00Z",
            "2026-03-05T08:00:00Z"),
        locals(preview(weekly, 5, "2026-01-30T00:00:00Z")));
    var monthly = new JsonObject().put("type", "monthly").put("day", 31).put("time", "08:00");
    assertEquals(
        List.of(
            "2026-01-31T08:00:00Z",
            "2026-02-28T08:00:00Z",
            "2026-03-31T08:00:00Z",
            "2026-04-30T08:00:00Z",
            "2026-05-31T08:00:00Z"),
        locals(preview(monthly, 5, "2026-01-30T00:00:00Z")));
  }

  @Test
  void a_preview_tells_what_a_change_of_clocks_does_and_refuses_what_is_wrong() {
    var spec =
        new JsonObject().put("type", "daily").put("time", "02:30").put("timezone", "Europe/Berlin");
    var moved = preview(spec, 2, "2026-03-28T12:00:00Z").getJsonObject(0);
    assertEquals("2026-03-29T03:00:00+02:00", moved.getString("local"));
    assertTrue(moved.getString("note").contains("does not exist"), moved::encode);
    var wrong = new JsonObject().put("spec", cron("61 * * * *")).put("count", 101);
    assertEquals(
        List.of("body.count", "body.spec.cron"),
        api.post("/schedules/preview", wrong).send().expect(422).places().stream()
            .sorted()
            .toList());
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
    fire();
    assertEquals(0, read(schedule).getInteger("fire_count"));
    var resumed = api.post(path + "/resume").send().expect(200).json();
    assertFalse(resumed.getBoolean("paused"));
    var next = Instant.parse(resumed.getString("next_fire_at"));
    assertTrue(next.isAfter(api.core.clock.instant()));
    api.core.clock.advance(Duration.between(api.core.clock.instant(), next));
    fire();
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
  void a_task_that_is_there_can_be_given_a_schedule_and_lose_it() {
    var task = api.created(new JsonObject().put("type", "noop").put("title", "n"));
    var path = "/tasks/" + task.getString("id");
    var body =
        new JsonObject()
            .put("task_id", task.getString("id"))
            .put("name", "Now and then")
            .put("spec", "daily");
    var schedule = api.post("/schedules", body).send().expect(201).json();
    assertEquals("Now and then", schedule.getString("name"));
    assertEquals("scheduled", api.get(path).send().json().getString("status"));
    assertEquals(
        schedule.getString("id"),
        api.post("/schedules", body).send().expect(409).json().getString("schedule_id"));
    var patch = new JsonObject().put("schedule", new JsonObject().put("type", "hourly"));
    var hourly = api.patch(path, patch).send().expect(200).json();
    assertEquals("hourly", hourly.getJsonObject("schedule").getString("type"));
    assertEquals(schedule.getString("id"), hourly.getString("schedule_id"));
    assertEquals(
        List.of("body.schedule.cron"),
        api.patch(path, new JsonObject().put("schedule", cron("61 * * * *")))
            .send()
            .expect(422)
            .places());
    var none = new JsonObject().putNull("schedule");
    var cleared = api.patch(path, none).send().expect(200).json();
    assertEquals("pending", cleared.getString("status"));
    assertNull(cleared.getValue("schedule_id"));
    api.get("/schedules/" + schedule.getString("id")).send().expect(404);
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
