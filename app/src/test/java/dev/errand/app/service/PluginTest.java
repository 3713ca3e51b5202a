package dev.errand.app.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.app.testing.PluginJar;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plugin of {@code executors/example} as a jar in the folder of a service, beside one with an
 * older version of its library, and one that is broken.
 */
class PluginTest {

  /** Says which version of the library it finds; it was compiled with the older one. */
  private static final String OLD_TIMER =
      """
      package org.example.old;
      import de.siegmar.fastcsv.reader.CsvReader;
      import dev.errand.executor.*;
      import io.vertx.core.json.JsonObject;
      public class OldTimer implements Executor {
        public TaskType taskType() {
          return TaskType.named("old_timer");
        }
        public Outcome run(Execution execution) {
          long lines = CsvReader.builder().ofCsvRecord("a,b\\nc,d").stream().count();
          boolean newer = true;
          try {
            Class.forName("de.siegmar.fastcsv.reader.FieldMismatchStrategy");
          } catch (ClassNotFoundException e) {
            newer = false;
          }
          return Outcome.completed(new JsonObject().put("lines", lines).put("newer", newer));
        }
      }
      """;

  private static final String TABLE = "time,moisture\n09:00,30\n10:00\n11:00,18\n";

  @TempDir private static Path folder;

  private static final Vertx VERTX = Vertx.vertx();
  private static final Promise<Void> ASKED = Promise.promise();
  private static final Promise<Void> LEFT = Promise.promise();
  private static TestDatabase database;
  private static ErrandProcess errand;

  @BeforeAll
  static void start() throws Exception {
    var loggers =
        VERTX
            .createHttpServer()
            .requestHandler(PluginTest::answer)
            .listen(0, "127.0.0.1")
            .await(60, TimeUnit.SECONDS);
    database = TestDatabase.create();
    var config = folder.resolve("errand.yaml");
    Files.writeString(
        config,
        """
        executors:
          soil_moisture:
            base_url: "http://127.0.0.1:%d"
            token: "open-sesame"
        """
            .formatted(loggers.actualPort()));
    var settings = ErrandProcess.settings(database);
    settings.put("ERRAND_PLUGINS_DIR", plugins().toString());
    settings.put("ERRAND_PLUGINS_BROKEN", "skip");
    errand = ErrandProcess.start(settings, "--config", config.toString());
  }

