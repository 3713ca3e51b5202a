package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.testing.CoreFixture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tasks that leave in files, and come from them. */
class ExchangeApiTest {

  private static final int MANY = 1000;

  /** What an import does not keep: who made it, and what executions came to. */
  private static final List<String> CHANGED =
      List.of(
          "created_by",
          "updated_at",
          "revision",
          "schedule_id",
          "attempt",
          "started_at",
          "run_count",
          "success_count",
          "last_run_at",
          "last_success_at");

  private static final String READERS =
      """
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction'
      """;

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static Call as(Call call, String tenant) {
    return call.as(tenant, "boss").header("X-Roles", "manager");
  }

  private static Call.Reply get(String tenant, String path) {
    return as(api.get(path), tenant).send();
  }

  private static Call.Reply imported(String tenant, String query, String type, Buffer file) {
    return as(api.post("/imports/tasks" + query), tenant).body(type, file).send();
  }

  private static JsonObject report(String tenant, String query, String file) {
    return imported(tenant, query, "text/csv", Buffer.buffer(file)).expect(200).json();
  }

  private static String exported(String tenant, String query) {
    var body = get(tenant, "/tasks/export" + query).expect(200).body();
    return body == null ? "" : body.toString();
  }

  private static int total(String tenant) {
    return get(tenant, "/tasks?limit=1").expect(200).json().getInteger("total");
  }

  private static JsonArray findings(JsonObject report) {
    return report.getJsonArray("findings");
  }

