package dev.errand.app.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The templates that every tenant has, with the executors that the service has. */
class TemplatesTest {

  private static Map<String, JsonObject> required() {
    var all = new LinkedHashMap<String, JsonObject>();
    var times = "2099-05-01T10:00:00Z";
    all.put("tpl_todo_basic", new JsonObject().put("name", "a").put("due_date", "2099-05-01"));
    all.put("tpl_reminder_simple", new JsonObject().put("reminder_time", times));
    all.put("tpl_daily_weather", config("location", "52.276,6.873"));
    all.put("tpl_daily_news", new JsonObject());
    all.put(
        "tpl_calendar_event",
        new JsonObject()
            .put("config", new JsonObject().put("start_time", times).put("end_time", times)));
    all.put("tpl_news_monitor", config("keywords", new JsonArray().add("rain")));
    all.put("tpl_weather_alert", config("location", "52.276,6.873"));
    return all;
  }

  private static JsonObject config(String name, Object value) {
    return new JsonObject().put("config", new JsonObject().put(name, value));
  }

  @Test
  void each_makes_a_task_of_its_required_fields_alone_and_it_runs() throws Exception {
    var vertx = Vertx.vertx();
    var upstream =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .response()
                        .end(answer(request.path())))
            .listen(0, "127.0.0.1")
            .await(60, TimeUnit.SECONDS);
    var base = "http://127.0.0.1:" + upstream.actualPort();
    try (var database = TestDatabase.create()) {
      var settings = ErrandProcess.settings(database);
      settings.put("WEATHER_BASE_URL", base);
      settings.put("NEWS_SOURCES", "science=" + base + "/feed");
      settings.put("EGRESS_ALLOW", "127.0.0.1");
      try (var errand = ErrandProcess.start(settings)) {
        requireAll(errand, base);
      }
    } finally {
      vertx.close().await(60, TimeUnit.SECONDS);
    }
  }

  private static String answer(String path) {
    return switch (path) {
      case "/feed" -> "<rss version=\"2.0\"><channel><title>t</title></channel></rss>";
      case "/product" -> "<p itemscope><b itemprop=price>8.50</b></p>";
      default -> WeatherAndNewsTest.FORECAST;
    };
  }

  private static void requireAll(ErrandProcess errand, String base) throws Exception {
    var all = required();
    var hourly = new JsonObject().put("type", "hourly");
    var product = new JsonObject().put("product_url", base + "/product").put("target_price", 9);
    all.put("tpl_price_tracker", new JsonObject().put("config", product));
    all.put("tpl_custom_webhook", config("webhook_url", base + "/hook").put("schedule", hourly));
    var listed = errand.get("/api/v1/templates?limit=100").getJsonArray("items");
    assertEquals(all.size(), listed.size());
    var types = new TreeSet<String>();
    errand
        .get("/api/v1/task-types")
        .getJsonArray("items")
        .forEach(type -> types.add(((JsonObject) type).getString("name")));
    for (var each : listed) {
      var template = (JsonObject) each;
      var body = all.get(template.getString("key")).copy();
      body.put("template_id", template.getString("key"));
      var answer = errand.send("POST", "/api/v1/tasks/from-template", body);
      if (!types.contains(template.getString("type"))) {
        assertEquals(422, answer.statusCode(), answer::body);
        assertTrue(answer.body().contains("no executor for " + template.getString("type")));
        continue;
      }
      assertEquals(201, answer.statusCode(), answer::body);
      var task = new JsonObject(answer.body());
      if (!task.getString("performer").equals("human")) {
        requireRun(errand, task);
      }
    }
  }

  /** A success costs what the template says. */
  private static void requireRun(ErrandProcess errand, JsonObject task) throws Exception {
    var id = task.getString("id");
    var run = errand.send("POST", "/api/v1/tasks/" + id + "/run", new JsonObject());
    assertEquals(202, run.statusCode(), run::body);
    var done = errand.until(id, now -> now.getInteger("run_count") == 1);
    assertEquals(1, done.getInteger("success_count"), done::encode);
    assertEquals(task.getDouble("credits_per_run"), done.getDouble("total_credits"));
  }
}
