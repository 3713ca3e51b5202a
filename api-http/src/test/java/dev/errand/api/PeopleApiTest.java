package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.user.UserCommand.SeeUser;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PeopleApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonObject user(String id) {
    return new JsonObject().put("id", id);
  }

  private static Call as(Call call, String tenant, String user, String role) {
    return call.as(tenant, user).header("X-Roles", role);
  }

  /** S2-01. */
  @Test
  void a_user_is_created_read_changed_and_deleted() {
    var wanted =
        new JsonObject()
            .put("name", "Ada")
            .put("email", "ada@example.com")
            .put("telegram_id", 4711)
            .put("timezone", "America/Chicago")
            .put("role", "technician");
    var created = api.post("/users", wanted).send().expect(201);
    var user = created.json();
    assertEquals("4711", user.getString("telegram_id"));
    assertEquals("America/Chicago", user.getString("timezone"));
    var read = api.get("/users/" + user.getString("id")).send().expect(200);
    assertEquals(user, read.json());
    assertEquals(created.header("ETag"), read.header("ETag"));
    assertEquals("/api/v1/users/" + user.getString("id"), created.header("Location"));
    var path = "/users/" + user.getString("id");
    api.get(path).header("If-None-Match", read.header("ETag")).send().expect(304);
    var changed =
        api.patch(path, new JsonObject().put("name", "Ada L").putNull("telegram_id"))
            .header("If-Match", read.header("ETag"))
            .send()
            .expect(200);
    assertEquals("Ada L", changed.json().getString("name"));
    assertNull(changed.json().getString("telegram_id"));
    assertEquals(2, changed.json().getInteger("revision"));
    assertNotEquals(read.header("ETag"), changed.header("ETag"));
    api.patch(path, new JsonObject().put("name", "No"))
        .header("If-Match", read.header("ETag"))
        .send()
        .expect(412);
    api.patch(path, new JsonObject().put("id", "other")).send().expect(422);
    api.call(HttpMethod.DELETE, path).send().expect(204);
    var gone = api.get(path).send().expect(404).json();
    assertEquals("User not found", gone.getString("detail"));
    assertEquals(user.getString("id"), gone.getString("user_id"));
    api.core.clock.advance(Duration.ofMillis(1));
    var next = api.post("/users", user(user.getString("id"))).send().expect(201);
    assertNotEquals(created.header("ETag"), next.header("ETag"));
  }

  /** S2-01. */
  @Test
  void a_user_has_defaults_and_keys_of_their_own() {
    var plain =
        api.post("/users", user("plain").put("telegram_id", "t1")).send().expect(201).json();
    assertEquals("UTC", plain.getString("timezone"));
    assertEquals("technician", plain.getString("role"));
    assertEquals(30, plain.getJsonObject("preferences").getInteger("reminder_minutes_before"));
    assertEquals("08:00", plain.getJsonObject("preferences").getString("daily_summary_time"));
    var twice = api.post("/users", user("other").put("telegram_id", "t1")).send().expect(409);
    assertEquals("duplicate_telegram_id", twice.json().getString("code"));
    assertEquals(
        "duplicate_user",
        api.post("/users", user("plain")).send().expect(409).json().getString("code"));
    api.post("/users", user("plain").put("telegram_id", "t1")).as("t2", "x").send().expect(201);
    var wrong = user("mars").put("timezone", "Mars/X").put("role", "king").put("email", "nobody");
    assertEquals(
        List.of("body.email", "body.role"),
        api.post("/users", wrong).send().expect(422).places().stream().sorted().toList());
    var mars = api.post("/users", user("mars").put("timezone", "Mars/X")).send().expect(422);
    assertEquals(List.of("body.timezone"), mars.places());
    assertTrue(mars.messages().contains("Europe/Berlin"));
  }

  @Test
  void preferences_are_merged_and_fall_back_to_their_defaults() {
    api.post("/users", user("picky")).send().expect(201);
    var path = "/users/picky/preferences";
    var hours = new JsonObject().put("start", "22:00").put("end", "06:00");
    var patch = new JsonObject().put("reminder_minutes_before", 60).put("quiet_hours", hours);
    var changed = api.patch(path, patch).send().expect(200);
    assertEquals(60, changed.json().getInteger("reminder_minutes_before"));
    assertEquals(hours, changed.json().getJsonObject("quiet_hours"));
    var read = api.get(path).send().expect(200);
    assertEquals(changed.json(), read.json());
    assertEquals(changed.header("ETag"), read.header("ETag"));
    api.call(HttpMethod.PUT, path)
        .json(new JsonObject().putNull("reminder_minutes_before").toBuffer())
        .send()
        .expect(200);
    assertEquals(30, api.get(path).send().json().getInteger("reminder_minutes_before"));
    assertEquals(
        List.of("body.daily_summary_time"),
        api.patch(path, new JsonObject().put("daily_summary_time", "25:00"))
            .send()
            .expect(422)
            .places());
  }

  @Test
  void who_calls_is_known_from_then_on() {
    as(api.get("/tasks?limit=1"), "seen", "ben", "operator").send().expect(200);
    var ben = as(api.get("/users/me"), "seen", "ben", "operator").send().expect(200).json();
    assertEquals("ben", ben.getString("id"));
    assertEquals("operator", ben.getString("role"));
    assertEquals(1, ben.getInteger("revision"));
    assertEquals(
        ben, as(api.get("/users/ben"), "seen", "ben", "operator").send().expect(200).json());
    as(api.get("/users/ben"), "unseen", "cy", "admin").send().expect(404);
    var caller =
        new Caller(
            "seen", "ben", Role.ADMIN, "pro", new Caller.Origin("request-1", null), Sight.ALL);
    api.core.ask(new SeeUser(caller));
    assertEquals(ben, as(api.get("/users/me"), "seen", "ben", "admin").send().expect(200).json());
  }

  @Test
  void people_change_themselves_but_not_what_they_may_do() {
    as(api.post("/users", user("tech")), "rights", "boss", "manager").send().expect(201);
    var name = new JsonObject().put("name", "T");
    as(api.patch("/users/me", name), "rights", "tech", "technician").send().expect(200);
    var promotion = new JsonObject().put("role", "operator");
    var denied = as(api.patch("/users/me", promotion), "rights", "tech", "technician").send();
    assertEquals("update", denied.expect(403).json().getString("action"));
    as(api.patch("/users/tech", name), "rights", "peer", "technician").send().expect(403);
    as(api.patch("/users/tech", promotion), "rights", "boss", "manager").send().expect(200);
    var above = new JsonObject().put("role", "admin");
    as(api.patch("/users/tech", above), "rights", "boss", "manager").send().expect(403);
    as(api.post("/users", user("x").put("role", "manager")), "rights", "tech", "technician")
        .send()
        .expect(403);
    as(api.call(HttpMethod.DELETE, "/users/tech"), "rights", "tech", "technician")
        .send()
        .expect(403);
    as(api.call(HttpMethod.DELETE, "/users/tech"), "rights", "boss", "manager").send().expect(204);
  }

  @Test
  void who_makes_the_record_of_somebody_has_no_say_in_it_once_they_came() {
    var name = new JsonObject().put("name", "N");
    as(api.post("/users", user("late")), "claims", "tech", "technician").send().expect(201);
    as(api.patch("/users/late", name), "claims", "tech", "technician").send().expect(200);
    var origin = new Caller.Origin("request-1", null);
    api.core.ask(
        new SeeUser(new Caller("claims", "late", Role.TECHNICIAN, null, origin, Sight.ALL)));
    as(api.patch("/users/late", name.copy().put("name", "M")), "claims", "tech", "technician")
        .send()
        .expect(403);
    as(api.patch("/users/me", name), "claims", "late", "technician").send().expect(200);
  }

  /** S2-02. */
  @Test
  void a_site_is_created_read_changed_and_deleted() {
    var wanted =
        new JsonObject()
            .put("name", "North farm")
            .put("latitude", 14.2)
            .put("lon", 43.3)
            .put("timezone", "Asia/Aden")
            .put("external_refs", new JsonObject().put("field_id", "north"));
    var created = api.post("/sites", wanted).send().expect(201);
    var site = created.json();
    assertEquals(14.2, site.getDouble("lat"));
    assertEquals(true, site.getBoolean("is_active"));
    var path = "/sites/" + site.getString("id");
    assertEquals(site, api.get(path).send().expect(200).json());
    api.get(path).header("If-None-Match", created.header("ETag")).send().expect(304);
    var patch = new JsonObject().put("is_active", false);
    var changed =
        api.patch(path, patch).header("If-Match", created.header("ETag")).send().expect(200);
    assertEquals(false, changed.json().getBoolean("is_active"));
    api.patch(path, patch).header("If-Match", created.header("ETag")).send().expect(412);
    var twice = api.post("/sites", new JsonObject().put("name", "North farm")).send().expect(409);
    assertEquals("duplicate_name", twice.json().getString("code"));
    api.post("/sites", new JsonObject().put("name", "North farm")).as("t2", "x").send().expect(201);
    assertEquals(
        List.of("body.lat", "body.name"),
        api
            .post("/sites", new JsonObject().put("name", "n".repeat(101)).put("lat", 91))
            .send()
            .expect(422)
            .places()
            .stream()
            .sorted()
            .toList());
    api.call(HttpMethod.DELETE, path).send().expect(204);
    assertEquals(
        site.getString("id"), api.get(path).send().expect(404).json().getString("site_id"));
    api.post("/sites", new JsonObject().put("name", "North farm")).send().expect(201);
  }

  @Test
  void lists_are_walked_in_parts() {
    for (int i = 0; i < 5; i++) {
      var name = new JsonObject().put("name", "site " + i);
      as(api.post("/sites", name), "walk", "w", "admin").send().expect(201);
    }
    var names = new ArrayList<String>();
    var cursor = "";
    do {
      var page =
          as(api.get("/sites?limit=2" + cursor), "walk", "w", "admin").send().expect(200).json();
      assertEquals(5, page.getInteger("total"));
      items(page).forEach(site -> names.add(site.getString("name")));
      var next = page.getString("next_cursor");
      cursor = next == null ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    assertEquals(List.of("site 0", "site 1", "site 2", "site 3", "site 4"), names);
    assertEquals(
        List.of("query.cursor"), api.get("/users?cursor=A%20A").send().expect(422).places());
    assertTrue(items(api.get("/users").send().expect(200).json()).size() > 1);
  }

  private static List<JsonObject> items(JsonObject page) {
    return page.getJsonArray("items", new JsonArray()).stream()
        .map(item -> (JsonObject) item)
        .toList();
  }

  /** S2-14. */
  @Test
  void a_summary_has_the_tasks_of_the_users_own_day() {
    var zone = ZoneId.of("Pacific/Kiritimati");
    api.post("/users", user("far").put("timezone", zone.getId())).send().expect(201);
    var now = api.core.clock.instant();
    var today = LocalDate.ofInstant(now, zone);
    var begin = today.atStartOfDay(zone).toInstant();
    var end = today.plusDays(1).atStartOfDay(zone).toInstant();
    api.created(
        todo("old").put("assignee_id", "far").put("due_at", begin.minusSeconds(1).toString()));
    api.created(todo("first").put("assignee_id", "far").put("due_at", begin.toString()));
    api.created(todo("last").put("assignee_id", "far").put("due_date", today.toString()));
    api.created(todo("next").put("assignee_id", "far").put("due_at", end.toString()));
    api.created(todo("other").put("assignee_id", "near").put("due_at", begin.toString()));
    var done = todo("done").put("assignee_id", "far").put("due_at", begin.toString());
    var id = api.created(done).getString("id");
    api.post("/tasks/" + id + "/complete").send().expect(200);
    var summary = api.get("/users/far/summary").send().expect(200).json();
    assertEquals(today.toString(), summary.getString("date"));
    assertEquals("Pacific/Kiritimati", summary.getString("timezone"));
    assertEquals(List.of("first", "last"), titles(summary, "today"));
    var overdue = now.isAfter(begin) ? List.of("old", "first") : List.of("old");
    assertEquals(overdue, titles(summary, "overdue"));
    var counts = summary.getJsonObject("counts");
    assertEquals(2, counts.getInteger("today"));
    assertEquals(overdue.size(), counts.getInteger("overdue"));
    assertEquals(1, counts.getInteger("completed"));
    var tomorrow =
        api.get("/users/far/summary?date=" + today.plusDays(1)).send().expect(200).json();
    assertEquals(List.of("next"), titles(tomorrow, "today"));
    assertEquals(List.of("old", "first", "last"), titles(tomorrow, "overdue"));
    api.get("/users/nobody/summary").send().expect(404);
    api.get("/users/far/summary?date=2026-02-30").send().expect(422);
  }

  private static List<String> titles(JsonObject summary, String list) {
    return summary.getJsonArray(list).stream()
        .map(task -> ((JsonObject) task).getString("title"))
        .toList();
  }
}
