package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.recurrence.FireDue;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PeoplesTasksApiTest {

  private static final String UNKNOWN = "01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d50";

  private static ApiFixture api;
  private static String site;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
    user("chicago", "America/Chicago");
    user("nowhere", null);
    var aden = new JsonObject().put("name", "Aden").put("timezone", "Asia/Aden");
    site = api.post("/sites", aden).send().expect(201).json().getString("id");
  }

  private static void user(String id, @Nullable String zone) {
    api.post("/users", new JsonObject().put("id", id).put("timezone", zone)).send().expect(201);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonObject read(JsonObject task) {
    return api.get("/tasks/" + task.getString("id")).send().expect(200).json();
  }

  private static JsonObject patched(JsonObject task, JsonObject patch) {
    return api.patch("/tasks/" + task.getString("id"), patch).send().expect(200).json();
  }

  private static JsonObject complete(JsonObject task) {
    return api.post("/tasks/" + task.getString("id") + "/complete").send().expect(200).json();
  }

  private static Instant due(JsonObject task) {
    return Instant.parse(task.getString("due_at"));
  }

  /** S0-01. */
  @Test
  void a_farm_task_is_created_as_the_field_app_sends_it() {
    var wanted =
        new JsonObject()
            .put("title", "Water the north field")
            .put("title_ar", "ري الحقل الشمالي")
            .put("type", "irrigation")
            .put("priority", "high")
            .put("field_id", "north")
            .put("assigned_to", "nowhere")
            .put("site_id", site)
            .put("due_date", "2026-06-01")
            .put("scheduled_time", "08:00")
            .put("metadata", new JsonObject().put("pump", 2));
    var created = api.post("/tasks", wanted).send().expect(201);
    var task = created.json();
    assertEquals("pending", task.getString("status"));
    assertEquals("ري الحقل الشمالي", task.getString("title_ar"));
    assertNull(task.getString("description_ar"));
    assertEquals("08:00", task.getString("scheduled_time"));
    assertEquals("Asia/Aden", task.getString("timezone"));
    assertEquals(Instant.parse("2026-06-01T05:00:00Z"), due(task));
    assertEquals("/api/v1/tasks/" + task.getString("id"), created.header("Location"));
    assertEquals(task, read(task));
  }

  /** S2-03. */
  @Test
  void a_local_due_time_is_the_first_valid_instant_of_the_assignees_zone() {
    var gap = todo("gap").put("assignee_id", "chicago").put("due_date", "2026-03-08");
    var task = api.created(gap.copy().put("due_time", "02:30"));
    assertEquals("2026-03-08T08:00:00Z", task.getString("due_at"));
    assertEquals("America/Chicago", task.getString("timezone"));
    assertEquals(Instant.parse("2026-03-09T04:59:59.999999Z"), due(api.created(gap)));
    var twice = gap.copy().put("due_date", "2026-11-01").put("due_time", "01:30");
    assertEquals(Instant.parse("2026-11-01T06:30:00Z"), due(api.created(twice)));
    var own = gap.copy().put("timezone", "Europe/Berlin").put("due_time", "12:00:30");
    assertEquals(Instant.parse("2026-03-08T11:00:30Z"), due(api.created(own)));
    var utc = todo("utc").put("due_date", "2026-03-08");
    assertEquals(Instant.parse("2026-03-08T23:59:59.999999Z"), due(api.created(utc)));
  }

  @Test
  void a_day_ends_with_the_second_of_two_last_hours() {
    var task = todo("late").put("timezone", "Asia/Beirut").put("due_date", "2027-10-30");
    assertEquals(Instant.parse("2027-10-30T21:59:59.999999Z"), due(api.created(task)));
  }

  @Test
  void a_due_time_alone_is_on_the_local_day_of_who_was_given_the_task() {
    var task = api.created(todo("given").put("due_at", "2027-07-10T22:00:00Z"));
    user("aden", "Asia/Aden");
    var assignment = new JsonObject().put("assignee_id", "aden");
    api.post("/tasks/" + task.getString("id") + "/assign", assignment).send().expect(200);
    var changed = patched(task, new JsonObject().put("due_time", "09:00"));
    assertEquals(Instant.parse("2027-07-11T06:00:00Z"), due(changed));
    assertEquals("Asia/Aden", changed.getString("timezone"));
  }

  @Test
  void wrong_places_and_times_are_refused_each_by_name() {
    var wrong =
        todo("wrong").put("site_id", UNKNOWN).put("timezone", "Mars/X").put("due_time", "10:00");
    assertEquals(
        List.of("body.due_time", "body.site_id", "body.timezone"),
        api.post("/tasks", wrong).send().expect(422).places().stream().sorted().toList());
    var idle = new JsonObject().put("name", "Idle").put("is_active", false);
    var inactive = api.post("/sites", idle).send().expect(201).json().getString("id");
    api.post("/tasks", todo("idle").put("site_id", inactive)).send().expect(422);
    api.post("/tasks", todo("foreign").put("site_id", site)).as("t9", "x").send().expect(422);
    var bulk =
        new JsonArray().add(todo("a").put("site_id", site)).add(todo("b").put("site_id", UNKNOWN));
    var reply = api.post("/tasks/bulk", new JsonObject().put("items", bulk)).send().expect(201);
    assertEquals(1, reply.json().getJsonArray("failed").getJsonObject(0).getInteger("index"));
    var task = api.created(todo("here").put("site_id", site));
    var moved =
        api.patch("/tasks/" + task.getString("id"), new JsonObject().put("site_id", UNKNOWN));
    assertEquals(List.of("body.site_id"), moved.send().expect(422).places());
    var lines = todo("lines").put("due_date", "2026-03-08").put("due_time", "10:00\n");
    assertEquals(List.of("body.due_time"), api.post("/tasks", lines).send().expect(422).places());
  }

  @Test
  void a_task_is_part_of_one_that_is_there() {
    var whole = api.created(todo("whole")).getString("id");
    var part = todo("part").put("parent_id", whole);
    assertEquals(whole, api.created(part).getString("parent_id"));
    assertEquals(
        List.of("body.parent_id"),
        api.post("/tasks", part).as("t9", "x").send().expect(422).places());
    var deleted = api.created(todo("deleted")).getString("id");
    api.call(HttpMethod.DELETE, "/tasks/" + deleted).send().expect(204);
    for (var gone : List.of(deleted, UNKNOWN)) {
      var wrong = part.copy().put("parent_id", gone);
      assertEquals(
          List.of("body.parent_id"), api.post("/tasks", wrong).send().expect(422).places());
      var several = new JsonObject().put("items", new JsonArray().add(part).add(wrong));
      assertEquals(
          List.of(List.of("body", "items", 1, "parent_id")),
          api
              .post("/tasks/bulk", several)
              .send()
              .expect(201)
              .json()
              .getJsonArray("failed")
              .getJsonObject(0)
              .getJsonArray("detail")
              .stream()
              .map(detail -> ((JsonObject) detail).getJsonArray("loc").getList())
              .toList());
    }
  }

  @Test
  void what_a_schedule_creates_names_what_is_there() {
    var draft = todo("round").put("site_id", site);
    var wanted = new JsonObject().put("spec", "daily").put("task", draft);
    var schedule = api.post("/schedules", wanted).send().expect(201).json();
    var path = "/schedules/" + schedule.getString("id");
    for (var member : List.of("site_id", "parent_id")) {
      var unknown = new JsonObject().put("task", new JsonObject().put(member, UNKNOWN));
      assertEquals(
          List.of("body.task." + member), api.patch(path, unknown).send().expect(422).places());
    }
    assertEquals(schedule.getJsonObject("task"), api.get(path).send().json().getJsonObject("task"));
    var whole = api.created(todo("whole")).getString("id");
    var known = new JsonObject().put("site_id", site).put("parent_id", whole);
    var changed = api.patch(path, new JsonObject().put("task", known)).send().expect(200).json();
    assertEquals(whole, changed.getJsonObject("task").getString("parent_id"));
  }

  @Test
  void translations_are_merged_and_every_change_is_in_the_history() {
    var task = api.created(todo("t").put("title_ar", "ا").put("site_id", site));
    var french = new JsonObject().put("fr", new JsonObject().put("title", "t"));
    var changed =
        patched(
            task,
            new JsonObject()
                .put("translations", french)
                .put("description_ar", "وصف")
                .putNull("site_id")
                .put("due_date", "2026-06-01"));
    var arabic = new JsonObject().put("title", "ا").put("description", "وصف");
    assertEquals(french.copy().put("ar", arabic), changed.getJsonObject("translations"));
    assertEquals(Instant.parse("2026-06-01T20:59:59.999999Z"), due(changed));
    var later = patched(task, new JsonObject().put("due_time", "06:00").putNull("title_ar"));
    assertEquals(Instant.parse("2026-06-01T03:00:00Z"), due(later));
    assertNull(later.getString("title_ar"));
    var history = api.get("/tasks/" + task.getString("id") + "/history").send().json();
    var entry = history.getJsonArray("items").getJsonObject(1);
    var fields =
        entry.getJsonArray("changes").stream()
            .map(change -> ((JsonObject) change).getString("field"))
            .sorted()
            .toList();
    assertEquals(List.of("due_at", "site_id", "translations"), fields);
    var both =
        todo("both")
            .put("title_ar", "ا")
            .put("translations", new JsonObject().put("ar", new JsonObject().put("title", "ب")));
    assertEquals(List.of("body.title_ar"), api.post("/tasks", both).send().expect(422).places());
    var language = new JsonObject().put("no such language", new JsonObject().put("title", "x"));
    api.post("/tasks", todo("l").put("translations", language)).send().expect(422);
  }

  private static List<JsonObject> series(String title) {
    return api.get("/tasks?limit=100").send().json().getJsonArray("items").stream()
        .map(task -> (JsonObject) task)
        .filter(task -> task.getString("title").equals(title))
        .toList();
  }

  /** S2-10. */
  @Test
  void completing_a_recurring_task_creates_the_next_with_its_due_date() {
    var zone = java.time.ZoneId.of("America/Chicago");
    var day = api.core.clock.instant().atZone(zone).toLocalDate().plusDays(2);
    var first =
        api.created(
            todo("weekly")
                .put("assignee_id", "chicago")
                .put("due_date", day.toString())
                .put("due_time", "17:00")
                .put("repeat_interval", "weekly")
                .put("title_ar", "ا"));
    complete(first);
    var two = series("weekly");
    assertEquals(2, two.size());
    var second = two.getLast();
    assertEquals(day.plusDays(7).atTime(17, 0).atZone(zone).toInstant(), due(second));
    assertEquals("pending", second.getString("status"));
    assertEquals("chicago", second.getString("assignee_id"));
    assertEquals("ا", second.getString("title_ar"));
    assertEquals(first.getString("schedule_id"), second.getString("schedule_id"));
    complete(second);
    assertEquals(
        day.plusDays(14).atTime(17, 0).atZone(zone).toInstant(), due(series("weekly").getLast()));
    api.post("/tasks/" + first.getString("id") + "/reopen").send().expect(200);
    complete(first);
    assertEquals(3, series("weekly").size(), "only the last of a series has a next");
  }

  /** S2-10. */
  @Test
  void completing_a_task_that_never_recurs_creates_nothing() {
    complete(
        api.created(todo("once").put("repeat_interval", "never").put("due_date", "2026-06-01")));
    assertEquals(1, series("once").size());
  }

  @Test
  void a_recurring_task_that_is_not_done_is_followed_at_its_time_and_not_twice() {
    var now = api.core.clock.instant();
    var daily =
        new JsonObject()
            .put("type", "interval")
            .put("every", "P1D")
            .put("start_at", now.toString());
    var dueAt = now.plus(Duration.ofHours(6));
    var first = api.created(todo("daily").put("due_at", dueAt.toString()).put("schedule", daily));
    complete(first);
    assertEquals(dueAt.plus(Duration.ofDays(1)), due(series("daily").getLast()));
    api.core.clock.advance(Duration.ofHours(25));
    api.core.ask(new FireDue(api.core.clock.instant(), 500));
    assertEquals(2, series("daily").size(), "that time's task was there already");
    api.core.clock.advance(Duration.ofHours(24));
    api.core.ask(new FireDue(api.core.clock.instant(), 500));
    var three = series("daily");
    assertEquals(3, three.size());
    assertEquals(dueAt.plus(Duration.ofDays(2)), due(three.getLast()));
    assertTrue(three.stream().noneMatch(task -> task.getString("schedule_id") == null));
  }
}
