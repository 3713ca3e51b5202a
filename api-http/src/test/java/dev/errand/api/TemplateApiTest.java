package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Templates: who sees which, what tasks they make, and those of a tenant's own. */
class TemplateApiTest {

  private static final List<String> FREE =
      List.of("tpl_daily_weather", "tpl_reminder_simple", "tpl_todo_basic");

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture(weather(), webhook());
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static Fake weather() {
    var place = new JsonObject().put("type", "string");
    var schema =
        new JsonObject()
            .put("type", "object")
            .put("required", new JsonArray().add("location"))
            .put("properties", new JsonObject().put("location", place));
    var type =
        TaskType.named("weather")
            .alsoKnownAs("daily_weather")
            .configuredBy(new TaskType.Config(schema, new JsonObject(), List.of()))
            .defaultingTo(
                TaskType.Defaults.USUAL
                    .withCredits("0.75")
                    .withMinInterval(Duration.ofSeconds(30)));
    return new Fake(type, run -> Outcome.completed(new JsonObject()));
  }

  private static Fake webhook() {
    var url = new JsonObject().put("type", "string");
    var schema =
        new JsonObject()
            .put("type", "object")
            .put("additionalProperties", false)
            .put("required", new JsonArray().add("url"))
            .put("properties", new JsonObject().put("url", url));
    var type =
        TaskType.named("webhook")
            .configuredBy(new TaskType.Config(schema, new JsonObject(), List.of()));
    return new Fake(type, run -> Outcome.completed(new JsonObject()));
  }

  private static Call as(String level, Call call) {
    return call.header("X-Subscription-Level", level);
  }

  private static List<String> shown(String level, String query) {
    return as(level, api.get("/templates" + query))
        .send()
        .expect(200)
        .json()
        .getJsonArray("items")
        .stream()
        .map(item -> ((JsonObject) item).getString("key"))
        .toList();
  }

  private static Call from(String template, JsonObject members) {
    return api.post("/tasks/from-template", members.copy().put("template_id", template));
  }

  private static JsonObject at(String place) {
    return new JsonObject().put("config", new JsonObject().put("location", place));
  }

  @Test
  void each_level_sees_its_own_templates_and_those_below() {
    assertEquals(FREE, shown("free", ""));
    assertEquals(5, shown("basic", "").size());
    assertEquals(8, shown("pro", "").size());
    assertEquals(9, shown("enterprise", "").size());
    assertEquals(9, shown("unheard_of", "").size());
    assertEquals(List.of("tpl_daily_weather"), shown("pro", "?task_type=daily_weather"));
    assertEquals(
        List.of("tpl_news_monitor", "tpl_price_tracker", "tpl_weather_alert"),
        shown("pro", "?category=monitoring"));
    assertEquals(List.of(), shown("free", "?category=monitoring"));
  }

  @Test
  void they_come_in_pages_and_are_read_by_id_and_by_key_with_a_tag() {
    var page = api.get("/templates?limit=4").send().expect(200).json();
    assertEquals(9, page.getInteger("total"));
    var next = page.getString("next_cursor");
    var rest = api.get("/templates?limit=100&cursor=" + next).send().expect(200).json();
    assertEquals(5, rest.getJsonArray("items").size());
    var read = api.get("/templates/tpl_daily_weather").send().expect(200);
    var byId = api.get("/templates/" + read.json().getString("id")).send().expect(200);
    assertEquals(read.json(), byId.json());
    api.get("/templates/tpl_daily_weather")
        .header("If-None-Match", read.header("ETag"))
        .send()
        .expect(304);
    var refused = as("free", api.get("/templates/tpl_price_tracker")).send().expect(403).json();
    assertEquals("pro", refused.getString("required_subscription_level"));
    api.get("/templates/nothing").send().expect(404);
  }