  private static String sheet() throws IOException {
    try (var in = ExchangeApiTest.class.getResourceAsStream("/sheets/reminders.csv")) {
      return new String(
          java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<JsonObject> lines(String ndjson) {
    return ndjson.lines().map(JsonObject::new).toList();
  }

  private static JsonObject task(int i) {
    var titles =
        List.of(
            "Check, \"twice\"",
            "=1+1",
            "فحص الصمام، الشمالي",
            "two\nlines\r\nthree",
            "'-quoted",
            "@home");
    var task =
        ApiFixture.todo(titles.get(i % titles.size()) + (i % 7 == 0 ? "" : " " + i))
            .put("description", "+49 %d".formatted(i))
            .put("priority", i % 41 - 20)
            .put("tags", new JsonArray().add("a,b").add("=c"))
            .put(
                "metadata",
                new JsonObject().put("n", i).put("deep", new JsonObject().put("x", -1.5)))
            .put("assignee_id", "user-" + i % 5)
            .put("title_ar", "عنوان " + i)
            .put("timezone", "Asia/Aden")
            .put("due_at", "2036-0%d-01T08:00:00Z".formatted(i % 9 + 1));
    return i % 10 == 3 ? task.put("schedule", "weekly") : task;
  }

  /** A tenant with many tasks in several statuses. */
  private static void fill(String tenant) {
    for (int from = 0; from < MANY; from += 500) {
      var items = new JsonArray();
      for (int i = from; i < from + 500; i++) {
        items.add(task(i));
      }
      var body = new JsonObject().put("items", items);
      as(api.post("/tasks/bulk", body), tenant).send().expect(201);
    }
    for (var action : List.of("complete", "cancel", "pause")) {
      var ids =
          new JsonArray(
              get(tenant, "/tasks?limit=20&sort=created_at&status=pending")
                  .json()
                  .getJsonArray("items")
                  .stream()
                  .map(task -> ((JsonObject) task).getString("id"))
                  .toList());
      var body = new JsonObject().put("action", action).put("ids", ids);
      as(api.post("/tasks/bulk-actions", body), tenant).send().expect(200);
    }
  }

  @Test
  void a_thousand_tasks_leave_and_come_back_the_same() {
    fill("whole");
    var suggested = new JsonObject().put("title", "Plant").put("type", "planting");
    as(api.post("/tasks/from-calendar", suggested.put("activity", "harvest")), "whole")
        .send()
        .expect(201);
    int all = MANY + 3;
    assertEquals(all, total("whole"), "with the next ones of two that recur");
    var judged = get("whole", "/tasks?min_astronomical_score=1&limit=1").json();
    assertEquals(all, judged.getInteger("total"), "those of schedules too");
    for (var format : List.of("csv", "ndjson")) {
      var file = exported("whole", "?format=" + format);
      var type = format.equals("csv") ? "text/csv" : "application/x-ndjson";
      var report = imported(format, "", type, Buffer.buffer(file)).expect(200).json();
      assertEquals(new JsonArray(), findings(report));
      assertEquals(all, report.getInteger("created"), report::encode);
      assertEquals(kept("whole"), kept(format));
      var again = imported(format, "", type, Buffer.buffer(file)).expect(200).json();
      assertEquals(0, again.getInteger("created"));
      assertEquals(all, again.getInteger("existing"));
      assertEquals(all, total(format));
    }
    var document = new JsonObject(exported("whole", "?format=json"));
    assertEquals(all, document.getInteger("total"));
    assertEquals(all, document.getJsonArray("items").size());
  }

  /** What of a tenant's tasks an import keeps, in order. */
  private static List<JsonObject> kept(String tenant) {
    var tasks = new ArrayList<JsonObject>();
    for (var task : lines(exported(tenant, "?format=ndjson"))) {
      CHANGED.forEach(task::remove);
      if (List.of("completed", "cancelled").contains(task.getString("status"))) {
        task.remove("schedule");
      }
      tasks.add(task);
    }
    return tasks;
  }

  @Test
  void cells_that_a_spreadsheet_takes_for_formulas_are_made_harmless() {
    as(api.post("/tasks", ApiFixture.todo("=HYPERLINK(\"http://x\")")), "formula")
        .send()
        .expect(201);
    as(api.post("/tasks", ApiFixture.todo("-1").put("description", "\t@x")), "formula")
        .send()
        .expect(201);
    var csv = exported("formula", "");
    assertTrue(csv.contains(",\"'=HYPERLINK(\"\"http://x\"\")\","), csv);
    assertTrue(csv.contains(",'-1,'\t@x,"), csv);
  }

  @Test
  void an_export_has_what_the_filters_choose_and_the_caller_sees() {
    for (var title : List.of("red pump", "blue pump", "red valve")) {
      as(
              api.post(
                  "/tasks",
                  ApiFixture.todo(title).put("priority", title.startsWith("red") ? "high" : "low")),
              "filters")
          .send()
          .expect(201);
    }
    assertEquals(2, lines(exported("filters", "?format=ndjson&q=pump")).size());
    assertEquals(1, lines(exported("filters", "?format=ndjson&q=pump&priority=high")).size());
    assertEquals(0, lines(exported("filters", "?format=ndjson&status=completed")).size());
    assertEquals(0, lines(exported("strangers", "?format=ndjson")).size());
    assertEquals("{\"items\":[\n],\"total\":0}\n", exported("strangers", "?format=json"));
    get("filters", "/tasks/export?format=xls").expect(422);
    as(api.call(HttpMethod.HEAD, "/tasks/export"), "filters").send().expect(200);
  }

  @Test
  void the_sheet_becomes_tasks_once() throws IOException {
    var dry = report("sheet", "?dry_run=true", sheet());
    assertEquals("sheet", dry.getString("format"));
    assertEquals(6, dry.getInteger("lines"));
    assertEquals(4, dry.getInteger("valid"), dry::encodePrettily);
    assertEquals(2, dry.getInteger("errors"));
    assertEquals("day_first", dry.getString("date_order"));
    assertTrue(dry.getBoolean("date_order_decided"));
    assertEquals(0, total("sheet"));
    assertEquals(0, get("sheet", "/sites").json().getJsonArray("items").size());
    var report = report("sheet", "", sheet());
    assertEquals(4, report.getInteger("created"));
    assertEquals(
        new JsonArray().add("Ali Hassan").add("Mona").add("Sam"), report.getJsonArray("new_users"));
    assertEquals(
        new JsonArray().add("North Field").add("South Field"), report.getJsonArray("new_sites"));
    assertEquals(report, get("sheet", "/imports/" + report.getString("id")).expect(200).json());
    get("others", "/imports/" + report.getString("id")).expect(404);
    var again = report("sheet", "", sheet());
    assertEquals(0, again.getInteger("created"));
    assertEquals(4, again.getInteger("existing"));
    assertEquals(4, total("sheet"));
    statuses();
  }

  private static void statuses() {
    var tasks = new JsonObject();
    lines(exported("sheet", "?format=ndjson")).forEach(t -> tasks.put(t.getString("title"), t));
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
    var history = get("sheet", path + "/history").expect(200).json().getJsonArray("items");
    assertEquals("imported", history.getJsonObject(0).getString("action"));
    assertEquals("boss", history.getJsonObject(0).getString("actor_id"));
    var reminders = get("sheet", path + "/reminders").expect(200).json().getJsonArray("items");
    assertEquals("2036-03-12T05:00:00Z", reminders.getJsonObject(0).getString("remind_at"));
    var started = as(api.post(path + "/start", new JsonObject()), "sheet").send().expect(200);
    assertEquals("running", started.json().getString("status"));
  }

  @Test
  void findings_name_line_column_and_what_would_be_right() throws IOException {
    var report = report("found", "?dry_run=true", sheet());
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
    var report = report("order", "", file);
    assertEquals("month_first", report.getString("date_order"));
    assertFalse(report.getBoolean("date_order_decided"));
    report("order2", "?date_order=day_first", file);
    assertEquals("2036-03-04T23:59:59Z", due("order"));
    assertEquals("2036-04-03T23:59:59Z", due("order2"));
  }

  private static String due(String tenant) {
    return lines(exported(tenant, "?format=ndjson"))
        .getFirst()
        .getString("due_at")
        .replaceAll("\\.9+Z", "Z");
  }

  @Test
  void equal_lines_are_one_task_and_a_packed_file_is_the_same_file() throws IOException {
    var file = "\ufefftitle;priority\r\na;high\nb;low\ra;high\r\n\r\n";
    assertEquals(2, report("equal", "", file).getInteger("created"));
    var bytes = new ByteArrayOutputStream();
    try (var packed = new GZIPOutputStream(bytes)) {
      packed.write(file.getBytes(StandardCharsets.UTF_8));
    }
    var again =
        as(api.post("/imports/tasks"), "equal")
            .header("Content-Encoding", "gzip")
            .body("text/csv", Buffer.buffer(bytes.toByteArray()))
            .send()
            .expect(200)
            .json();
    assertEquals(0, again.getInteger("created"));
    assertEquals(3, again.getInteger("existing"));
  }

  /** So large that much of it is still to be read when its reader stops. */
  @Test
  void an_export_whose_database_goes_away_looks_like_no_whole_file() throws SQLException {
    var items = new JsonArray();
    for (int i = 0; i < 500; i++) {
      items.add(task(i));
    }
    as(api.post("/tasks/bulk", new JsonObject().put("items", items)), "broken").send().expect(201);
    try (var connection = api.core.database.connect();
        var statement = connection.createStatement()) {
      statement.execute(
          "update task set description = repeat('d', 60000) where tenant_id = 'broken'");
      var client = api.core.vertx.createHttpClient();
      try {
        var slow =
            CoreFixture.await(
                client
                    .request(
                        new RequestOptions()
                            .setAbsoluteURI(api.uri("/tasks/export?format=ndjson").toString()))
                    .compose(
                        request ->
                            request
                                .putHeader("X-Tenant-ID", "broken")
                                .putHeader("X-User-ID", "boss")
                                .send())
                    .map(HttpClientResponse::pause));
        assertEquals(200, slow.statusCode());
        while (!statement.executeQuery(READERS).next()) {
          Thread.onSpinWait();
        }
        var rest = slow.body();
        slow.resume();
        assertThrows(Exception.class, () -> CoreFixture.await(rest));
      } finally {
        CoreFixture.await(client.close());
      }
    }
    assertEquals(500, lines(exported("broken", "?format=ndjson")).size());
  }

  /** Its body comes by HTTP/1.1, and the next request by HTTP/2. */
  @Test
  void a_file_comes_whole_with_the_request_that_makes_http_2_of_a_connection()
      throws IOException, InterruptedException {
    var line = new JsonObject().put("title", "t").put("description", "d".repeat(60_000)).encode();
    var file = (line + "\n").repeat(300);
    var sent =
        HttpRequest.newBuilder(api.uri("/imports/tasks?dry_run=true"))
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(file))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 2; i++) {
        var answer = client.send(sent, BodyHandlers.ofString());
        assertEquals(HttpClient.Version.HTTP_2, answer.version());
        assertEquals(file.length(), new JsonObject(answer.body()).getInteger("size"), answer::body);
      }
    }
  }

