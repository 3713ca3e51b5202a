package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests that change nothing, revisions in bodies, and what is shown beside a task. */
class DryRunTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
    // Whoever calls for the first time is noted a little later.
    int tries = 0;
    while (api.get("/users/me").send().status() != 200 && tries < 1000) {
      tries++;
    }
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void a_dry_run_of_a_creation_creates_nothing() {
    var before = api.total();
    var shown = api.post("/tasks?dry_run=true", todo("would be")).send().expect(200).json();
    assertEquals("would be", shown.getString("title"));
    var wrong = todo("").put("type", "unheard_of");
    assertEquals(
        List.of("body.title", "body.type"),
        api.post("/tasks?dry_run=true", wrong).send().expect(422).places().stream()
            .sorted()
            .toList());
    var items = new JsonArray().add(todo("a")).add(todo(""));
    var bulk =
        api.post("/tasks/bulk?dry_run=true", new JsonObject().put("items", items))
            .send()
            .expect(200)
            .json();
    assertEquals(1, bulk.getJsonArray("created").size());
    assertEquals(1, bulk.getJsonArray("failed").size());
    api.call(HttpMethod.PUT, "/namespaces/default/tasks/by-key/k?dry_run=true")
        .json(todo("keyed").toBuffer())
        .send()
        .expect(200);
    assertEquals(before, api.total());
  }

  @Test
  void a_dry_run_of_a_change_shows_what_would_be_and_refuses_what_would_be_refused() {
    var path = "/tasks/" + api.created(todo("as it is")).getString("id");
    var task = api.get(path).send().json();
    var patch = new JsonObject().put("title", "other");
    assertEquals(
        "other",
        api.patch(path + "?dry_run=true", patch).send().expect(200).json().getString("title"));
    api.patch(path + "?dry_run=true", new JsonObject().put("title", "")).send().expect(422);
    var moves =
        List.of(
            List.of("start", "running"),
            List.of("complete", "completed"),
            List.of("pause", "paused"),
            List.of("cancel", "cancelled"));
    for (var move : moves) {
      var shown = api.post(path + "/" + move.get(0) + "?dry_run=true").send().expect(200).json();
      assertEquals(move.get(1), shown.getString("status"));
    }
    for (var command : List.of("resume", "reopen", "run")) {
      api.post(path + "/" + command + "?dry_run=true").send().expect(409);
    }
    api.post(path + "/assign?dry_run=true", new JsonObject().put("assignee_id", "bob"))
        .as("local", "eve")
        .send()
        .expect(403);
    api.call(HttpMethod.DELETE, path + "?dry_run=true").send().expect(204);
    assertEquals(task, api.get(path).send().json());
    assertEquals(1, api.get(path + "/history").send().json().getInteger("total"));
  }

  @Test
  void a_dry_run_of_a_run_queues_nothing() {
    var worker = new JsonObject().put("type", "w").put("performer", "worker");
    var path = "/tasks/" + api.created(worker.put("run_immediately", false)).getString("id");
    var shown = api.post(path + "/run?dry_run=true").send().expect(202).json();
    assertEquals("queued", shown.getString("status"));
    assertEquals("pending", api.get(path).send().json().getString("status"));
  }

  /** A dry run, which must leave all rows as they are. */
  private static Call.Reply tried(Call call) {
    var rows = new Rows(api.core.database, "true");
    var before = rows.read();
    var reply = call.send();
    assertEquals(before, rows.read());
    return reply;
  }

  private static Call.Reply tried(String path, JsonObject body) {
    return tried(api.post(path + "?dry_run=true", body));
  }

  @Test
  void a_dry_run_is_refused_for_what_only_the_database_knows() {
    var site = new JsonObject().put("name", "Dry farm");
    api.post("/sites", site).send().expect(201);
    assertEquals("duplicate_name", tried("/sites", site).expect(409).json().getString("code"));
    var user = new JsonObject().put("id", "dry");
    api.post("/users", user).send().expect(201);
    assertEquals("duplicate_user", tried("/users", user).expect(409).json().getString("code"));
    var nowhere = "/tasks/" + api.core.ids.next();
    tried(nowhere + "/comments", new JsonObject().put("body", "a")).expect(404);
    var waiting = todo("waits").put("depends_on", new JsonArray().add(api.core.ids.next() + ""));
    assertEquals(List.of("body.depends_on.0"), tried("/tasks", waiting).expect(422).places());
    var path = "/tasks/" + api.created(todo("a")).getString("id");
    tried(path + "/reminders", new JsonObject().put("before_due", "PT1H")).expect(422);
    tried(path + "/dependencies", new JsonObject().put("task_id", path.substring(7))).expect(422);
    tried(api.call(HttpMethod.DELETE, path + "?dry_run=true").header("If-Match", "\"x\""))
        .expect(412);
    api.call(HttpMethod.DELETE, path + "?dry_run=true").as("local", "eve").send().expect(403);
  }

  @Test
  void one_that_is_refused_among_many_does_not_undo_the_others() {
    var unknown = new JsonArray().add(api.core.ids.next().toString());
    var items =
        new JsonArray().add(todo("a")).add(todo("b").put("depends_on", unknown)).add(todo("c"));
    var shown = tried("/tasks/bulk", new JsonObject().put("items", items)).expect(200).json();
    assertEquals(2, shown.getJsonObject("summary").getInteger("created"));
    assertEquals(1, shown.getJsonArray("failed").getJsonObject(0).getInteger("index"));
  }

  @Test
  void a_dry_run_shows_the_task_that_would_be_merged_into() {
    var job = new JsonObject().put("type", "w").put("performer", "worker").put("unique_key", "dry");
    var holder = api.created(job.copy()).getString("id");
    var shown = tried("/tasks", job.put("priority", "urgent")).expect(200).json();
    assertEquals(holder, shown.getString("id"));
    assertEquals("urgent", shown.getString("priority"));
  }

  @Test
  void a_dry_run_gives_a_schedule_to_a_task_that_is_there() {
    var task = api.created(todo("again")).getString("id");
    var wanted = new JsonObject().put("task_id", task).put("spec", "daily").put("name", "n");
    assertEquals("n", tried("/schedules", wanted).expect(200).json().getString("name"));
    assertEquals(
        List.of("body.spec"),
        tried("/schedules", wanted.copy().putNull("spec")).expect(422).places());
    api.post("/schedules", wanted).send().expect(201);
    assertEquals(
        "already_scheduled", tried("/schedules", wanted).expect(409).json().getString("code"));
  }

  @Test
  void a_key_of_a_dry_run_has_no_secret() {
    var wanted = new JsonObject().put("name", "k").put("scopes", new JsonArray().add("read"));
    var shown = tried("/api-keys", wanted).expect(200).json();
    assertEquals("k", shown.getString("name"));
    assertNull(shown.getString("key"));
  }

  @Test
  void a_dry_run_of_a_file_looks_at_all_of_it_and_keeps_nothing() {
    var path = "/tasks/" + api.created(todo("seen")).getString("id") + "/evidence";
    var text = "dry".repeat(20_000);
    var shown =
        tried(api.post(path + "?dry_run=true&file_name=a.txt").body("text/plain", text))
            .expect(200)
            .json();
    var kept = api.post(path + "?file_name=a.txt").body("text/plain", text).send().expect(201);
    var file = shown.getJsonObject("file");
    assertEquals(60_000, file.getInteger("size"));
    assertEquals(kept.json().getJsonObject("file").getString("sha256"), file.getString("sha256"));
    tried(api.post(path + "?dry_run=true").body("text/plain", "")).expect(422);
    var large = "x".repeat(26 * 1024 * 1024);
    tried(api.post(path + "?dry_run=true").body("text/plain", large)).expect(413);
    var unknown = "/tasks/" + api.core.ids.next() + "/evidence?dry_run=true";
    tried(api.post(unknown).body("text/plain", "a")).expect(404);
    var there = path + "/" + kept.json().getString("id");
    tried(api.call(HttpMethod.DELETE, there + "?dry_run=true")).expect(204);
    assertEquals(text, String.valueOf(api.get(there + "/file").send().expect(200).body()));
  }

  @Test
  void a_dry_run_does_not_wait_for_a_result() {
    var job = new JsonObject().put("type", "w").put("performer", "worker");
    var shown =
        tried(
                api.post("/tasks?dry_run=true", job.put("run_immediately", true))
                    .header("Prefer", "wait=30"))
            .expect(200);
    assertEquals("queued", shown.json().getString("status"));
    assertEquals("null", shown.header("Preference-Applied"));
  }

  @Test
  void a_patch_of_another_revision_is_refused() {
    var path = "/tasks/" + api.created(todo("a")).getString("id");
    var patch = new JsonObject().put("title", "b").put("revision", 1);
    assertEquals(2, api.patch(path, patch).send().expect(200).json().getInteger("revision"));
    var refused = api.patch(path, patch.put("title", "c")).send().expect(409).json();
    assertEquals("stale_revision", refused.getString("code"));
    assertEquals(2, refused.getInteger("revision"));
    var status = new JsonObject().put("status", "cancelled").put("revision", 1);
    assertEquals(
        "stale_revision", api.patch(path, status).send().expect(409).json().getString("code"));
    api.patch(path, status.put("revision", 2)).send().expect(200);
  }

  @Test
  void shows_more_beside_a_task_if_asked_to() {
    var first = api.created(todo("first")).getString("id");
    var second =
        api.created(
                new JsonObject()
                    .put("type", "w")
                    .put("performer", "worker")
                    .put("depends_on", new JsonArray().add(first)))
            .getString("id");
    var shown =
        api.get("/tasks/" + second + "?expand=executions,dependencies,comments,evidence,reminders")
            .send()
            .expect(200);
    assertEquals("null", shown.header("ETag"));
    assertEquals(1, shown.json().getJsonArray("dependencies").size());
    for (var name : List.of("executions", "comments", "evidence", "reminders")) {
      assertTrue(shown.json().containsKey(name), name);
    }
    var refused = api.get("/tasks/" + second + "?expand=photos").send().expect(422);
    assertEquals(
        "has no photos; there are comments, dependencies, evidence, executions, reminders",
        refused.messages());
  }

  @Test
  void says_which_preference_was_applied() {
    var members = new JsonObject().put("type", "w").put("performer", "worker");
    var task = api.created(members.copy().put("run_immediately", false)).getString("id");
    var reply = api.post("/tasks/" + task + "/run").header("Prefer", "wait=1").send().expect(202);
    assertEquals("wait=1", reply.header("Preference-Applied"));
  }
}