  @Test
  void a_task_has_the_defaults_of_its_template_and_its_credits() {
    var task = from("tpl_daily_weather", at("Sana'a")).send().expect(201).json();
    assertEquals("weather", task.getString("type"));
    assertEquals("Daily weather", task.getString("title"));
    assertEquals("scheduled", task.getString("status"));
    assertEquals("08:00", task.getJsonObject("schedule").getString("time"));
    assertEquals("metric", task.getJsonObject("config").getString("units"));
    assertEquals(0.5, task.getDouble("credits_per_run"));
    var template = api.get("/templates/tpl_daily_weather").send().json();
    assertEquals(template.getString("id"), task.getString("template_id"));
    var read = api.get("/tasks/" + task.getString("id")).send().expect(200).json();
    assertEquals(task.getString("template_id"), read.getString("template_id"));
    assertEquals(0.5, read.getDouble("credits_per_run"));
  }

  @Test
  void what_is_given_wins_beside_the_template_or_within_customization() {
    var aden = new JsonObject().put("timezone", "Asia/Aden");
    var within = at("Sana'a").put("name", "Inner").put("priority", "high").put("schedule", aden);
    var task =
        from(
                "tpl_daily_weather",
                new JsonObject().put("customization", within).put("name", "Outer"))
            .send()
            .expect(201)
            .json();
    assertEquals("Outer", task.getString("title"));
    assertEquals("high", task.getString("priority"));
    assertEquals("08:00", task.getJsonObject("schedule").getString("time"));
    assertEquals("Asia/Aden", task.getJsonObject("schedule").getString("timezone"));
    var once = at("Aden").putNull("schedule").put("params", at("x").getJsonObject("config"));
    once.remove("config");
    var unscheduled = from("tpl_daily_weather", once).send().expect(201).json();
    assertEquals("pending", unscheduled.getString("status"));
    assertEquals("x", unscheduled.getJsonObject("config").getString("location"));
  }

  @Test
  void what_is_missing_is_named_in_its_place() {
    assertEquals(
        List.of("body.config.location"),
        from("tpl_daily_weather", new JsonObject()).send().expect(422).places());
    assertEquals(
        List.of("body.name", "body.due_date"),
        from("tpl_todo_basic", new JsonObject()).send().expect(422).places());
    assertEquals(
        List.of("body.config.webhook_url", "body.schedule"),
        from("tpl_custom_webhook", new JsonObject()).send().expect(422).places());
    assertEquals(
        List.of("body.type"),
        from("tpl_daily_weather", at("x").put("type", "todo")).send().expect(422).places());
    assertEquals(
        List.of("body.customization.colour"),
        from(
                "tpl_daily_weather",
                new JsonObject().put("customization", new JsonObject().put("colour", 1)))
            .send()
            .expect(422)
            .places());
  }

  @Test
  void required_fields_alone_make_a_task_even_among_the_config() {
    var due = new JsonObject().put("name", "a").put("due_date", "2027-05-01");
    var todo = from("tpl_todo_basic", due).send().expect(201).json();
    assertEquals("2027-05-01T23:59:59Z", todo.getString("due_at").replaceAll("\\.\\d+", ""));
    var inConfig = from("tpl_todo_basic", new JsonObject().put("config", due));
    var same = inConfig.send().expect(201).json();
    assertEquals(todo.getString("due_at"), same.getString("due_at"));
    assertEquals(new JsonObject(), same.getJsonObject("config"));
    var hook =
        new JsonObject()
            .put("schedule", new JsonObject().put("type", "hourly"))
            .put("config", new JsonObject().put("webhook_url", "https://example.org"));
    var task = from("tpl_custom_webhook", hook).send().expect(201).json();
    assertEquals(new JsonObject().put("url", "https://example.org"), task.getJsonObject("config"));
    assertEquals(5, task.getInteger("credits_per_run"));
  }

  @Test
  void a_level_too_low_is_403_an_unknown_template_404_a_missing_executor_422() {
    var refused = as("free", from("tpl_price_tracker", new JsonObject())).send().expect(403).json();
    assertEquals("Permission denied", refused.getString("detail"));
    assertEquals("create", refused.getString("action"));
    from("tpl_nothing", new JsonObject()).send().expect(404);
    var missing = from("tpl_price_tracker", new JsonObject()).send().expect(422);
    assertEquals(List.of("body.template_id"), missing.places());
    assertTrue(missing.messages().contains("price_tracker"), missing::messages);
  }