  private static Path plugins() throws IOException {
    var plugins = Files.createDirectories(folder.resolve("plugins"));
    var maker = new PluginJar(folder);
    maker.write(
        Path.of("..", "executors", "example", "src", "main"),
        PluginJar.onClassPath("fastcsv-4.4"),
        plugins.resolve("soil-moisture.jar"));
    var old = folder.resolve("old");
    write(old.resolve("java/org/example/old/OldTimer.java"), OLD_TIMER);
    write(
        old.resolve("resources/META-INF/services/dev.errand.executor.Executor"),
        "org.example.old.OldTimer");
    maker.write(old, Path.of("target", "older-fastcsv.jar"), plugins.resolve("old-timer.jar"));
    Files.writeString(plugins.resolve("broken.jar"), "no jar");
    return plugins;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/hangs.csv" -> {}
      case "/cancelled.csv" -> {
        request.connection().closeHandler(closed -> LEFT.tryComplete());
        ASKED.tryComplete();
      }
      default -> {
        boolean known = "Bearer open-sesame".equals(request.getHeader("Authorization"));
        request.response().setStatusCode(known ? 200 : 401).end(TABLE);
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    errand.close();
    database.close();
    VERTX.close().await(60, TimeUnit.SECONDS);
  }

  private static JsonObject task(String station) {
    var config = new JsonObject().put("station", station);
    return new JsonObject()
        .put("type", "soil_moisture")
        .put("title", "Soil")
        .put("retry_policy", new JsonObject().put("max_attempts", 1))
        .put("config", config);
  }

  private static String begin(JsonObject members) throws Exception {
    var id = errand.create(members).getString("id");
    var run = errand.send("POST", "/api/v1/tasks/" + id + "/run", new JsonObject());
    assertEquals(202, run.statusCode(), run::body);
    return id;
  }

  private static JsonObject lastExecution(String id) throws Exception {
    return errand.get("/api/v1/tasks/" + id + "/executions").getJsonArray("items").getJsonObject(0);
  }

  @Test
  void the_start_names_each_plugin_with_its_jar_and_the_one_that_is_broken() {
    var report = errand.text();
    assertTrue(report.contains("soil_moisture (soil-moisture.jar)"), report);
    assertTrue(report.contains("old_timer (old-timer.jar)"), report);
    assertTrue(report.matches("(?s).*WARN .*broken\\.jar.*It is left out.*"), report);
    assertFalse(report.contains("open-sesame"), report);
  }

  @Test
  void is_listed_with_its_schema_and_examples() throws Exception {
    var type = errand.get("/api/v1/task-types/soil_moisture");
    assertEquals("service", type.getString("performer"));
    assertEquals(20, type.getInteger("timeout_seconds"));
    assertEquals(
        new JsonArray().add("station"), type.getJsonObject("config_schema").getValue("required"));
    assertEquals(
        "north-field", type.getJsonArray("examples").getJsonObject(0).getString("station"));
    assertTrue(errand.send("GET", "/api/v1/task-types", null).body().contains("\"soil_moisture\""));
  }

  @Test
  void its_schema_is_enforced() throws Exception {
    var answer = errand.send("POST", "/api/v1/tasks", task("../etc/passwd"));
    assertEquals(422, answer.statusCode(), answer::body);
    assertTrue(answer.body().contains("\"loc\":[\"body\",\"config\",\"station\"]"), answer::body);
    var missing = task("x").put("config", new JsonObject());
    assertEquals(422, errand.send("POST", "/api/v1/tasks", missing).statusCode());
  }

  @Test
  void is_executed_with_its_settings() throws Exception {
    var members = task("north-field");
    members.getJsonObject("config").put("dry_below", 20);
    var id = begin(members);
    var done = errand.until(id, now -> now.getInteger("run_count") == 1);
    assertEquals("completed", done.getString("status"), done::encode);
    assertEquals(0.2, done.getDouble("total_credits"));
    var execution = lastExecution(id);
    assertEquals(1, execution.getInteger("api_calls_made"));
    assertEquals(
        new JsonObject(
            """
            {"readings": 2, "least": 18.0, "mean": 24.0, "most": 30.0, "last": 18.0,
             "station": "north-field", "dry": true}
            """),
        execution.getJsonObject("result"));
  }

  @Test
  void is_timed_out() throws Exception {
    var id = begin(task("hangs").put("timeout_seconds", 1));
    errand.until(id, now -> now.getString("status").equals("failed"));
    assertEquals("timed_out", lastExecution(id).getString("status"));
  }

  @Test
  void is_cancelled_and_lets_go_of_what_it_waits_for() throws Exception {
    var id = begin(task("cancelled"));
    ASKED.future().await(60, TimeUnit.SECONDS);
    var answer = errand.send("POST", "/api/v1/tasks/" + id + "/cancel", new JsonObject());
    assertEquals(200, answer.statusCode(), answer::body);
    LEFT.future().await(60, TimeUnit.SECONDS);
    errand.until(id, now -> now.getString("status").equals("cancelled"));
  }

  @Test
  void each_has_its_own_version_of_a_library() throws Exception {
    var id = begin(new JsonObject().put("type", "old_timer").put("title", "Old"));
    errand.until(id, now -> now.getInteger("run_count") == 1);
    assertEquals(
        new JsonObject().put("lines", 2).put("newer", false),
        lastExecution(id).getJsonObject("result"));
  }
}
