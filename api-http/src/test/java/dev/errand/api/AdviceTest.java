package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What somebody is told who has written something else than they meant. */
class AdviceTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture(Fake.of("noop", e -> Outcome.completed(new JsonObject())));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  /** As {@code place: message}, in order. */
  private static List<String> advice(String path, JsonObject body) {
    return api.post(path, body).send().expect(422).json().getJsonArray("detail").stream()
        .map(JsonObject.class::cast)
        .map(
            one ->
                String.join(".", one.getJsonArray("loc").stream().map(String::valueOf).toList())
                    + ": "
                    + one.getString("msg"))
        .sorted()
        .toList();
  }

  private static String hours(int hours) {
    return api.core.clock.instant().plus(Duration.ofHours(hours)).toString();
  }

  private static JsonObject noop() {
    return new JsonObject().put("type", "noop").put("title", "t");
  }

  @Test
  void now_and_later_contradict_each_other() {
    var both = noop().put("run_immediately", true).put("run_at", hours(1));
    var expected =
        List.of(
            "body.run_at: lies ahead, and contradicts run_immediately: leave out one",
            "body.run_immediately: contradicts run_at, which is later: leave out one");
    assertEquals(expected, advice("/tasks", both));
    var bulk = new JsonObject().put("items", new JsonArray().add(both));
    assertEquals(2, advice("/tasks/bulk", bulk).size());
    var past = both.copy().put("run_at", hours(-1));
    assertEquals("queued", api.created(past).getString("status"));
    api.created(both.copy().put("run_immediately", false));
  }

  @Test
  void once_means_a_time_to_come() {
    var once = new JsonObject().put("type", "once").put("at", hours(-1));
    var said = advice("/tasks", noop().put("schedule", once)).getFirst();
    assertTrue(said.startsWith("body.schedule.at: lies in the past"), said);
    api.created(noop().put("schedule", once.copy().put("misfire", "fire_once")));
  }

  @Test
  void commands_of_schedules_take_no_members() {
    var schedule =
        "/schedules/" + api.created(noop().put("schedule", "daily")).getString("schedule_id");
    for (var command : List.of("/fire", "/resume")) {
      assertEquals(
          List.of("body.reason: is not a known member"),
          advice(schedule + command, new JsonObject().put("reason", "now")));
      api.post(schedule + command, new JsonObject()).send().expect(200);
    }
  }

  @Test
  void a_member_that_is_misspelt_is_named_at_any_depth() {
    var retry = new JsonObject().put("max_atempts", 3);
    assertEquals(
        List.of("body.retry_policy.max_atempts: is not a known member; did you mean max_attempts?"),
        advice("/tasks", noop().put("retry_policy", retry)));
    assertEquals(
        List.of("body.asigned_to: is not a known member; did you mean assigned_to?"),
        advice("/tasks", todo("t").put("asigned_to", "ann")));
  }

  @Test
  void a_priority_is_a_label_or_a_rank() {
    for (var wrong : List.<Object>of(1001, -1001, "critical", 1.5, true)) {
      assertEquals(
          List.of(
              "body.priority: must be one of low, medium, normal, high, urgent, or an integer from"
                  + " -1000 to 1000"),
          advice("/tasks", todo("t").put("priority", wrong)));
    }
  }
}
