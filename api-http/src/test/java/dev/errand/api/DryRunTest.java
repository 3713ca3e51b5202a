package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
