package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.testing.CoreFixture;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Evidence as JSON, and what it means for the task. */
class EvidenceApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static String task(JsonObject more) {
    return "/tasks/" + api.created(ApiFixture.todo("Valve").mergeIn(more)).getString("id");
  }

  private static String task() {
    return task(new JsonObject());
  }

  private static JsonObject photo() {
    return new JsonObject().put("kind", "photo").put("url", "https://example.org/a.jpg");
  }

  private static JsonObject ph() {
    return new JsonObject()
        .put("kind", "measurement")
        .put("measurement", new JsonObject().put("name", "ph").put("value", 6.8).put("unit", "pH"));
  }

  private static JsonArray history(String task) {
    return api.get(task + "/history").send().expect(200).json().getJsonArray("items");
  }

  @Test
  void takes_each_kind_and_answers_it_as_it_was_sent() {
    var task = task();
    var sent =
        List.of(
            photo().put("lat", 0).put("lon", 0).put("captured_at", "2026-05-01T08:00:00Z"),
            new JsonObject().put("kind", "note").put("text", "It leaks"),
            new JsonObject().put("kind", "voice").put("url", "https://example.org/a.ogg"),
            new JsonObject().put("kind", "document").put("text", "§ 1"),
            ph());
    var added = new ArrayList<JsonObject>();
    for (var evidence : sent) {
      var reply = api.post(task + "/evidence", evidence).send().expect(201);
      var body = reply.json();
      evidence.forEach(
          member -> {
            if (member.getValue() instanceof Number number) {
              assertEquals(number.doubleValue(), body.getDouble(member.getKey()));
            } else {
              assertEquals(member.getValue(), body.getValue(member.getKey()));
            }
          });
      assertEquals("me", body.getString("added_by"));
      assertEquals(body, api.get("/" + reply.header("Location")).send().expect(200).json());
      added.add(body);
    }
    assertEquals(
        new JsonArray(added),
        api.get(task + "/evidence").send().expect(200).json().getJsonArray("items"));
  }

  @Test
  void takes_the_words_of_older_callers() {
    var task = task();
    var link =
        new JsonObject().put("evidence_type", "photo").put("content", "https://example.org/b.jpg");
    assertEquals(
        "https://example.org/b.jpg",
        api.post(task + "/evidence", link).send().expect(201).json().getString("url"));
    var note = new JsonObject().put("type", "note").put("content", "http is a protocol");
    assertEquals(
        "http is a protocol",
        api.post(task + "/evidence", note).send().expect(201).json().getString("text"));
  }

  @Test
  void names_everything_that_is_wrong() {
    var task = task();
    var reply =
        api.post(task + "/evidence", new JsonObject().put("kind", "video").put("lat", 91))
            .send()
            .expect(422);
    assertEquals(
        List.of("body.kind", "body.lat", "body.lon"), reply.places().stream().sorted().toList());
    assertEquals(
        List.of("body.lon", "body.measurement"),
        api.post(task + "/evidence", new JsonObject().put("kind", "measurement").put("lat", 1))
            .send()
            .expect(422)
            .places());
    assertEquals(
        List.of("body.url"),
        api.post(task + "/evidence", new JsonObject().put("kind", "photo"))
            .send()
            .expect(422)
            .places());
    assertEquals(
        List.of("body.url"),
        api.post(task + "/evidence", photo().put("url", "javascript:alert(1)"))
            .send()
            .expect(422)
            .places());
    assertEquals(
        List.of("query.kind"),
        api.post(task + "/evidence?kind=photo", photo()).send().expect(422).places());
    assertEquals(
        0, api.get(task + "/evidence").send().expect(200).json().getJsonArray("items").size());
  }

  @Test
  void pages_by_key_while_others_add() {
    var task = task();
    for (int i = 0; i < 5; i++) {
      api.post(task + "/evidence", photo()).send().expect(201);
    }
    var seen = new ArrayList<String>();
    var cursor = "";
    do {
      var page = api.get(task + "/evidence?limit=2" + cursor).send().expect(200).json();
      page.getJsonArray("items").forEach(item -> seen.add(((JsonObject) item).getString("id")));
      if (cursor.isEmpty()) {
        api.post(task + "/evidence", photo()).send().expect(201);
      }
      var next = page.getString("next_cursor");
      cursor = next == null ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    assertEquals(6, seen.stream().distinct().count());
    assertEquals(6, seen.size());
  }

  @Test
  void is_one_row_of_history_each_and_changes_the_tag_of_the_task() {
    var task = task();
    var before = api.get(task).send().header("ETag");
    var id = api.post(task + "/evidence", ph()).send().expect(201).json().getString("id");
    assertTrue(!before.equals(api.get(task).send().header("ETag")));
    api.call(HttpMethod.DELETE, task + "/evidence/" + id).send().expect(204);
    api.get(task + "/evidence/" + id).send().expect(404);
    api.call(HttpMethod.DELETE, task + "/evidence/" + id).send().expect(404);
    var history = history(task);
    assertEquals(3, history.size());
    var what = new JsonObject().put("id", id).put("kind", "measurement");
    var added = history.getJsonObject(1);
    assertEquals("evidence_added", added.getString("action"));
    assertEquals("pending", added.getString("new_status"));
    assertEquals("me", added.getString("actor_id"));
    assertEquals(what, added.getJsonArray("changes").getJsonObject(0).getJsonObject("new"));
    var removed = history.getJsonObject(2);
    assertEquals("evidence_removed", removed.getString("action"));
    assertEquals(what, removed.getJsonArray("changes").getJsonObject(0).getJsonObject("old"));
  }

  @Test
  void is_added_by_those_who_work_and_removed_by_whoever_added_it() {
    var task = task(new JsonObject().put("assignee_id", "bob"));
    api.post(task + "/evidence", photo()).as("local", "eve").send().expect(403);
    var reply = api.post(task + "/evidence", photo()).as("local", "bob").send().expect(201);
    api.post(task + "/evidence", photo())
        .as("local", "bob")
        .header("X-Roles", "viewer")
        .send()
        .expect(403);
    var one = "/" + reply.header("Location");
    api.get(one).as("local", "eve").send().expect(200);
    api.call(HttpMethod.DELETE, one).as("local", "eve").send().expect(403);
    api.call(HttpMethod.DELETE, one).as("local", "bob").send().expect(204);
    var other = api.post(task + "/evidence", photo()).as("local", "bob").send().expect(201);
    api.call(HttpMethod.DELETE, "/" + other.header("Location"))
        .as("local", "boss")
        .header("X-Roles", "manager")
        .send()
        .expect(204);
  }

  @Test
  void of_another_tenant_is_unknown() {
    var task = task();
    var one = "/" + api.post(task + "/evidence", photo()).send().expect(201).header("Location");
    var unknown = "/tasks/01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d20/evidence";
    for (var method : List.of(HttpMethod.GET, HttpMethod.DELETE)) {
      api.call(method, one).as("other", "eve").send().expect(404);
    }
    api.get(task + "/evidence").as("other", "eve").send().expect(404);
    api.post(task + "/evidence", photo()).as("other", "eve").send().expect(404);
    assertEquals(
        api.get(unknown).send().expect(404).json().getString("detail"),
        api.get(task + "/evidence").as("other", "eve").send().json().getString("detail"));
    api.get(one).send().expect(200);
  }

  @Test
  void completion_brings_photos_as_evidence() {
    var task = task(new JsonObject().put("metadata", new JsonObject().put("a", 1)));
    var photos = new JsonArray().add("https://example.org/1.jpg").add("https://example.org/2.jpg");
    var done =
        api.post(
                task + "/complete",
                new JsonObject()
                    .put("notes", "done")
                    .put("actual_minutes", 90)
                    .put("photo_urls", photos)
                    .put("metadata", new JsonObject().put("water_used_m3", 450)))
            .send()
            .expect(200)
            .json();
    assertEquals(
        new JsonObject().put("a", 1).put("water_used_m3", 450), done.getJsonObject("metadata"));
    var evidence =
        api.get(task + "/evidence").send().expect(200).json().getJsonArray("items").stream()
            .map(JsonObject.class::cast)
            .toList();
    assertEquals(photos.getList(), evidence.stream().map(e -> e.getString("url")).toList());
    assertTrue(evidence.stream().allMatch(e -> e.getString("kind").equals("photo")));
    var last = history(task).getJsonObject(1);
    assertEquals("completed", last.getString("action"));
    assertEquals(
        2,
        last.getJsonArray("changes").stream()
            .filter(change -> ((JsonObject) change).getString("field").equals("evidence"))
            .count());
    api.post(
            task() + "/complete",
            new JsonObject().put("photo_urls", new JsonArray().add("ftp://x")))
        .send()
        .expect(422);
  }

  @Test
  void completion_waits_for_required_evidence() {
    var task = task(new JsonObject().put("required_evidence", List.of("photo", "measurement")));
    assertEquals(
        new JsonArray(List.of("photo", "measurement")),
        api.get(task).send().expect(200).json().getJsonArray("required_evidence"));
    var refused = api.post(task + "/complete", new JsonObject()).send().expect(409).json();
    assertEquals("evidence_required", refused.getString("code"));
    assertEquals(new JsonArray(List.of("photo", "measurement")), refused.getJsonArray("missing"));
    var id = api.post(task + "/evidence", ph()).send().expect(201).json().getString("id");
    refused =
        api.patch(task, new JsonObject().put("status", "completed")).send().expect(409).json();
    assertEquals(new JsonArray(List.of("photo")), refused.getJsonArray("missing"));
    api.call(HttpMethod.DELETE, task + "/evidence/" + id).send().expect(204);
    var photos = new JsonObject().put("photo_urls", List.of("https://example.org/1.jpg"));
    refused = api.post(task + "/complete", photos).send().expect(409).json();
    assertEquals(new JsonArray(List.of("measurement")), refused.getJsonArray("missing"));
    assertEquals("pending", api.get(task).send().json().getString("status"));
    api.post(task + "/evidence", ph()).send().expect(201);
    api.post(task + "/complete", photos).send().expect(200);
  }

  @Test
  void required_evidence_cannot_be_taken_away_unseen_while_the_task_is_completed() {
    for (int i = 0; i < 20; i++) {
      var task = task(new JsonObject().put("required_evidence", List.of("measurement")));
      var id = api.post(task + "/evidence", ph()).send().expect(201).json().getString("id");
      var removing = api.call(HttpMethod.DELETE, task + "/evidence/" + id).start();
      var completing = api.post(task + "/complete", new JsonObject()).start();
      CoreFixture.await(removing).expect(204);
      int completed = CoreFixture.await(completing).status();
      var actions =
          history(task).stream().map(row -> ((JsonObject) row).getString("action")).toList();
      assertEquals(
          completed == 200
              ? List.of("created", "evidence_added", "completed", "evidence_removed")
              : List.of("created", "evidence_added", "evidence_removed"),
          actions);
    }
  }

  @Test
  void a_type_requires_evidence_unless_the_task_says_otherwise() {
    var photo = new JsonArray(List.of("photo"));
    var type = api.get("/task-types/spraying").send().expect(200).json();
    assertEquals(photo, type.getJsonArray("required_evidence"));
    var spraying = new JsonObject().put("type", "spraying");
    var task = task(spraying);
    assertEquals(photo, api.get(task).send().json().getJsonArray("required_evidence"));
    var refused = api.post(task + "/complete", new JsonObject()).send().expect(409).json();
    assertEquals(photo, refused.getJsonArray("missing"));
    var free = task(spraying.copy().put("required_evidence", new JsonArray()));
    api.post(free + "/complete", new JsonObject()).send().expect(200);
  }

  @Test
  void required_evidence_can_be_changed() {
    var task = task(new JsonObject().put("required_evidence", List.of("note")));
    api.patch(task, new JsonObject().put("required_evidence", List.of("video"))).send().expect(422);
    var patched =
        api.patch(task, new JsonObject().put("required_evidence", new JsonArray()))
            .send()
            .expect(200)
            .json();
    assertEquals(new JsonArray(), patched.getJsonArray("required_evidence"));
    var cleared =
        api.patch(task, new JsonObject().putNull("required_evidence")).send().expect(200).json();
    assertEquals(new JsonArray(), cleared.getJsonArray("required_evidence"));
    assertNull(
        history(task).getJsonObject(2).getJsonArray("changes").getJsonObject(0).getValue("new"));
    api.post(task + "/complete", new JsonObject()).send().expect(200);
  }
}
