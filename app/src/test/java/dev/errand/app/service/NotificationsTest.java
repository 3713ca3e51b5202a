package dev.errand.app.service;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.events.testing.MailServer;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a task to a mail, through every module, on a real mail server. */
class NotificationsTest {

  private static final Vertx VERTX = Vertx.vertx();
  @TempDir private static Path folder;
  private static TestDatabase database;
  private static MailServer mail;
  private static ErrandProcess errand;

  @BeforeAll
  static void start() throws Exception {
    var upstream =
        VERTX
            .createHttpServer()
            .requestHandler(NotificationsTest::weather)
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
    mail = MailServer.started(folder);
    database = TestDatabase.create();
    var settings = ErrandProcess.settings(database);
    settings.put("WEATHER_BASE_URL", "http://127.0.0.1:" + upstream.actualPort());
    settings.put("SMTP_HOST", "127.0.0.1");
    settings.put("SMTP_PORT", String.valueOf(mail.port()));
    settings.put("SMTP_FROM", "errand@example.org");
    settings.put("SMTP_USER", "errand");
    settings.put("SMTP_PASSWORD", "secret");
    settings.put("SMTP_CA_FILE", mail.certificate().toString());
    errand = ErrandProcess.start(settings);
    assertEquals("me", errand.get("/api/v1/users/me").getString("id"));
    var address = new JsonObject().put("email", "me@example.org");
    assertEquals(200, errand.send("PATCH", "/api/v1/users/me", address).statusCode());
  }

  /** As many degrees as the latitude says. */
  private static void weather(HttpServerRequest request) {
    request
        .response()
        .putHeader("Content-Type", "application/json")
        .end(
            """
            {"latitude": 1, "longitude": 1, "timezone": "UTC", "utc_offset_seconds": 0,
             "current": {"time": "2026-05-01T12:00", "temperature_2m": %s}, "daily": {"time": []}}
            """
                .formatted(request.getParam("latitude")));
  }

  @AfterAll
  static void stop() throws Exception {
    errand.close();
    mail.close();
    database.close();
    VERTX.close().await(10, TimeUnit.SECONDS);
  }

  private static List<JsonObject> told(String taskId) throws Exception {
    return errand.get("/api/v1/notifications?limit=100").getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .filter(each -> taskId.equals(each.getString("task_id")))
        .toList();
  }

  private static int events(String taskId, String verb) {
    var sql =
        "select count(*) from outbox where task_id = '%s' and verb = '%s'".formatted(taskId, verb);
    try (var connection = database.connect();
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static long mails(String subject) {
    return mail.to("me@example.org").stream()
        .filter(each -> each.header("Subject").equals(subject))
        .count();
  }

  private static JsonObject alert(int degrees) throws Exception {
    var hot = new JsonObject().put("operator", ">").put("value", 20);
    var config =
        new JsonObject()
            .put("location", degrees + ",1")
            .put("alert_conditions", new JsonObject().put("temperature", hot));
    var task =
        new JsonObject()
            .put("type", "weather_alert")
            .put("title", "Heat at " + degrees)
            .put("config", config)
            .put("run_immediately", true);
    var id = errand.create(task).getString("id");
    return errand.until(id, now -> now.getString("status").equals("completed"));
  }

  @Test
  void a_weather_alert_that_is_triggered_is_told_and_no_other() throws Exception {
    var hot = alert(25);
    assertEquals(true, hot.getJsonObject("result").getBoolean("triggered"));
    assertEquals(1, hot.getJsonObject("result").getJsonArray("alerts").size());
    eventually("the mail", () -> mails("Weather alert: Heat at 25") == 1);
    assertEquals(1, told(hot.getString("id")).size());
    assertEquals("alert", told(hot.getString("id")).getFirst().getString("kind"));
    assertEquals(1, events(hot.getString("id"), "notified"));
    var cool = alert(15);
    assertEquals(false, cool.getJsonObject("result").getBoolean("triggered"));
    assertEquals(List.of(), told(cool.getString("id")));
    assertEquals(0, events(cool.getString("id"), "notified"));
  }

  @Test
  void a_reminder_of_a_template_comes_by_mail_at_its_time() throws Exception {
    var draft =
        new JsonObject()
            .put("template_id", "tpl_reminder_simple")
            .put("name", "Turn the water off")
            .put("reminder_time", Instant.now().plusSeconds(1).toString());
    var made = errand.send("POST", "/api/v1/tasks/from-template", draft);
    assertEquals(201, made.statusCode(), made::body);
    eventually("the mail", () -> mails("Reminder: Turn the water off") == 1);
    var id = new JsonObject(made.body()).getString("id");
    var told = told(id).getFirst();
    assertEquals("reminder", told.getString("kind"));
    assertEquals("Turn the water off", told.getString("body"));
    var read =
        errand.send(
            "POST", "/api/v1/notifications/" + told.getString("id") + "/read", new JsonObject());
    assertTrue(new JsonObject(read.body()).getString("read_at") != null, read::body);
  }

  @Test
  void what_is_due_soon_and_a_reminder_of_it_are_told() throws Exception {
    var now = Instant.now();
    var task =
        errand.create(
            new JsonObject()
                .put("type", "todo")
                .put("title", "Close the gate")
                .put("due_at", now.plusSeconds(600).toString())
                .put("reminder_at", now.plusSeconds(2).toString()));
    var id = task.getString("id");
    eventually("the reminder", () -> mails("Reminder: Close the gate") == 1);
    eventually("that it is due", () -> mails("Due soon: Close the gate") == 1);
    assertEquals(1, events(id, "reminder_triggered"));
    assertEquals(1, events(id, "due_soon"));
    assertEquals(0, events(id, "overdue"));
  }
}
