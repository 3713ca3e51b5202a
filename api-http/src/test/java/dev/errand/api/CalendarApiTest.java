package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calendar that is computed here, and what it adds to tasks. */
class CalendarApiTest {

  private static final String ARABIC_PLANTING = "%D8%B2%D8%B1%D8%A7%D8%B9%D8%A9";

  private static ApiFixture api;

  @BeforeAll
  static void open() {
    api = new ApiFixture();
  }

  @AfterAll
  static void close() {
    api.close();
  }

  private static JsonObject get(String path) {
    return api.get(path).send().expect(200).json();
  }

  private static LocalDate today() {
    return LocalDate.ofInstant(api.core.clock.instant(), ZoneOffset.UTC);
  }

  private static List<JsonObject> items(JsonObject page) {
    return page.getJsonArray("items").stream().map(JsonObject.class::cast).toList();
  }

  private static JsonObject validated(String date, String activity) {
    var body = new JsonObject().put("date", date).put("activity", activity);
    return api.post("/calendar/validate-date", body).send().expect(200).json();
  }

  private static JsonObject astronomical(JsonObject task) {
    return task.getJsonObject("astronomical");
  }

  @Test
  void knows_new_and_full_moons() {
    var dark = get("/calendar/days/2024-04-08?at=18:21Z");
    assertEquals("new_moon", dark.getJsonObject("moon_phase").getString("key"));
    assertTrue(dark.getJsonObject("moon_phase").getInteger("illumination") <= 1);
    assertEquals(28, dark.getJsonObject("lunar_mansion").getInteger("number"));
    var full = get("/calendar/days/2025-03-14?at=06:55Z");
    assertEquals("full_moon", full.getJsonObject("moon_phase").getString("key"));
    assertTrue(full.getJsonObject("moon_phase").getInteger("illumination") >= 99);
    assertEquals(12, full.getJsonObject("lunar_mansion").getInteger("number"));
    assertEquals(8, full.getJsonObject("activities").size());
  }

