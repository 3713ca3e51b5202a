package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.idempotency.KeyCommand.PurgeKeys;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests that bear an {@code Idempotency-Key}. */
class RepetitionTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static Call post(String path, JsonObject body, String key) {
    return api.post(path, body).header("Idempotency-Key", key);
  }

  private static int total() {
    return api.get("/tasks?limit=1").send().json().getInteger("total");
  }

  @Test
  void the_second_is_answered_as_the_first_and_changes_nothing() {
    var before = total();
    var first = post("/tasks", todo("once"), "k1").send().expect(201);
    var second = post("/tasks", todo("once"), "k1").send().expect(201);
    assertEquals(first.json(), second.json());
    assertEquals("true", second.header("Idempotency-Replayed"));
    assertEquals("null", first.header("Idempotency-Replayed"));
    assertEquals(first.header("Location"), second.header("Location"));
    assertEquals(first.header("ETag"), second.header("ETag"));
    assertEquals(before + 1, total());
  }

  @Test
  void another_request_with_the_same_key_is_refused() {
    post("/tasks", todo("a"), "k2").send().expect(201);
    for (var other : List.of("/tasks", "/tasks?dry_run=true")) {
      var body = other.endsWith("true") ? todo("a") : todo("b");
      var refused = post(other, body, "k2").send().expect(422);
      assertEquals("idempotency_key_reused", refused.json().getString("code"));
    }
  }

  @Test
  void a_key_is_one_users_for_one_operation() {
    var task = post("/tasks", todo("a"), "k3").send().expect(201).json().getString("id");
    post("/tasks", todo("b"), "k3").as("local", "bob").send().expect(201);
    post("/tasks", todo("b"), "k3").as("other", "me").send().expect(201);
    var start = "/tasks/" + task + "/start";
    api.post(start).header("Idempotency-Key", "k3").send().expect(200);
    var again = api.post(start).header("Idempotency-Key", "k3").send().expect(200);
    assertEquals("true", again.header("Idempotency-Replayed"));
    api.post(start).header("Idempotency-Key", "k4").send().expect(409);
  }

  @Test
  void many_at_once_do_it_once() {
    var before = total();
    var replies =
        IntStream.range(0, 20)
            .mapToObj(i -> post("/tasks", todo("race"), "k5").start())
            .map(CoreFixture::await)
            .toList();
    var created = replies.stream().filter(reply -> reply.status() == 201).toList();
    assertTrue(!created.isEmpty());
    assertEquals(1, created.stream().map(r -> r.json().getString("id")).distinct().count());
    replies.stream()
        .filter(reply -> reply.status() != 201)
        .forEach(
            reply -> {
              assertEquals("idempotency_key_in_use", reply.expect(409).json().getString("code"));
              assertEquals("1", reply.header("Retry-After"));
            });
    assertEquals(before + 1, total());
  }

  @Test
  void a_refused_request_leaves_its_key_free() {
    var unknown = todo("a").put("type", "unheard_of");
    post("/tasks", unknown, "k6").send().expect(422);
    post("/tasks", todo("a"), "k6").send().expect(201);
  }

  /** The service dies after the task was created, and before that was noted. */
  @Test
  void a_key_outlives_its_holder_and_creates_nothing_twice() throws SQLException {
    var first = post("/tasks", todo("survivor"), "k7").send().expect(201);
    var before = total();
    forget("k7");
    assertEquals(
        "idempotency_key_in_use",
        post("/tasks", todo("survivor"), "k7").send().expect(409).json().getString("code"));
    api.core.clock.advance(Duration.ofSeconds(61));
    var second = post("/tasks", todo("survivor"), "k7").send().expect(201);
    assertEquals(first.json().getString("id"), second.json().getString("id"));
    assertEquals(before, total());
  }

  /** Sends it, dies before the answer is stored, and sends it again. */
  private static Call.Reply interrupted(String path, JsonObject body, String key)
      throws SQLException {
    var first = post(path, body, key).send().expect(201);
    forget(key);
    api.core.clock.advance(Duration.ofSeconds(61));
    var second = post(path, body, key).send().expect(201);
    assertEquals(first.json(), second.json());
    assertEquals(first.header("Location"), second.header("Location"));
    var third = post(path, body, key).send().expect(201);
    assertEquals("true", third.header("Idempotency-Replayed"));
    return second;
  }

  @Test
  void whatever_is_created_is_created_once() throws SQLException {
    var task = "/tasks/" + api.created(todo("talk")).getString("id");
    var tomorrow = api.core.clock.instant().plus(Duration.ofDays(1)).toString();
    var each =
        Map.of(
            task + "/comments",
            new JsonObject().put("body", "said"),
            task + "/reminders",
            new JsonObject().put("remind_at", tomorrow),
            task + "/evidence",
            new JsonObject().put("kind", "note").put("text", "done"),
            "/schedules",
            new JsonObject().put("spec", "daily").put("task", todo("daily")),
            "/sites",
            new JsonObject().put("name", "North"),
            "/users",
            new JsonObject().put("name", "Ann"));
    for (var one : each.entrySet()) {
      var path = one.getKey();
      var before = items(path).size();
      var id = interrupted(path, one.getValue(), path).json().getString("id");
      assertEquals(before + 1, items(path).size(), path);
      assertTrue(items(path).toString().contains(id), path);
    }
  }

  private static JsonArray items(String path) {
    return api.get(path + "?limit=100").send().expect(200).json().getJsonArray("items");
  }

  @Test
  void of_many_only_those_are_created_that_are_not_there() throws SQLException {
    var items = new JsonArray();
    IntStream.range(0, 5).forEach(i -> items.add(todo("row " + i)));
    items.add(4, todo("daily").put("schedule", "daily"));
    var body = new JsonObject().put("items", items);
    var before = total();
    var ids = ids(interrupted("/tasks/bulk", body, "k10"));
    assertEquals(before + 6, total());
    assertEquals(ids.stream().sorted().toList(), ids);
    assertEquals(7, UUID.fromString(ids.getLast()).version());
    forget("k10");
    remove(ids.get(2));
    api.core.clock.advance(Duration.ofSeconds(61));
    assertEquals(ids, ids(post("/tasks/bulk", body, "k10").send().expect(201)));
    assertEquals(before + 6, total());
  }

  /** Sends it, dies before the answer is stored; what it created is deleted; sends it again. */
  private static Call.Reply deleted(String path, JsonObject body, String key) throws SQLException {
    var first = post(path, body, key).send().expect(201).json();
    forget(key);
    var made = first.containsKey("created") ? first.getJsonArray("created") : JsonArray.of(first);
    var one = made.getJsonObject(0).getString("id");
    api.call(HttpMethod.DELETE, path.replace("/bulk", "") + "/" + one).send().expect(204);
    api.core.clock.advance(Duration.ofSeconds(61));
    var second = post(path, body, key).send();
    if (second.status() == 201) {
      assertEquals(first.fieldNames(), second.json().fieldNames());
    }
    return second;
  }

  @Test
  void what_was_created_and_deleted_is_not_created_again() throws SQLException {
    var before = total();
    deleted("/tasks", todo("gone"), "k12").expect(201);
    var items = new JsonArray().add(todo("gone too")).add(todo("stays"));
    var both = deleted("/tasks/bulk", new JsonObject().put("items", items), "k13").expect(201);
    assertEquals(2, ids(both).size());
    assertEquals(before + 1, total());
    var daily = new JsonObject().put("spec", "daily").put("task", todo("daily"));
    for (var one :
        Map.of("/schedules", daily, "/sites", new JsonObject().put("name", "South")).entrySet()) {
      var refused = deleted(one.getKey(), one.getValue(), one.getKey() + 2).expect(409).json();
      assertEquals("already_created", refused.getString("code"));
    }
  }

  private static List<String> ids(Call.Reply reply) {
    return reply.json().getJsonArray("created").stream()
        .map(task -> ((JsonObject) task).getString("id"))
        .toList();
  }

  /**
   * It has moved the task, or not: that is for the state machine to say, and no other may take it.
   */
  @Test
  void a_command_that_was_cut_off_is_refused_and_keeps_its_key() throws SQLException {
    var task = "/tasks/" + api.created(todo("move")).getString("id");
    api.post(task + "/start").header("Idempotency-Key", "k11").send().expect(200);
    forget("k11");
    api.core.clock.advance(Duration.ofSeconds(61));
    for (int i = 0; i < 2; i++) {
      var refused = api.post(task + "/start").header("Idempotency-Key", "k11").send().expect(409);
      assertEquals("invalid_transition", refused.json().getString("code"));
    }
    var other = "/tasks/" + api.created(todo("other")).getString("id") + "/start";
    assertEquals(
        "idempotency_key_reused",
        api.post(other)
            .header("Idempotency-Key", "k11")
            .send()
            .expect(422)
            .json()
            .getString("code"));
  }

  /** And here it dies before. */
  @Test
  void what_was_not_done_is_done_by_the_next() throws SQLException {
    var first = post("/tasks", todo("late"), "k8").send().expect(201).json().getString("id");
    remove(first);
    forget("k8");
    api.core.clock.advance(Duration.ofSeconds(61));
    assertEquals(
        first, post("/tasks", todo("late"), "k8").send().expect(201).json().getString("id"));
  }

  private static void remove(String task) throws SQLException {
    execute(
        "delete from task_history where task_id = '%1$s'; delete from task where id = '%1$s'"
            .formatted(task));
  }

  private static void forget(String key) throws SQLException {
    execute("update request_key set status = null where key = '" + key + "'");
  }

  private static void execute(String sql) throws SQLException {
    try (var connection = api.core.database.connect()) {
      connection.createStatement().execute(sql);
    }
  }

  @Test
  void a_key_is_free_again_after_a_day() {
    var first = post("/tasks", todo("daily"), "k9").send().expect(201).json().getString("id");
    api.core.clock.advance(Duration.ofHours(24));
    var second = post("/tasks", todo("daily"), "k9").send().expect(201).json().getString("id");
    assertNotEquals(first, second);
    api.core.clock.advance(Duration.ofHours(25));
    assertTrue(api.core.ask(new PurgeKeys(api.core.clock.instant(), 1000)) > 0);
    assertEquals(0, api.core.ask(new PurgeKeys(api.core.clock.instant(), 1000)));
  }

  @Test
  void a_key_of_no_or_too_many_characters_is_refused() {
    assertEquals(
        "header_invalid",
        post("/tasks", todo("a"), "k".repeat(256)).send().expect(400).json().getString("code"));
    post("/tasks", todo("a"), "k".repeat(255)).send().expect(201);
  }
}
