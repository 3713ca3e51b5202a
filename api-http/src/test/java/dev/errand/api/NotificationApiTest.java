package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people find in their lists, and how they say where they want to be reached. */
class NotificationApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static Call.Reply as(String user, HttpMethod method, String path) {
    return api.call(method, path).as("local", user).header("X-Roles", "technician").send();
  }

  private static JsonObject list(String user, String query) {
    return as(user, HttpMethod.GET, "/notifications" + query).expect(200).json();
  }

  private static JsonObject first(JsonObject page) {
    return page.getJsonArray("items").getJsonObject(0);
  }

  private static void assign(String user, String title) {
    api.created(todo(title).put("assignee_id", user).put("due_at", "2099-05-01T07:30:00Z"));
  }

  @Test
  void ones_own_are_listed_the_latest_first_and_walked_in_parts() {
    assign("ann", "First");
    assign("ann", "Second");
    assign("bob", "Not for Ann");
    var all = list("ann", "");
    assertEquals(2, all.getInteger("total"));
    var latest = first(all);
    assertEquals("Assigned to you: Second", latest.getString("title"));
    assertEquals("Due Friday, 1 May 2099, 07:30 (UTC)", latest.getString("body"));
    assertEquals("assigned", latest.getString("kind"));
    assertEquals("pending", latest.getString("status"));
    assertNull(latest.getString("read_at"));
    var page = list("ann", "?limit=1");
    assertEquals(latest.getString("id"), first(page).getString("id"));
    var next = list("ann", "?limit=1&cursor=" + page.getString("next_cursor"));
    assertNotEquals(latest.getString("id"), first(next).getString("id"));
    assertNull(next.getString("next_cursor"));
    as("ann", HttpMethod.GET, "/notifications?cursor=eA").expect(422);
  }

  @Test
  void what_was_read_is_noted_by_its_reader_alone() {
    assign("cid", "First");
    assign("cid", "Second");
    assign("cid", "Third");
    var id = first(list("cid", "")).getString("id");
    as("dan", HttpMethod.POST, "/notifications/" + id + "/read").expect(404);
    assertEquals(3, list("cid", "?unread=true").getInteger("total"));
    var path = "/notifications/" + id + "/read";
    assertNotNull(as("cid", HttpMethod.POST, path).expect(200).json().getString("read_at"));
    as("cid", HttpMethod.POST, path).expect(200);
    assertEquals(2, list("cid", "?unread=true").getInteger("total"));
    var all = as("cid", HttpMethod.POST, "/notifications/read?dry_run=true").expect(200).json();
    assertEquals(2, all.getInteger("read"));
    assertEquals(2, list("cid", "?unread=true").getInteger("total"));
    all = as("cid", HttpMethod.POST, "/notifications/read").expect(200).json();
    assertEquals(2, all.getInteger("read"));
    assertEquals(0, list("cid", "?unread=true").getInteger("total"));
    assertEquals(3, list("cid", "").getInteger("total"));
  }

  @Test
  void channels_are_preferred_in_order_and_must_exist() {
    var path = "/users/me/preferences";
    api.get("/users/me").send().expect(200);
    assertNull(api.get(path).send().expect(200).json().getValue("channels"));
    var order = new JsonArray().add("mqtt").add("email");
    var wish = new JsonObject().put("channels", order).put("webhook_url", "https://a.example/b");
    var preferences = api.patch(path, wish).send().expect(200).json();
    assertEquals(order, preferences.getJsonArray("channels"));
    var pigeon = new JsonObject().put("channels", new JsonArray().add("pigeon"));
    api.patch(path, pigeon).send().expect(422);
    var file = new JsonObject().put("webhook_url", "file:///etc/passwd");
    api.patch(path, file).send().expect(422);
    var task = api.created(todo("talk"));
    var reminder = new JsonObject().put("remind_at", "2099-01-01T00:00:00Z").put("channel", "mqtt");
    api.post("/tasks/" + task.getString("id") + "/reminders", reminder).send().expect(201);
  }
}
