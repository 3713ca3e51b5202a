package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TaskApiTest {

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
  void creates_a_task_and_says_where_it_is() {
    var reply =
        api.post("/tasks", todo("Water row 1").put("priority", "high").put("tags", List.of("w")))
            .send()
            .expect(201);
    var task = reply.json();
    assertEquals("pending", task.getString("status"));
    assertEquals("high", task.getString("priority"));
    assertEquals(10, task.getInteger("priority_rank"));
    assertEquals("me", task.getString("owner_id"));
    assertEquals("/api/v1/tasks/" + task.getString("id"), reply.header("Location"));
    var read = api.get("/tasks/" + task.getString("id")).send().expect(200);
    assertEquals(task, read.json());
    assertEquals(reply.header("ETag"), read.header("ETag"));
  }

  @Test
  void keeps_every_text_byte_for_byte() {
    var config =
        new JsonObject().put("Pokémon", "مهمة").put("emoji", "🌱").put("n", 9007199254740993L);
    var task = api.created(todo("Pokémon مهمة 🌱").put("config", config));
    assertEquals(
        config, api.get("/tasks/" + task.getString("id")).send().json().getJsonObject("config"));
  }

  @Test
  void takes_older_names_and_answers_with_canonical_ones() {
    var task =
        api.created(
            new JsonObject()
                .put("name", "Old")
                .put("task_type", "irrigation")
                .put("params", new JsonObject().put("a", 1))
                .put("assigned_to", "bob")
                .put("due_date", "2026-12-24")
                .put("estimated_duration_minutes", 15)
                .put("max_retries", 3)
                .put("priority", "normal"));
    assertEquals("Old", task.getString("title"));
    assertEquals("irrigation", task.getString("type"));
    assertEquals(new JsonObject().put("a", 1), task.getJsonObject("config"));
    assertEquals("bob", task.getString("assignee_id"));
    assertEquals("2026-12-24T23:59:59.999999Z", task.getString("due_at"));
    assertEquals(15, task.getInteger("estimated_minutes"));
    assertEquals(3, task.getJsonObject("retry_policy").getInteger("max_attempts"));
    assertEquals("medium", task.getString("priority"));
    assertFalse(task.containsKey("name"));
  }

  @Test
  void refuses_an_alias_that_contradicts_the_name_it_stands_for() {
    var reply = api.post("/tasks", todo("a").put("name", "b")).send().expect(422);
    assertEquals(List.of("body.name"), reply.places());
    api.post("/tasks", todo("a").put("name", "a")).send().expect(201);
  }

  @Test
  void names_the_spelling_that_the_caller_used() {
    var members =
        new JsonObject().put("name", "").put("kwargs", 5).put("eta", "soon").put("max_retries", 0);
    assertEquals(
        List.of("body.eta", "body.kwargs", "body.max_retries", "body.name"),
        api.post("/tasks", members).send().expect(422).places().stream().sorted().toList());
  }

  @Test
  void takes_null_for_absent_in_a_new_task() {
    var members = todo("nulls");
    for (var name :
        List.of(
            "description",
            "priority",
            "config",
            "metadata",
            "tags",
            "due_at",
            "retry_policy",
            "drift_score",
            "run_at",
            "run_immediately",
            "performer",
            "namespace",
            "wait_seconds")) {
      members.putNull(name);
    }
    var task = api.created(members);
    assertEquals("medium", task.getString("priority"));
    assertEquals(new JsonObject(), task.getJsonObject("config"));
    assertEquals("default", task.getString("namespace"));
  }

  @Test
  void patches_by_merging_and_clears_by_null() {
    var id =
        api.created(
                todo("Before")
                    .put("description", "d")
                    .put("metadata", new JsonObject().put("a", 1).put("b", 2)))
            .getString("id");
    var patch =
        new JsonObject()
            .put("title", "After")
            .putNull("description")
            .put("metadata", new JsonObject().putNull("a").put("c", 3));
    var task = api.patch("/tasks/" + id, patch).send().expect(200).json();
    assertEquals("After", task.getString("title"));
    assertNull(task.getString("description"));
    assertEquals(new JsonObject().put("b", 2).put("c", 3), task.getJsonObject("metadata"));
    assertEquals(2, task.getInteger("revision"));
    var put =
        api.call(HttpMethod.PUT, "/tasks/" + id)
            .body("application/merge-patch+json", "{\"title\":\"Put\"}");
    var again = put.send().expect(200).json();
    assertEquals("Put", again.getString("title"));
    assertEquals(new JsonObject().put("b", 2).put("c", 3), again.getJsonObject("metadata"));
  }

  @Test
  void refuses_to_change_the_type_of_a_task() {
    var id = api.created(todo("typed")).getString("id");
    for (var name : List.of("type", "task_type")) {
      var reply = api.patch("/tasks/" + id, new JsonObject().put(name, "irrigation")).send();
      assertEquals(List.of("body." + name), reply.expect(422).places());
      assertEquals("cannot be changed once it is set", reply.messages());
    }
    var title = api.patch("/tasks/" + id, new JsonObject().putNull("title")).send().expect(422);
    assertEquals(List.of("body.title"), title.places());
  }

  @Test
  void answers_304_while_a_task_is_the_same() {
    var created = api.post("/tasks", todo("tagged")).send();
    var path = "/tasks/" + created.json().getString("id");
    var tag = created.header("ETag");
    for (var known :
        List.of(tag, "W/" + tag, "\"other\", " + tag, "*", tag.replaceAll("\"$", "+gzip\""))) {
      var reply = api.get(path).header("If-None-Match", known).send().expect(304);
      assertEquals(tag, reply.header("ETag"));
    }
    api.get(path).header("If-None-Match", "\"other\"").send().expect(200);
  }

  @Test
  void changes_nothing_when_the_tag_is_an_old_one() {
    var created = api.post("/tasks", todo("first")).send();
    var path = "/tasks/" + created.json().getString("id");
    var tag = created.header("ETag");
    var next = api.patch(path, todo("second").copy().putNull("description")).send().expect(422);
    assertEquals(List.of("body.type"), next.places());
    var patch = new JsonObject().put("title", "second");
    var changed = api.patch(path, patch).header("If-Match", tag).send().expect(200);
    assertNotEquals(tag, changed.header("ETag"));
    var late = new JsonObject().put("title", "third");
    for (var stale : List.of(tag, "W/" + changed.header("ETag"), "garbage", tag + ", \"x\"")) {
      api.patch(path, late).header("If-Match", stale).send().expect(412);
      api.call(HttpMethod.DELETE, path).header("If-Match", stale).send().expect(412);
      api.post(path + "/cancel").header("If-Match", stale).send().expect(412);
    }
    assertEquals("second", api.get(path).send().json().getString("title"));
    var several = tag + ", " + changed.header("ETag");
    api.patch(path, late).header("If-Match", several).send().expect(200);
    api.patch(path, late).header("If-Match", "*").send().expect(200);
  }

  @Test
  void lets_exactly_one_of_twenty_parallel_changes_win() {
    var created = api.post("/tasks", todo("race")).send();
    var path = "/tasks/" + created.json().getString("id");
    var replies =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    api.patch(path, new JsonObject().put("title", "t" + i))
                        .header("If-Match", created.header("ETag"))
                        .start())
            .toList();
    var statuses =
        replies.stream().map(f -> dev.errand.core.testing.CoreFixture.await(f).status()).toList();
    assertEquals(1, statuses.stream().filter(s -> s == 200).count());
    assertEquals(19, statuses.stream().filter(s -> s == 412).count());
  }

  @Test
  void gives_a_task_that_becomes_overdue_another_tag() {
    var due = api.core.clock.instant().plus(Duration.ofMinutes(1));
    var created = api.post("/tasks", todo("due").put("due_at", due.toString())).send();
    var path = "/tasks/" + created.json().getString("id");
    assertFalse(created.json().getBoolean("is_overdue"));
    api.core.clock.advance(Duration.ofMinutes(2));
    var late = api.get(path).header("If-None-Match", created.header("ETag")).send().expect(200);
    assertTrue(late.json().getBoolean("is_overdue"));
    var patch = new JsonObject().put("title", "still mine");
    api.patch(path, patch).header("If-Match", late.header("ETag")).send().expect(200);
  }

  @Test
  void deletes_out_of_sight_and_keeps_the_history_for_admins() {
    var id = api.created(todo("gone")).getString("id");
    api.call(HttpMethod.DELETE, "/tasks/" + id).send().expect(204);
    api.get("/tasks/" + id).send().expect(404);
    api.call(HttpMethod.DELETE, "/tasks/" + id).send().expect(404);
    api.get("/tasks/" + id + "/history").send().expect(404);
    var history = api.get("/tasks/" + id + "/history?include_deleted=true").send().expect(200);
    var actions =
        history.json().getJsonArray("items").stream()
            .map(entry -> ((JsonObject) entry).getString("action"))
            .toList();
    assertEquals(List.of("created", "deleted"), actions);
    var denied =
        api.get("/tasks/" + id + "/history?include_deleted=true").as("local", "bob").send();
    assertEquals("include_deleted", denied.expect(403).json().getString("action"));
  }

  @Test
  void says_in_the_history_who_changed_what() {
    var id = api.created(todo("one")).getString("id");
    api.patch("/tasks/" + id, new JsonObject().put("title", "two"))
        .header("X-Request-ID", "req-42")
        .send()
        .expect(200);
    var entry =
        api.get("/tasks/" + id + "/history").send().json().getJsonArray("items").getJsonObject(1);
    assertEquals("updated", entry.getString("action"));
    assertEquals("me", entry.getString("actor_id"));
    assertEquals("req-42", entry.getString("request_id"));
    assertEquals("errand-test", entry.getString("client"));
    assertEquals(
        new JsonObject().put("field", "title").put("old", "one").put("new", "two"),
        entry.getJsonArray("changes").getJsonObject(0));
  }

  @Test
  void answers_the_status_alone() {
    var id = api.created(todo("state")).getString("id");
    var state = api.get("/tasks/" + id + "/status").send().expect(200).json();
    assertEquals("pending", state.getString("status"));
  }

  @Test
  void compresses_large_answers_under_another_tag() {
    var created = api.post("/tasks", todo("large").put("description", "x".repeat(5000))).send();
    var path = "/tasks/" + created.json().getString("id");
    var packed = api.get(path).header("Accept-Encoding", "gzip").send().expect(200);
    assertNotEquals(created.header("ETag"), packed.header("ETag"));
    api.get(path).header("If-None-Match", packed.header("ETag")).send().expect(304);
    var patch = new JsonObject().put("title", "larger");
    api.patch(path, patch).header("If-Match", packed.header("ETag")).send().expect(200);
  }
}
