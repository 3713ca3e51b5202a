package dev.errand.app.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From a POST to a kept result, through every module, against upstreams in their real formats. */
class WeatherAndNewsTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static TestDatabase database;
  private static final BlockingQueue<JsonObject> HOOKED = new LinkedBlockingQueue<>();
  private static ErrandProcess errand;
  private static int port;

  /** What the upstream does next, by the latitude asked for. */
  private static void answer(HttpServerRequest request) {
    var response = request.response();
    if (request.path().equals("/hook")) {
      request
          .body()
          .onSuccess(
              body -> {
                HOOKED.add(body.toJsonObject());
                response.setStatusCode(HOOKED.size() == 1 ? 503 : 200);
                response.putHeader("Retry-After", "2").end();
              });
      return;
    }
    if (request.path().equals("/feed/huge")) {
      response.end(feed().replace("Article 1", "a".repeat(50 << 20)));
      return;
    }
    if (request.path().startsWith("/feed")) {
      response.putHeader("Content-Type", "application/rss+xml").end(feed());
      return;
    }
    switch (request.getParam("latitude", "")) {
      case "50.0" -> response.setStatusCode(500).end("out of order");
      case "51.0" -> {} // never answers
      case "" -> response.setStatusCode(404).end();
      default -> response.putHeader("Content-Type", "application/json").end(FORECAST);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    HttpServer upstream =
        VERTX
            .createHttpServer()
            .requestHandler(WeatherAndNewsTest::answer)
            .listen(0, "127.0.0.1")
            .await(60, TimeUnit.SECONDS);
    database = TestDatabase.create();
    port = upstream.actualPort();
    var base = "http://127.0.0.1:" + port;
    var settings = ErrandProcess.settings(database);
    settings.put("WEATHER_BASE_URL", base);
    settings.put("NEWS_SOURCES", "science=%1$s/feed;huge=%1$s/feed/huge".formatted(base));
    // By this name alone.
    settings.put("EGRESS_ALLOW", "localhost");
    errand = ErrandProcess.start(settings);
  }

  @AfterAll
  static void stop() throws Exception {
    errand.close();
    database.close();
    VERTX.close().await(60, TimeUnit.SECONDS);
  }

  private static JsonObject weather(String location) {
    return new JsonObject()
        .put("type", "daily_weather")
        .put("title", "Weather")
        .put("config", new JsonObject().put("location", location));
  }

  private static JsonObject run(JsonObject task, String... ends) throws Exception {
    var id = errand.create(task).getString("id");
    var started = errand.send("POST", "/api/v1/tasks/" + id + "/execute", new JsonObject());
    assertEquals(202, started.statusCode(), started::body);
    return errand.until(id, t -> List.of(ends).contains(t.getString("status")));
  }

  private static JsonObject lastExecution(JsonObject task) throws Exception {
    return errand
        .get("/api/v1/tasks/" + task.getString("id") + "/executions")
        .getJsonArray("items")
        .getJsonObject(0);
  }

  @Test
  void a_weather_task_created_and_run_has_the_temperatures_of_the_upstream() throws Exception {
    var task = run(weather("52.276,6.873"), "completed");
    assertEquals(
        17.7, task.getJsonObject("result").getJsonObject("current").getDouble("temperature"));
    assertEquals(1, task.getInteger("run_count"));
    assertEquals(1, task.getInteger("success_count"));
    var execution = lastExecution(task);
    assertEquals("succeeded", execution.getString("status"));
    assertTrue(execution.getInteger("api_calls_made") >= 1);
    assertTrue(execution.getInteger("duration_ms") >= 0);
    var facts = errand.get("/api/v1/tasks/" + task.getString("id") + "/facts");
    assertEquals("produces", facts.getJsonArray("items").getJsonObject(0).getString("relation"));
    var history = errand.get("/api/v1/tasks/" + task.getString("id") + "/history");
    assertEquals(
        List.of("created", "run", "started", "succeeded"),
        history.getJsonArray("items").stream()
            .map(entry -> ((JsonObject) entry).getString("action"))
            .toList());
  }

  @Test
  void a_creation_is_answered_with_the_times_that_are_read_later() throws Exception {
    var created = errand.create(weather("52.276,6.873"));
    var read = errand.get("/api/v1/tasks/" + created.getString("id"));
    assertEquals(read.getString("created_at"), created.getString("created_at"));
    assertEquals(read.getString("updated_at"), created.getString("updated_at"));
  }

  @Test
  void an_upstream_that_answers_500_is_tried_again_in_about_15_seconds() throws Exception {
    var task = run(weather("50.0,8.0"), "retry");
    var delay =
        Duration.between(
            Instant.parse(task.getString("last_run_at")), Instant.parse(task.getString("run_at")));
    assertTrue(delay.toMillis() >= 13_400 && delay.toMillis() <= 16_600, delay::toString);
    assertEquals(0, task.getDouble("total_credits"));
  }

  @Test
  void when_its_attempts_are_used_up_the_task_has_failed_with_the_reason() throws Exception {
    var retry = new JsonObject().put("max_attempts", 2).put("initial_seconds", 0.1);
    var task = run(weather("50.0,8.0").put("retry_policy", retry), "failed");
    assertEquals(2, task.getInteger("failure_count"));
    assertEquals("upstream_error", task.getJsonObject("error").getString("code"));
    assertTrue(task.getJsonObject("error").getString("message").contains("500"));
  }

  @Test
  void an_upstream_that_hangs_ends_as_timed_out() throws Exception {
    var task = run(weather("51.0,8.0").put("timeout_seconds", 1), "retry");
    // The newest is the one that waits for its time.
    var executions = errand.get("/api/v1/tasks/" + task.getString("id") + "/executions");
    assertEquals(
        "timed_out", executions.getJsonArray("items").getJsonObject(1).getString("status"));
  }

  @Test
  void a_feed_with_three_articles_gives_three_articles() throws Exception {
    var news =
        new JsonObject()
            .put("type", "news")
            .put("title", "News")
            .put("config", new JsonObject().put("category", "science"));
    var task = run(news, "completed");
    assertEquals(3, task.getJsonObject("result").getJsonArray("articles").size());
  }

  @Test
  void a_feed_of_50_mebibytes_is_refused_for_good() throws Exception {
    var news =
        new JsonObject()
            .put("type", "news")
            .put("title", "News")
            .put("config", new JsonObject().put("category", "huge"));
    var task = run(news, "failed");
    assertTrue(task.getJsonObject("error").encode().contains("5242880 bytes"), task::encode);
  }

  @Test
  void a_source_on_a_private_address_is_refused_for_good() throws Exception {
    var sources = new io.vertx.core.json.JsonArray().add("http://127.0.0.1:1/feed");
    var news =
        new JsonObject()
            .put("type", "news")
            .put("title", "News")
            .put("config", new JsonObject().put("sources", sources));
    var task = run(news, "failed");
    assertTrue(task.getJsonObject("error").encode().contains("EGRESS_ALLOW"), task::encode);
  }

  private static JsonObject hook(String path, JsonObject body) {
    var config = new JsonObject().put("url", "http://localhost:" + port + path).put("body", body);
    var retry = new JsonObject().put("initial_seconds", 0.1);
    return new JsonObject()
        .put("type", "webhook")
        .put("title", "Tell")
        .put("config", config.put("n", 42))
        .put("retry_policy", retry);
  }

  @Test
  void a_webhook_is_called_again_no_sooner_than_its_receiver_asks() throws Exception {
    var body = new JsonObject().put("n", "{{config.n}}").put("t", "No. {{config.n}}");
    var task = run(hook("/hook", body), "completed");
    var sent = new JsonObject().put("n", 42).put("t", "No. 42");
    assertEquals(List.of(sent, sent), List.copyOf(HOOKED));
    var executions =
        errand.get("/api/v1/tasks/" + task.getString("id") + "/executions").getJsonArray("items");
    assertEquals(2, executions.size());
    var failed = Instant.parse(executions.getJsonObject(1).getString("completed_at"));
    var again = Instant.parse(executions.getJsonObject(0).getString("started_at"));
    assertTrue(!again.isBefore(failed.plusSeconds(2)), () -> failed + " " + again);
  }

  @Test
  void a_webhook_that_nobody_knows_fails_for_good() throws Exception {
    var task = run(hook("/nobody", new JsonObject()), "failed");
    assertEquals("upstream_rejected", task.getJsonObject("error").getString("code"));
    assertEquals(1, task.getInteger("run_count"));
  }

  @Test
  void with_wait_seconds_the_answer_carries_the_result() throws Exception {
    var task = weather("52.276,6.873").put("run_immediately", true).put("wait_seconds", 20);
    var answer = errand.create(task);
    assertEquals("completed", answer.getString("status"));
    assertEquals(
        17.7, answer.getJsonObject("result").getJsonObject("current").getDouble("temperature"));
  }

  private static String feed() {
    var published =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().atOffset(ZoneOffset.UTC));
    var item =
        "<item><title>Article %d</title><link>http://example.org/%d</link><pubDate>%s</pubDate></item>";
    return "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>t</title>"
        + "<link>http://example.org</link><description>d</description>"
        + item.formatted(1, 1, published)
        + item.formatted(2, 2, published)
        + item.formatted(3, 3, published)
        + "</channel></rss>";
  }

  static final String FORECAST =
      """
      {"latitude": 52.276, "longitude": 6.873, "utc_offset_seconds": 7200,
       "timezone": "Europe/Amsterdam", "timezone_abbreviation": "GMT+2", "elevation": 29.0,
       "current_units": {"time": "iso8601", "temperature_2m": "°C", "wind_speed_10m": "km/h"},
       "current": {"time": "2026-10-03T12:30", "interval": 900, "temperature_2m": 17.7,
         "apparent_temperature": 17.6, "relative_humidity_2m": 66, "precipitation": 0.0,
         "weather_code": 2, "wind_speed_10m": 3.6, "wind_direction_10m": 259, "is_day": 1},
       "daily_units": {"time": "iso8601", "temperature_2m_max": "°C"},
       "daily": {"time": ["2026-10-03"], "weather_code": [3], "temperature_2m_max": [19.7],
         "temperature_2m_min": [6.8], "precipitation_sum": [0.0],
         "sunrise": ["2026-10-03T07:44"], "sunset": ["2026-10-03T19:10"]}}
      """;
}