  @Test
  void takes_times_of_day_in_any_zone_and_the_calendar_of_stars() {
    assertEquals(
        "2026-06-02T09:00:00Z",
        get("/calendar/days/2026-06-02?timezone=Asia/Aden").getString("at"));
    assertEquals(
        "2026-06-02T15:00:00Z",
        get("/calendar/days/2026-06-02?timezone=Asia/Aden&at=18:00").getString("at"));
    assertEquals(
        "2026-06-02T16:00:00Z", get("/calendar/days/2026-06-02?at=18:00%2B02:00").getString("at"));
    var stars = get("/calendar/days/2026-06-08?system=anwa");
    assertEquals("Thurayya", stars.getJsonObject("lunar_mansion").getString("name_en"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/tasks/best-days/planting?days=91",
        "/tasks/best-days/planting?days=6",
        "/tasks/best-days/dancing",
        "/calendar/best-days?activity=planting&min_score=11",
        "/calendar/best-days?activity=planting&timezone=Asia/Nowhere",
        "/calendar/best-days",
        "/calendar/days/2026-13-01",
        "/calendar/days/2600-01-01",
        "/calendar/days/2026-06-02?at=25:00",
        "/calendar/days/2026-06-02?system=solar",
        "/tasks?min_astronomical_score=0",
      })
  void refuses_what_cannot_be(String path) {
    api.get(path).send().expect(422);
  }

  @Test
  void lists_the_best_days_by_score_under_both_names_of_a_work() {
    var english = get("/tasks/best-days/planting?days=30&min_score=7");
    var days = items(english);
    assertFalse(days.isEmpty());
    int before = 10;
    for (var day : days) {
      int score = day.getInteger("score");
      assertTrue(score >= 7 && score <= before);
      before = score;
      var date = LocalDate.parse(day.getString("date"));
      assertFalse(date.isBefore(today()));
      assertTrue(date.isBefore(today().plusDays(30)));
    }
    assertEquals(english, get("/tasks/best-days/" + ARABIC_PLANTING + "?days=30&min_score=7"));
    assertEquals(english, get("/calendar/best-days?activity=planting"));
    assertFalse(items(get("/calendar/best-days?activity=fertilization&days=90")).isEmpty());
  }

  @Test
  void judges_a_day_and_offers_others_that_suit() {
    int unsuitable = 0;
    for (int day = 2; day < 30; day++) {
      var said = validated("2026-06-%02d".formatted(day), "harvest");
      boolean suitable = said.getBoolean("is_suitable");
      var others = said.getJsonArray("alternative_dates");
      assertEquals(said.getInteger("score") >= 7, suitable);
      assertEquals(suitable, others.isEmpty());
      if (!suitable) {
        unsuitable++;
        assertTrue(others.size() <= 3);
        others.forEach(
            other -> assertTrue(validated(other.toString(), "harvest").getBoolean("is_suitable")));
      }
    }
    assertTrue(unsuitable > 0);
    for (var date : List.of("2026-13-01", "yesterday")) {
      var body = new JsonObject().put("date", date).put("activity", "harvest");
      api.post("/tasks/validate-date", body).send().expect(422);
    }
  }

  @Test
  void adds_to_tasks_what_is_said_of_the_day_on_which_they_are_due() {
    var task =
        api.created(
            new JsonObject()
                .put("type", "harvest")
                .put("title", "Dates")
                .put("due_date", "2026-06-02"));
    var said = validated("2026-06-02", "harvest");
    var added = astronomical(task);
    assertEquals(said.getInteger("score"), added.getInteger("score"));
    assertEquals("harvest", added.getString("activity"));
    assertEquals("waning_gibbous", added.getJsonObject("moon_phase").getString("key"));
    assertEquals(20, added.getJsonObject("lunar_mansion").getInteger("number"));
    assertEquals("morning", added.getString("optimal_time_of_day"));
    assertEquals(false, added.getBoolean("suggested_by_calendar"));
    var path = "/tasks/" + task.getString("id");
    assertEquals(added, astronomical(get(path)));
    var title = api.patch(path, new JsonObject().put("title", "Figs")).send().expect(200).json();
    assertEquals(added, astronomical(title));
    var given =
        api.post(path + "/assign", new JsonObject().put("assignee_id", "ann"))
            .send()
            .expect(200)
            .json();
    assertEquals(added, astronomical(given));
    var moved =
        api.patch(path, new JsonObject().put("due_date", "2026-06-16")).send().expect(200).json();
    var anew = validated("2026-06-16", "harvest");
    assertEquals(anew.getInteger("score"), astronomical(moved).getInteger("score"));
    assertEquals(
        anew.getJsonObject("moon_phase").getString("key"),
        astronomical(moved).getJsonObject("moon_phase").getString("key"));
    var none = api.patch(path, new JsonObject().putNull("due_at")).send().expect(200).json();
    assertNull(none.getValue("astronomical"));
  }

  @Test
  void warns_in_both_languages_of_a_bad_day() {
    var bad =
        today()
            .datesUntil(today().plusDays(40))
            .filter(day -> validated(day.toString(), "pruning").getInteger("score") < 5)
            .findFirst()
            .orElseThrow();
    var body =
        ApiFixture.todo("Prune")
            .put("activity", "تقليم")
            .put("use_best_date", false)
            .put("due_date", bad.toString());
    var task = api.post("/tasks/create-with-astronomical", body).send().expect(201).json();
    var warning = astronomical(task).getJsonArray("warnings").getJsonObject(0);
    assertTrue(warning.getString("en").contains("pruning"));
    assertTrue(warning.getString("ar").contains("تقليم"));
  }

  @Test
  void creates_a_task_on_the_best_day() {
    var best = items(get("/calendar/best-days?activity=planting&days=60&min_score=1")).getFirst();
    var body =
        new JsonObject()
            .put("field_id", "field-7")
            .put("type", "planting")
            .put("title", "Plant")
            .put("activity", "planting")
            .put("use_best_date", true)
            .put("search_days", 60);
    var task = api.post("/tasks/from-calendar", body).send().expect(201).json();
    assertTrue(task.getString("due_at").startsWith(best.getString("date")));
    assertEquals(best.getInteger("score"), astronomical(task).getInteger("score"));
    assertEquals(true, astronomical(task).getBoolean("suggested_by_calendar"));
    api.post("/tasks/from-calendar", body.copy().put("due_date", "2026-06-02")).send().expect(422);
    api.post("/tasks/from-calendar", body.copy().put("activity", "dancing")).send().expect(422);
    api.post("/tasks", body).send().expect(422);
  }

  @Test
  void filters_tasks_by_score() {
    var items = new JsonArray();
    today()
        .datesUntil(today().plusDays(30))
        .forEach(day -> items.add(ApiFixture.todo("On " + day).put("due_date", day.toString())));
    items.add(ApiFixture.todo("Undated"));
    var body =
        new JsonObject()
            .put("defaults", new JsonObject().put("zone_id", "scored").put("type", "planting"))
            .put("items", items);
    items.forEach(item -> ((JsonObject) item).remove("type"));
    api.post("/tasks/bulk", body).send().expect(201);
    var all = items(get("/tasks?zone_id=scored&limit=100"));
    assertEquals(31, all.size());
    var expected =
        all.stream()
            .filter(
                task -> astronomical(task) != null && astronomical(task).getInteger("score") >= 7)
            .map(task -> task.getString("id"))
            .toList();
    assertFalse(expected.isEmpty());
    var found = items(get("/tasks?zone_id=scored&limit=100&min_astronomical_score=7"));
    assertEquals(expected, found.stream().map(task -> task.getString("id")).toList());
    var filter = new JsonObject().put("zone_id", "scored").put("min_astronomical_score", 7);
    var action = new JsonObject().put("action", "pause").put("filter", filter).put("dry_run", true);
    var counted = api.post("/tasks/bulk-actions", action).send().expect(200).json();
    assertEquals(expected.size(), counted.getInteger("matched"));
    var file = api.get("/tasks/export?format=json&zone_id=scored&min_astronomical_score=7");
    assertEquals(
        Set.copyOf(expected),
        items(file.send().expect(200).json()).stream()
            .map(task -> task.getString("id"))
            .collect(Collectors.toSet()));
  }
}
