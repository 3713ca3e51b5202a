package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The spreadsheet that site reminders were kept in, as a file of tasks. */
class SheetImportTest {

  private static ApiFixture api;
  private static Exchange exchange;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
    exchange = new Exchange(api);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonArray findings(JsonObject report) {
    return report.getJsonArray("findings");
  }

  private static String sheet() throws IOException {
    try (var in = SheetImportTest.class.getResourceAsStream("/sheets/reminders.csv")) {
      return new String(
          java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void the_sheet_becomes_tasks_once() throws IOException {
    var dry = exchange.report("sheet", "?dry_run=true", sheet());
    assertEquals("sheet", dry.getString("format"));
    assertEquals(6, dry.getInteger("lines"));
    assertEquals(4, dry.getInteger("valid"), dry::encodePrettily);
    assertEquals(2, dry.getInteger("errors"));
    assertEquals("day_first", dry.getString("date_order"));
    assertTrue(dry.getBoolean("date_order_decided"));
    assertEquals(0, exchange.total("sheet"));
    assertEquals(0, exchange.get("sheet", "/sites").json().getJsonArray("items").size());
    var report = exchange.report("sheet", "", sheet());
    assertEquals(4, report.getInteger("created"));
    assertEquals(
        new JsonArray().add("Ali Hassan").add("Mona").add("Sam"), report.getJsonArray("new_users"));
    assertEquals(
        new JsonArray().add("North Field").add("South Field"), report.getJsonArray("new_sites"));
    assertEquals(
        report, exchange.get("sheet", "/imports/" + report.getString("id")).expect(200).json());
    exchange.get("others", "/imports/" + report.getString("id")).expect(404);
    var again = exchange.report("sheet", "", sheet());
    assertEquals(0, again.getInteger("created"));
    assertEquals(4, again.getInteger("existing"));
    assertEquals(4, exchange.total("sheet"));
    statuses();
  }

  private static void statuses() {
    var tasks = new JsonObject();
    Exchange.lines(exchange.exported("sheet", "?format=ndjson"))
        .forEach(t -> tasks.put(t.getString("title"), t));
    valve(tasks.getJsonObject("Check the north valve"));
    assertEquals(
        "weekly", tasks.getJsonObject("فحص المضخة").getJsonObject("schedule").getString("type"));
    assertEquals(
        "08:00",
        ((JsonObject)
                tasks
                    .getJsonObject("فحص المضخة")
                    .getJsonObject("metadata")
                    .getJsonArray("corrections_history")
                    .getValue(0))
            .getString("to"));
    assertEquals("completed", tasks.getJsonObject("Mow the lawn").getString("status"));
    assertNull(tasks.getJsonObject("Mow the lawn").getValue("schedule"));
    assertEquals("2026-02-02T23:45:00Z", tasks.getJsonObject("Mow the lawn").getString("due_at"));
    assertEquals("cancelled", tasks.getJsonObject("=Fix the gate").getString("status"));
  }

  private static void valve(JsonObject task) {
    assertEquals("2036-03-13T11:30:00Z", task.getString("due_at"));
    assertEquals("2026-02-01T06:15:00Z", task.getString("created_at"));
    assertEquals("Ali Hassan", task.getString("assignee_id"));
    assertEquals("Mona", task.getString("owner_id"));
    assertEquals("boss", task.getString("created_by"));
    assertEquals("Asia/Aden", task.getString("timezone"));
    assertEquals(
        "Ask Ali to check the \"north\" valve, please", task.getString("original_message"));
    assertEquals(
        "Due on the 13th,\nas he said", task.getJsonObject("metadata").getString("reasoning"));
    var path = "/tasks/" + task.getString("id");
    var history = exchange.get("sheet", path + "/history").expect(200).json().getJsonArray("items");
    assertEquals("imported", history.getJsonObject(0).getString("action"));
    assertEquals("boss", history.getJsonObject(0).getString("actor_id"));
    var reminders =
        exchange.get("sheet", path + "/reminders").expect(200).json().getJsonArray("items");
    assertEquals("2036-03-12T05:00:00Z", reminders.getJsonObject(0).getString("remind_at"));
    var started =
        Exchange.as(api.post(path + "/start", new JsonObject()), "sheet").send().expect(200);
    assertEquals("running", started.json().getString("status"));
  }

  @Test
  void findings_name_line_column_and_what_would_be_right() throws IOException {
    var report = exchange.report("found", "?dry_run=true", sheet());
    var places = new ArrayList<String>();
    for (var each : findings(report)) {
      var finding = (JsonObject) each;
      places.add(
          finding.getInteger("line")
              + " "
              + finding.getValue("column")
              + " "
              + finding.getString("field")
              + " "
              + finding.getString("severity"));
      assertFalse(finding.getString("msg").isBlank());
    }
    assertEquals(
        List.of(
            "7 6 due_date error",
            "7 7 due_time error",
            "7 10 status error",
            "8 3 task error",
            "4 null status note"),
        places,
        report::encodePrettily);
  }

  @Test
  void dates_that_decide_nothing_are_read_as_the_caller_says() {
    var file = "task,due_date\na,03/04/2036\n";
    var report = exchange.report("order", "", file);
    assertEquals("month_first", report.getString("date_order"));
    assertFalse(report.getBoolean("date_order_decided"));
    exchange.report("order2", "?date_order=day_first", file);
    assertEquals("2036-03-04T23:59:59Z", due("order"));
    assertEquals("2036-04-03T23:59:59Z", due("order2"));
  }

  private static String due(String tenant) {
    return Exchange.lines(exchange.exported(tenant, "?format=ndjson"))
        .getFirst()
        .getString("due_at")
        .replaceAll("\\.9+Z", "Z");
  }
}
