package dev.errand.api;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
      Exchange.as(api.post("/tasks/bulk", body), tenant).send().expect(201);
    }
    for (var action : List.of("complete", "cancel", "pause")) {
      var ids =
          new JsonArray(
              exchange
                  .get(tenant, "/tasks?limit=20&sort=created_at&status=pending")
                  .json()
                  .getJsonArray("items")
                  .stream()
                  .map(task -> ((JsonObject) task).getString("id"))
                  .toList());
      var body = new JsonObject().put("action", action).put("ids", ids);
      Exchange.as(api.post("/tasks/bulk-actions", body), tenant).send().expect(200);
    }
  }

  @Test
  void a_thousand_tasks_leave_and_come_back_the_same() {
    fill("whole");
    var suggested = new JsonObject().put("title", "Plant").put("type", "planting");
    Exchange.as(api.post("/tasks/from-calendar", suggested.put("activity", "harvest")), "whole")
        .send()
        .expect(201);
    int all = MANY + 3;
    assertEquals(all, exchange.total("whole"), "with the next ones of two that recur");
    var judged = exchange.get("whole", "/tasks?min_astronomical_score=1&limit=1").json();
    assertEquals(all, judged.getInteger("total"), "those of schedules too");
    for (var format : List.of("csv", "ndjson")) {
      var file = exchange.exported("whole", "?format=" + format);
      var type = format.equals("csv") ? "text/csv" : "application/x-ndjson";
      var report = exchange.imported(format, "", type, Buffer.buffer(file)).expect(200).json();
      assertEquals(new JsonArray(), findings(report));
      assertEquals(all, report.getInteger("created"), report::encode);
      assertEquals(kept("whole"), kept(format));
      var again = exchange.imported(format, "", type, Buffer.buffer(file)).expect(200).json();
      assertEquals(0, again.getInteger("created"));
      assertEquals(all, again.getInteger("existing"));
      assertEquals(all, exchange.total(format));
    }
    var document = new JsonObject(exchange.exported("whole", "?format=json"));
    assertEquals(all, document.getInteger("total"));
    assertEquals(all, document.getJsonArray("items").size());
  }

  /** What of a tenant's tasks an import keeps, in order. */
  private static List<JsonObject> kept(String tenant) {
    var tasks = new ArrayList<JsonObject>();
    for (var task : Exchange.lines(exchange.exported(tenant, "?format=ndjson"))) {
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
    Exchange.as(api.post("/tasks", ApiFixture.todo("=HYPERLINK(\"http://x\")")), "formula")
        .send()
        .expect(201);
    Exchange.as(api.post("/tasks", ApiFixture.todo("-1").put("description", "\t@x")), "formula")
        .send()
        .expect(201);
    var csv = exchange.exported("formula", "");
    assertTrue(csv.contains(",\"'=HYPERLINK(\"\"http://x\"\")\","), csv);
    assertTrue(csv.contains(",'-1,'\t@x,"), csv);
  }

  @Test
  void an_export_has_what_the_filters_choose_and_the_caller_sees() {
    for (var title : List.of("red pump", "blue pump", "red valve")) {
      Exchange.as(
              api.post(
                  "/tasks",
                  ApiFixture.todo(title).put("priority", title.startsWith("red") ? "high" : "low")),
              "filters")
          .send()
          .expect(201);
    }
    assertEquals(2, Exchange.lines(exchange.exported("filters", "?format=ndjson&q=pump")).size());
    assertEquals(
        1,
        Exchange.lines(exchange.exported("filters", "?format=ndjson&q=pump&priority=high")).size());
    assertEquals(
        0, Exchange.lines(exchange.exported("filters", "?format=ndjson&status=completed")).size());
    assertEquals(0, Exchange.lines(exchange.exported("strangers", "?format=ndjson")).size());
    assertEquals("{\"items\":[\n],\"total\":0}\n", exchange.exported("strangers", "?format=json"));
    exchange.get("filters", "/tasks/export?format=xls").expect(422);
    Exchange.as(api.call(HttpMethod.HEAD, "/tasks/export"), "filters").send().expect(200);
  }

  @Test
  void equal_lines_are_one_task_and_a_packed_file_is_the_same_file() throws IOException {
    var file = "\ufefftitle;priority\r\na;high\nb;low\ra;high\r\n\r\n";
    assertEquals(2, exchange.report("equal", "", file).getInteger("created"));
    var bytes = new ByteArrayOutputStream();
    try (var packed = new GZIPOutputStream(bytes)) {
      packed.write(file.getBytes(StandardCharsets.UTF_8));
    }
    var again =
        Exchange.as(api.post("/imports/tasks"), "equal")
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
    Exchange.as(api.post("/tasks/bulk", new JsonObject().put("items", items)), "broken")
        .send()
        .expect(201);
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
        eventually("it reads", () -> statement.executeQuery(READERS).next());
        var rest = slow.body();
        slow.resume();
        assertThrows(Exception.class, () -> CoreFixture.await(rest));
      } finally {
        CoreFixture.await(client.close());
      }
    }
    assertEquals(500, Exchange.lines(exchange.exported("broken", "?format=ndjson")).size());
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
    exchange.imported("roles", "", "text/plain", Buffer.buffer("title\na\n")).expect(415);
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
    return Exchange.as(api.post("/imports/tasks"), "keys")
        .header("Idempotency-Key", "k")
        .body("text/csv", file);
  }

  @Test
  void what_is_imported_is_listed_and_told_of() {
    exchange.report(
        "told",
        "",
        "title,status,completed_at,created_at\nold,done,2026-01-03T00:00:00Z,2026-01-02T00:00:00Z\n");
    var history = exchange.get("told", "/history?action=imported").expect(200).json();
    assertEquals(1, history.getInteger("total"));
    assertEquals(
        1,
        exchange
            .get("told", "/tasks?status=completed&created_before=2026-01-03")
            .json()
            .getInteger("total"));
    assertEquals(1, exchange.get("told", "/tasks/stats").json().getInteger("completed"));
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
