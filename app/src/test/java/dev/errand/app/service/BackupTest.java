package dev.errand.app.service;

import static dev.errand.migrations.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.app.testing.ErrandProcess;
import dev.errand.migrations.testing.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of type data_backup, from a POST to files, and back into another tenant. */
class BackupTest {

  private static final String TENANT = "../farm";
  private static final int TASKS = 250;
  private static final int FACTS = 3;

  @TempDir private static Path folder;
  private static TestDatabase database;
  private static ErrandProcess errand;

  @BeforeAll
  static void start() throws Exception {
    database = TestDatabase.create();
    var settings = ErrandProcess.settings(database);
    settings.put("BACKUP_DIR", folder.toString());
    errand = ErrandProcess.start(settings);
    var tasks = new JsonArray();
    for (int i = 0; i < TASKS; i++) {
      tasks.add(task(i));
    }
    json(TENANT, "POST", "/tasks/bulk", new JsonObject().put("items", tasks));
    for (int i = 0; i < FACTS; i++) {
      var fact = new JsonObject().put("text", "البئر \"%d\",\n".formatted(i));
      json(TENANT, "POST", "/facts", fact.put("valid_from", "2026-05-01T10:00:00Z"));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    errand.close();
    database.close();
  }

  private static JsonObject task(int i) {
    var task =
        new JsonObject()
            .put("type", "todo")
            .put("title", List.of("=1+1", "a, \"b\"", "فحص\nالصمام").get(i % 3) + " " + i)
            .put("metadata", new JsonObject().put("n", i));
    return i % 50 == 0 ? task.put("schedule", "weekly").put("due_at", "2099-05-01") : task;
  }

  private static String send(String tenant, String method, String path, Object body)
      throws Exception {
    var request =
        HttpRequest.newBuilder(errand.request("GET", "/api/v1" + path, null), (n, v) -> false)
            .header("X-Tenant-ID", tenant);
    if (body instanceof Path file) {
      var type = file.toString().endsWith(".csv") ? "text/csv" : "application/x-ndjson";
      request.header("Content-Type", type).method(method, BodyPublishers.ofFile(file));
    } else {
      var json = BodyPublishers.ofString(body.toString());
      request
          .header("Content-Type", "application/json")
          .method(method, method.equals("GET") ? BodyPublishers.noBody() : json);
    }
    var answer = errand.client().send(request.build(), BodyHandlers.ofString());
    assertTrue(answer.statusCode() / 100 == 2, () -> answer.statusCode() + " " + answer.body());
    return answer.body();
  }

  private static JsonObject json(String tenant, String method, String path, JsonObject body)
      throws Exception {
    return new JsonObject(send(tenant, method, path, body));
  }

  private static JsonObject get(String path) throws Exception {
    return json(TENANT, "GET", path, new JsonObject());
  }

  /** Runs a backup; its files, by what is in them. */
  private static JsonObject backup(JsonObject config) throws Exception {
    var task =
        new JsonObject()
            .put("type", "data_backup")
            .put("title", "Backup")
            .put("config", config)
            .put("run_immediately", true)
            .put("wait_seconds", 30);
    var path = "/tasks/" + json(TENANT, "POST", "/tasks", task).getString("id");
    var done = eventually("it ends", () -> get(path), BackupTest::hasEnded);
    assertEquals("completed", done.getString("status"), done.encode());
    var files = new JsonObject();
    for (var each : done.getJsonObject("result").getJsonArray("files")) {
      files.put(((JsonObject) each).getString("contents"), each);
    }
    return files;
  }

  private static boolean hasEnded(JsonObject task) {
    return !Set.of("queued", "running").contains(task.getString("status"));
  }

  /** The file of a result, which is what the result says. */
  private static Path checked(JsonObject said) throws Exception {
    var file = folder.resolve(said.getString("name"));
    var bytes = Files.readAllBytes(file);
    assertEquals(bytes.length, said.getInteger("bytes"));
    var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    assertEquals(HexFormat.of().formatHex(digest), said.getString("sha256"));
    assertTrue(said.getString("name").endsWith("." + said.getString("format")));
    assertEquals(folder.resolve("%2E.%2Ffarm"), file.getParent());
    return file;
  }

  private static int count(String tenant, String list) throws Exception {
    return json(tenant, "GET", list + "?limit=1", new JsonObject()).getInteger("total");
  }

  private static Set<String> todos(String ndjson) {
    return ndjson
        .lines()
        .filter(line -> line.contains("\"type\":\"todo\""))
        .collect(Collectors.toSet());
  }

  @Test
  void its_files_come_into_another_tenant_with_equal_counts() throws Exception {
    var both = new JsonArray().add("tasks").add("facts");
    var files = backup(new JsonObject().put("contents", both));
    var tasks = files.getJsonObject("tasks");
    assertEquals(count(TENANT, "/tasks"), tasks.getInteger("records"));
    var lines = Files.readString(checked(tasks));
    assertEquals(TASKS, todos(lines).size());
    assertEquals(todos(send(TENANT, "GET", "/tasks/export?format=ndjson", "")), todos(lines));
    requireImport(tasks, "another");
    var facts = files.getJsonObject("facts");
    assertEquals(FACTS, facts.getInteger("records"));
    for (var line : Files.readAllLines(checked(facts))) {
      var fact = new JsonObject(line);
      List.of("id", "created_by", "revision", "created_at", "updated_at").forEach(fact::remove);
      json("another", "POST", "/facts", fact);
    }
    assertEquals(FACTS, count("another", "/facts"));
  }

  @Test
  void a_table_comes_into_another_tenant_with_equal_counts() throws Exception {
    var files = backup(new JsonObject().put("format", "csv"));
    assertEquals(Set.of("tasks"), files.fieldNames());
    requireImport(files.getJsonObject("tasks"), "table");
  }

  private static void requireImport(JsonObject said, String tenant) throws Exception {
    var report = new JsonObject(send(tenant, "POST", "/imports/tasks", checked(said)));
    assertEquals(said.getInteger("records"), report.getInteger("created"), report::encode);
    assertEquals(said.getInteger("records"), count(tenant, "/tasks"));
  }
}