  @Test
  void a_dry_run_creates_nothing_and_a_key_creates_once() {
    int before = api.total();
    var dry = at("x").put("template_id", "tpl_daily_weather");
    api.post("/tasks/from-template?dry_run=true", dry).send().expect(200);
    assertEquals(before, api.total());
    for (int i = 0; i < 2; i++) {
      from("tpl_daily_weather", at("x")).header("Idempotency-Key", "tpl").send().expect(201);
    }
    assertEquals(before + 1, api.total());
  }

  @Test
  void admins_keep_templates_of_their_own_and_what_they_change_counts_at_once() {
    var mine =
        new JsonObject()
            .put("key", "north")
            .put("name", "North")
            .put("task_type", "weather")
            .put("default_config", new JsonObject().put("location", "Zabid"))
            .put("required_subscription_level", "pro")
            .put("credits_per_run", 0.25)
            .put("min_run_interval_seconds", 60);
    var made = api.post("/templates", mine).send().expect(201);
    api.post("/templates", mine).send().expect(409);
    var key = made.json().getString("key");
    api.get("/templates/" + key).as("another", "me").send().expect(404);
    as("basic", from(key, new JsonObject())).send().expect(403);
    var task = from(key, new JsonObject()).send().expect(201).json();
    assertEquals("Zabid", task.getJsonObject("config").getString("location"));
    assertEquals(0.25, task.getDouble("credits_per_run"));
    var patch = new JsonObject().put("required_subscription_level", "free");
    api.patch("/templates/" + key, patch).header("If-Match", "\"9\"").send().expect(412);
    var changed =
        api.patch("/templates/" + key, patch)
            .header("If-Match", made.header("ETag"))
            .send()
            .expect(200);
    assertEquals("\"2\"", changed.header("ETag"));
    as("basic", from(key, new JsonObject())).send().expect(201);
    api.patch("/templates/" + key, new JsonObject().put("is_active", false)).send().expect(200);
    from(key, new JsonObject()).send().expect(404);
    api.get("/templates/" + key).send().expect(200);
    api.call(HttpMethod.DELETE, "/templates/" + key).send().expect(204);
    api.get("/templates/" + key).send().expect(404);
    var read = api.get("/tasks/" + task.getString("id")).send().expect(200).json();
    assertEquals(made.json().getString("id"), read.getString("template_id"));
  }

  @Test
  void what_is_built_in_stays_and_what_is_wrong_is_said() {
    var none = new JsonObject().put("name", "x");
    api.patch("/templates/tpl_todo_basic", none).send().expect(409);
    api.call(HttpMethod.DELETE, "/templates/tpl_todo_basic").send().expect(409);
    var taken = none.copy().put("key", "tpl_todo_basic").put("type", "todo");
    api.post("/templates", taken).send().expect(409);
    var wrong =
        none.copy()
            .put("key", "k")
            .put("type", "nothing")
            .put("config_schema", new JsonObject().put("$ref", "#/nowhere"))
            .put(
                "default_schedule", new JsonObject().put("type", "cron").put("cron", "99 * * * *"));
    var places = api.post("/templates", wrong).send().expect(422).places();
    assertTrue(places.contains("body.type"), places::toString);
    assertTrue(places.contains("body.config_schema"), places::toString);
    assertTrue(
        places.stream().anyMatch(place -> place.startsWith("body.default_schedule")),
        places::toString);
    api.post("/templates", taken).as("t", "tom").send().expect(403);
  }

  @Test
  void a_config_must_satisfy_the_schema_of_the_template_too() {
    var most = new JsonObject().put("maximum", 3);
    var schema = new JsonObject().put("properties", new JsonObject().put("days", most));
    var mine =
        new JsonObject()
            .put("key", "short")
            .put("name", "Short")
            .put("type", "weather")
            .put("config_schema", schema);
    api.post("/templates", mine).send().expect(201);
    var config = at("x").getJsonObject("config");
    var long_ = new JsonObject().put("config", config.copy().put("days", 9));
    assertEquals(List.of("body.config.days"), from("short", long_).send().expect(422).places());
    from("short", new JsonObject().put("config", config.put("days", 2))).send().expect(201);
  }
}
