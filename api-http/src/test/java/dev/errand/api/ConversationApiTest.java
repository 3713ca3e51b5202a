package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.errand.core.testing.CoreFixture;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Comments and reminders. */
class ConversationApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static String comments(JsonObject task) {
    return "/tasks/" + task.getString("id") + "/comments";
  }

  private static String reminders(JsonObject task) {
    return "/tasks/" + task.getString("id") + "/reminders";
  }

  private static JsonObject body(String text) {
    return new JsonObject().put("body", text);
  }

  private static List<JsonObject> items(Call.Reply reply) {
    return reply.expect(200).json().getJsonArray("items").stream()
        .map(item -> (JsonObject) item)
        .toList();
  }

  /** S2-05. */
  @Test
  void comments_are_listed_in_time_order_and_walked_in_parts() {
    var task = api.created(todo("talk"));
    var said = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      said.add(
          api.post(comments(task), body("comment " + i))
              .send()
              .expect(201)
              .json()
              .getString("body"));
      api.core.clock.advance(Duration.ofSeconds(1));
    }
    var seen = new ArrayList<String>();
    var cursor = "";
    do {
      var page = api.get(comments(task) + "?limit=2" + cursor).send().expect(200).json();
      assertEquals(5, page.getInteger("total"));
      page.getJsonArray("items").forEach(c -> seen.add(((JsonObject) c).getString("body")));
      var next = page.getString("next_cursor");
      cursor = next == null ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    assertEquals(said, seen);
    for (var wrong : List.of("", " \n ", "x".repeat(10_001))) {
      assertEquals(
          List.of("body.body"), api.post(comments(task), body(wrong)).send().expect(422).places());
    }
    var tag = api.get("/tasks/" + task.getString("id")).send().header("ETag");
    api.post(comments(task), body("x".repeat(10_000))).send().expect(201);
    assertEquals(tag, api.get("/tasks/" + task.getString("id")).send().header("ETag"));
    assertEquals(
        List.of("query.cursor"),
        api.get(comments(task) + "?cursor=YWJj").send().expect(422).places());
  }

  /** S2-05. */
  @Test
  void only_the_author_and_an_admin_change_a_comment() {
    var task = api.created(todo("mine"));
    var reply = api.post(comments(task), body("first")).as("local", "ann").send().expect(201);
    var comment = reply.json();
    assertNull(comment.getString("edited_at"));
    assertEquals("ann", comment.getString("author_id"));
    var path = comments(task) + "/" + comment.getString("id");
    assertEquals("/api/v1" + path, reply.header("Location"));
    api.patch(path, body("second")).as("local", "bob").send().expect(403);
    var manager = api.patch(path, body("second")).as("local", "bob").header("X-Roles", "manager");
    manager.send().expect(403);
    var edited = api.patch(path, body("second")).as("local", "ann").send().expect(200).json();
    assertEquals("second", edited.getString("body"));
    assertNotNull(edited.getString("edited_at"));
    assertEquals(edited, api.get(path).send().expect(200).json());
    api.call(HttpMethod.DELETE, path).as("local", "bob").send().expect(403);
    // Whoever was made a viewer changes nothing any more, not even what was theirs.
    var demoted = api.patch(path, body("third")).as("local", "ann").header("X-Roles", "viewer");
    demoted.send().expect(403);
    var removed = api.call(HttpMethod.DELETE, path).as("local", "ann").header("X-Roles", "viewer");
    removed.send().expect(403);
    api.call(HttpMethod.DELETE, path).send().expect(204);
    assertEquals(
        comment.getString("id"), api.get(path).send().expect(404).json().getString("comment_id"));
    var viewer =
        api.post(comments(task), body("no")).as("local", "eve").header("X-Roles", "viewer");
    viewer.send().expect(403);
  }

  /** S2-05. */
  @Test
  void there_is_no_commenting_on_a_task_that_is_deleted_or_anothers() {
    var task = api.created(todo("gone"));
    var comment = api.post(comments(task), body("first")).send().expect(201).json();
    api.get(comments(task)).as("t2", "x").send().expect(404);
    api.post(comments(task), body("x")).as("t2", "x").send().expect(404);
    api.call(HttpMethod.DELETE, "/tasks/" + task.getString("id")).send().expect(204);
    for (var call :
        List.of(
            api.post(comments(task), body("late")),
            api.get(comments(task)),
            api.patch(comments(task) + "/" + comment.getString("id"), body("late")))) {
      assertEquals(task.getString("id"), call.send().expect(404).json().getString("task_id"));
    }
  }

  private static JsonObject dated(String title) {
    var dueAt = api.core.clock.instant().plus(Duration.ofDays(2));
    return api.created(todo(title).put("due_at", dueAt.toString()).put("assignee_id", "ann"));
  }

  private static JsonObject before(String duration) {
    return new JsonObject().put("before_due", duration);
  }

  private static JsonObject remind(JsonObject task, JsonObject wish) {
    return api.post(reminders(task), wish).send().expect(201).json();
  }

  private static Instant at(JsonObject reminder) {
    return Instant.parse(reminder.getString("remind_at"));
  }

  /** S2-06, S2-08. */
  @Test
  void reminders_before_the_due_time_go_with_it_and_others_do_not() {
    var task = dated("dated");
    var dueAt = Instant.parse(task.getString("due_at"));
    var own = dueAt.minus(Duration.ofHours(5));
    var relative = remind(task, before("PT30M"));
    assertEquals(dueAt.minus(Duration.ofMinutes(30)), at(relative));
    assertEquals("ann", relative.getString("user_id"));
    assertEquals("scheduled", relative.getString("status"));
    remind(task, new JsonObject().put("remind_at", own.toString()));
    var path = "/tasks/" + task.getString("id");
    var later = dueAt.plus(Duration.ofDays(1));
    api.patch(path, new JsonObject().put("due_at", later.toString())).send().expect(200);
    var moved = items(api.get(reminders(task)).send());
    assertEquals(
        List.of(later.minus(Duration.ofMinutes(30)), own),
        moved.stream().map(ConversationApiTest::at).toList());
    api.patch(path, new JsonObject().putNull("due_at")).send().expect(200);
    assertNull(items(api.get(reminders(task)).send()).getFirst().getString("remind_at"));
    var reply = api.post(reminders(task), before("PT1H")).send().expect(422);
    assertEquals(List.of("body.before_due"), reply.places());
  }

  /** S2-06. */
  @Test
  void the_end_of_a_task_cancels_what_is_still_to_be_sent() {
    for (var command : List.of("complete", "cancel")) {
      var task = dated(command);
      var reminder = remind(task, before("PT30M"));
      var path = reminders(task) + "/" + reminder.getString("id");
      api.post("/tasks/" + task.getString("id") + "/" + command).send().expect(200);
      assertEquals("cancelled", api.get(path).send().expect(200).json().getString("status"));
      api.post(reminders(task), before("PT1H")).send().expect(409);
    }
    var task = dated("deleted");
    remind(task, before("PT30M"));
    api.call(HttpMethod.DELETE, "/tasks/" + task.getString("id")).send().expect(204);
    api.get(reminders(task)).send().expect(404);
    api.post("/tasks/" + task.getString("id") + "/restore").send().expect(200);
    assertEquals(
        "cancelled", items(api.get(reminders(task)).send()).getFirst().getString("status"));
  }

  /** S2-07. */
  @Test
  void a_reminder_can_be_put_off_until_it_was_sent() {
    var task = dated("snoozed");
    var reminder = remind(task, before("PT30M"));
    var path = "/reminders/" + reminder.getString("id") + "/snooze";
    var snoozed = api.post(path, new JsonObject().put("minutes", 15)).send().expect(200).json();
    assertEquals("snoozed", snoozed.getString("status"));
    assertEquals(at(reminder).plus(Duration.ofMinutes(15)), at(snoozed));
    assertEquals(1, snoozed.getInteger("snooze_count"));
    var until = api.core.clock.instant().plus(Duration.ofHours(1));
    var again = api.post(path, new JsonObject().put("until", until.toString())).send().expect(200);
    assertEquals(until, at(again.json()));
    api.core.clock.advance(Duration.ofHours(2));
    var late = api.post(path, new JsonObject().put("minutes", 5)).send().expect(200).json();
    assertEquals(api.core.clock.instant().plus(Duration.ofMinutes(5)), at(late));
    api.post(path, new JsonObject()).send().expect(422);
    api.post(path, new JsonObject().put("until", until.toString())).send().expect(422);
    CoreFixture.await(
        api.core.pg.run(
            "update reminder set status = 'sent', sent_at = now() where id = $1",
            Tuple.of(UUID.fromString(reminder.getString("id")))));
    var sent = api.post(path, new JsonObject().put("minutes", 5)).send().expect(409).json();
    assertEquals("invalid_transition", sent.getString("code"));
    api.post(path, new JsonObject().put("minutes", 5)).as("t2", "x").send().expect(404);
  }

  @Test
  void reminders_are_set_with_the_task_and_as_people_prefer() {
    var now = api.core.clock.instant();
    var soon = now.plus(Duration.ofHours(1));
    var task = api.created(todo("with").put("reminder_at", soon.toString()));
    var reminder = items(api.get(reminders(task)).send()).getFirst();
    assertEquals(soon, at(reminder));
    assertEquals("me", reminder.getString("user_id"));
    var day = now.atZone(java.time.ZoneId.of("Asia/Aden")).toLocalDate().plusDays(3);
    var local =
        todo("local")
            .put("timezone", "Asia/Aden")
            .put("reminder_date", day.toString())
            .put("reminder_time", "09:00");
    assertEquals(
        Instant.parse(day + "T06:00:00Z"),
        at(items(api.get(reminders(api.created(local))).send()).getFirst()));
    api.post("/tasks", todo("half").put("reminder_time", "09:00")).send().expect(422);
    api.post("/tasks", todo("past").put("reminder_at", now.toString())).send().expect(422);
    var user = new JsonObject().put("id", "early");
    var preferences = new JsonObject().put("reminder_minutes_before", 90.0);
    api.post("/users", user.put("preferences", preferences)).send().expect(201);
    var other = dated("preferred");
    var preferred = remind(other, new JsonObject().put("user_id", "early"));
    assertEquals("PT1H30M", preferred.getString("before_due"));
  }

  @Test
  void people_have_themselves_reminded_and_others_only_of_what_they_may_change() {
    var task = dated("rights");
    var own = api.post(reminders(task), before("PT1H").put("user_id", "bob")).as("local", "bob");
    var reminder = own.send().expect(201).json();
    api.post(reminders(task), before("PT1H")).as("local", "bob").send().expect(403);
    var path = reminders(task) + "/" + reminder.getString("id");
    api.call(HttpMethod.DELETE, path).as("local", "ann").send().expect(403);
    api.call(HttpMethod.DELETE, path).as("local", "bob").send().expect(204);
    api.get(path).send().expect(404);
    var both = before("PT1H").put("remind_at", "2099-01-01T00:00:00Z");
    assertEquals(
        List.of("body.before_due"), api.post(reminders(task), both).send().expect(422).places());
    api.post(reminders(task), before("P400D")).send().expect(422);
    api.post(reminders(task), before("tomorrow")).send().expect(422);
  }
}