  @Test
  void only_managers_import() {
    var call = api.post("/imports/tasks").as("roles", "joe").header("X-Roles", "operator");
    call.body("text/csv", "title\na\n").send().expect(403);
    api.get("/tasks/export").as("roles", "joe").header("X-Roles", "viewer").send().expect(200);
    imported("roles", "", "text/plain", Buffer.buffer("title\na\n")).expect(415);
  }

  @Test
  void a_key_repeats_the_answer_for_the_same_file_alone() {
    var first = keyed("title\na\n").send().expect(200);
    var second = keyed("title\na\n").send().expect(200);
    assertEquals(first.json(), second.json());
    assertEquals("true", second.header("Idempotency-Replayed"));
    assertEquals(
        "idempotency_key_reused", keyed("title\nb\n").send().expect(422).json().getString("code"));
  }

  private static Call keyed(String file) {
    return as(api.post("/imports/tasks"), "keys")
        .header("Idempotency-Key", "k")
        .body("text/csv", file);
  }

  @Test
  void what_is_imported_is_listed_and_told_of() {
    report(
        "told",
        "",
        "title,status,completed_at,created_at\nold,done,2026-01-03T00:00:00Z,2026-01-02T00:00:00Z\n");
    var history = get("told", "/history?action=imported").expect(200).json();
    assertEquals(1, history.getInteger("total"));
    assertEquals(
        1,
        get("told", "/tasks?status=completed&created_before=2026-01-03")
            .json()
            .getInteger("total"));
    assertEquals(1, get("told", "/tasks/stats").json().getInteger("completed"));
    assertEquals(Map.of("imported", 1), verbs("told"));
  }

  private static Map<String, Integer> verbs(String tenant) {
    var verbs = new HashMap<String, Integer>();
    try (var connection = api.core.database.connect();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "select verb, count(*)::integer from outbox where tenant_id = '%s' group by 1"
                        .formatted(tenant))) {
      while (rows.next()) {
        verbs.put(rows.getString(1), rows.getInt(2));
      }
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
    return verbs;
  }
}
