package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static dev.errand.api.ScheduleApiTest.cron;
import static dev.errand.api.ScheduleApiTest.fire;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tasks that have a schedule. */
class ScheduledTaskTest {

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
    fire(api);
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
    // Half past the next full hour, whose task this is.
    var due = api.core.clock.instant().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofMinutes(90));
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
    api.core.clock.advance(Duration.ofHours(1));
    for (int i = 0; i < 2; i++) {
      api.core.clock.advance(Duration.ofHours(1));
      fire(api);
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
}
