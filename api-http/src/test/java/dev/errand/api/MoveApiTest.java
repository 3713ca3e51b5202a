package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that move a task from status to status. */
class MoveApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static String human() {
    return api.created(todo("by hand")).getString("id");
  }

  /** A task that waits for a remote worker; there is none. */
  private static String queued() {
    var members = new JsonObject().put("type", "far_away").put("performer", "worker");
    return api.created(members).getString("id");
  }

  private static Call.Reply move(String id, String command) {
    return api.post("/tasks/" + id + "/" + command).send();
  }

  private static Call.Reply move(String id, String command, JsonObject body) {
    return api.post("/tasks/" + id + "/" + command, body).send();
  }

  private static String status(Call.Reply reply) {
    return reply.expect(200).json().getString("status");
  }

  private static JsonObject status(String word) {
    return new JsonObject().put("status", word);
  }

  private static JsonObject block() {
    return new JsonObject().put("reason", "The pump is broken");
  }

  /** S0-09. */
  @Test
  void begins_work_once() {
    var id = human();
    var started = move(id, "start").expect(200);
    assertEquals("running", started.json().getString("status"));
    assertNotNull(started.json().getString("started_at"));
    assertEquals(started.header("ETag"), api.get("/tasks/" + id).send().header("ETag"));
    var again = move(id, "start").expect(409).json();
    assertEquals("invalid_transition", again.getString("code"));
    assertEquals("running", again.getString("from"));
    assertEquals("start", again.getString("command"));
    assertEquals(new JsonArray().add("cancel").add("complete"), again.getJsonArray("allowed"));
  }

  /** S0-10, but for the photos. */
  @Test
  void completes_work_with_what_is_said_of_it() {
    var id =
        api.created(todo("water").put("metadata", new JsonObject().put("row", 7))).getString("id");
    var body =
        new JsonObject()
            .put("notes", "All rows")
            .put("actual_duration_minutes", 90)
            .put("metadata", new JsonObject().put("water_used_m3", 450))
            .put("result", new JsonObject().put("rows", 12));
    var done = move(id, "complete", body).expect(200).json();
    assertEquals("completed", done.getString("status"));
    assertNotNull(done.getString("completed_at"));
    assertEquals("All rows", done.getString("completion_notes"));
    assertEquals(90, done.getInteger("actual_minutes"));
    assertEquals(
        new JsonObject().put("row", 7).put("water_used_m3", 450), done.getJsonObject("metadata"));
    assertEquals(new JsonObject().put("rows", 12), done.getJsonObject("result"));
    var cancelled = human();
    move(cancelled, "cancel").expect(200);
    assertEquals("complete", move(cancelled, "complete").expect(409).json().getString("command"));
  }

  /** S0-11. */
  @Test
  void calls_off_with_a_reason_once() {
    var id = human();
    var cancelled = move(id, "cancel", new JsonObject().put("reason", "Weather"));
    assertEquals("cancelled", status(cancelled));
    assertEquals("Weather", newest(id).getString("notes"));
    assertEquals("cancelled", move(id, "cancel").expect(409).json().getString("from"));
  }

  private static JsonObject newest(String id) {
    var items = api.get("/tasks/" + id + "/history").send().json().getJsonArray("items");
    return items.getJsonObject(items.size() - 1);
  }

  @Test
  void holds_a_task_back_and_lets_it_go_on() {
    var id = queued();
    var execution = api.get("/tasks/" + id).send().json().getString("execution_id");
    assertEquals("paused", status(move(id, "pause")));
    assertEquals("queued", api.get("/executions/" + execution).send().json().getString("status"));
    assertEquals("queued", status(move(id, "resume")));
    var blocked = move(id, "block", block()).expect(200).json();
    assertEquals("blocked", blocked.getString("status"));
    assertEquals("The pump is broken", blocked.getString("block_reason"));
    var unblocked = move(id, "unblock").expect(200).json();
    assertEquals("queued", unblocked.getString("status"));
    assertNull(unblocked.getString("block_reason"));
    assertEquals(execution, unblocked.getString("execution_id"));
  }

  /** S4-13. */
  @Test
  void sets_the_time_of_the_next_attempt() {
    var id = queued();
    var time = api.core.clock.instant().plus(Duration.ofHours(2)).toString();
    var later = move(id, "reschedule", new JsonObject().put("eta", time)).expect(200).json();
    assertEquals("scheduled", later.getString("status"));
    assertEquals(time, later.getString("run_at"));
    assertEquals("queued", status(move(id, "reschedule")));
    var human = human();
    assertEquals("not_executable", move(human, "reschedule").expect(409).json().getString("code"));
  }

  @Test
  void opens_again_what_is_over() {
    var id = human();
    move(id, "complete").expect(200);
    var open = move(id, "reopen").expect(200).json();
    assertEquals("pending", open.getString("status"));
    assertNull(open.getString("completed_at"));
    assertEquals("invalid_transition", move(id, "reopen").expect(409).json().getString("code"));
  }

  @Test
  void gives_a_task_to_somebody() {
    var id = human();
    var given = move(id, "assign", new JsonObject().put("assigned_to", "bob")).expect(200).json();
    assertEquals("bob", given.getString("assignee_id"));
    assertEquals("assigned", newest(id).getString("action"));
    api.post("/tasks/" + id + "/start").as("local", "eve").send().expect(403);
    api.post("/tasks/" + id + "/start").as("local", "bob").send().expect(200);
  }

  /** X14. */
  @Test
  void brings_a_deleted_task_back() {
    var id = queued();
    api.call(HttpMethod.DELETE, "/tasks/" + id).send().expect(204);
    api.get("/tasks/" + id).send().expect(404);
    assertEquals("queued", status(move(id, "restore")));
    api.get("/tasks/" + id).send().expect(200);
    var again = move(id, "restore").expect(409).json();
    assertEquals("Cannot restore a task in status queued", again.getString("detail"));
  }

  @Test
  void says_who_does_what_a_person_cannot_begin() {
    for (var command : List.of("start", "complete", "reopen")) {
      var refused = move(queued(), command).expect(409).json();
      assertEquals("not_by_hand", refused.getString("code"));
      assertTrue(refused.getString("detail").endsWith("it is done by a remote worker"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "human, '', running, running",
    "human, '', in_progress, running",
    "human, '', done, completed",
    "human, '', paused, paused",
    "human, '', canceled, cancelled",
    "human, pause, pending, pending",
    "human, complete, pending, pending",
    "human, cancel, created, pending",
    "worker, pause, queued, queued",
    "worker, block, queued, queued",
    "worker, '', paused, paused",
  })
  void reaches_a_status_by_the_command_that_leads_there(
      String performer, String before, String wanted, String reached) {
    var id = performer.equals("human") ? human() : queued();
    if (!before.isEmpty()) {
      move(id, before, before.equals("block") ? block() : new JsonObject()).expect(200);
    }
    assertEquals(reached, status(api.patch("/tasks/" + id, status(wanted)).send()));
  }

  @Test
  void refuses_a_status_that_no_command_leads_to_or_that_needs_more() {
    var id = human();
    var failed = api.patch("/tasks/" + id, status("failed")).send().expect(409).json();
    assertEquals("invalid_transition", failed.getString("code"));
    assertEquals("failed", failed.getString("to"));
    assertEquals(
        new JsonArray(List.of("block", "cancel", "complete", "delete", "pause", "start")),
        failed.getJsonArray("allowed"));
    var blocked = api.patch("/tasks/" + id, status("blocked")).send().expect(409).json();
    assertTrue(blocked.getString("detail").endsWith("needs to be told a reason"));
    var scheduled = api.patch("/tasks/" + queued(), status("scheduled")).send().expect(409).json();
    assertTrue(scheduled.getString("detail").endsWith("needs to be told when to run"));
    var mixed = status("cancelled").put("title", "x");
    var alone = api.patch("/tasks/" + id, mixed).send().expect(409).json();
    assertTrue(alone.getString("detail").startsWith("The status can only be changed alone"));
    assertEquals(1, api.get("/tasks/" + id).send().json().getInteger("revision"));
  }

  @Test
  void moves_only_the_version_that_is_named() {
    var created = api.post("/tasks", todo("tagged")).send();
    var path = "/tasks/" + created.json().getString("id");
    var tag = created.header("ETag");
    var paused = api.post(path + "/pause").header("If-Match", tag).send().expect(200);
    assertNotEquals(tag, paused.header("ETag"));
    api.post(path + "/resume").header("If-Match", tag).send().expect(412);
    var stale = api.patch(path, status("pending")).header("If-Match", tag).send();
    stale.expect(412);
    api.post(path + "/resume").header("If-Match", paused.header("ETag")).send().expect(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "start",
        "complete",
        "cancel",
        "pause",
        "resume",
        "block",
        "unblock",
        "reopen",
        "assign",
        "reschedule",
        "restore"
      })
  void knows_no_task_of_others_and_no_member_of_its_own_invention(String command) {
    var body =
        switch (command) {
          case "block" -> block();
          case "assign" -> new JsonObject().put("assignee_id", "bob");
          default -> new JsonObject();
        };
    var unknown = move(UUID.randomUUID().toString(), command, body).expect(404).json();
    assertEquals("not_found", unknown.getString("code"));
    var id = human();
    var path = "/tasks/" + id + "/" + command;
    api.post(path, body).as("elsewhere", "me").send().expect(404);
    var odd = api.post(path, body.copy().put("colour", "red")).send().expect(422);
    assertEquals(List.of("body.colour"), odd.places());
    api.post(path).json("{").send().expect(400);
    api.post(path).body("text/plain", "now").send().expect(415);
    assertEquals(List.of("path.id"), move("7", command, body).expect(422).places());
    assertEquals(1, api.get("/tasks/" + id).send().json().getInteger("revision"));
  }

  @Test
  void tells_of_every_wrong_value() {
    var id = human();
    var body =
        new JsonObject()
            .put("notes", "")
            .put("actual_minutes", 525_601)
            .put("metadata", 5)
            .put("photo_urls", 5);
    assertEquals(
        List.of("body.actual_minutes", "body.metadata", "body.notes", "body.photo_urls"),
        move(id, "complete", body).expect(422).places().stream().sorted().toList());
    assertEquals(List.of("body.reason"), move(id, "block", new JsonObject()).expect(422).places());
    api.post("/tasks/" + id + "/block").send().expect(400);
    assertEquals(
        List.of("body.assignee_id"),
        move(id, "assign", new JsonObject().putNull("assignee_id")).expect(422).places());
    assertEquals(
        List.of("body.run_at"),
        move(id, "reschedule", new JsonObject().put("run_at", "soon")).expect(422).places());
  }
}
