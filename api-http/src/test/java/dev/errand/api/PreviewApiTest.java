package dev.errand.api;

import static dev.errand.api.ScheduleApiTest.cron;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What schedules look like before they are made. */
class PreviewApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture(Fake.of("noop", e -> Outcome.completed(new JsonObject())));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonArray preview(JsonObject spec, int count, String from) {
    var body = new JsonObject().put("spec", spec).put("count", count).put("start_at", from);
    return api.post("/schedules/preview", body).send().expect(200).json().getJsonArray("items");
  }

  private static List<String> locals(JsonArray items) {
    return items.stream().map(item -> ((JsonObject) item).getString("local")).toList();
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
}
