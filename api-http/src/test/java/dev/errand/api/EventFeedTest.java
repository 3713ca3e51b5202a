package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.errand.api.identity.AccessSettings;
import dev.errand.api.identity.AccessSettings.Visibility;
import dev.errand.core.event.FeedPlace;
import dev.errand.core.event.Snapshot;
import dev.errand.core.retention.RetentionCommand.KeepPartitions;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code GET /events}: what happened, read page by page. Each test has a tenant of its own. */
class EventFeedTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonObject page(String tenant, String query) {
    return api.get("/events" + query).as(tenant, "ann").send().expect(200).json();
  }

  private static List<JsonObject> items(JsonObject page) {
    return page.getJsonArray("items").stream().map(JsonObject.class::cast).toList();
  }

  /** All that is there now, by pages of a length that changes. */
  private static List<JsonObject> all(String tenant, String more, Random random) {
    var all = new ArrayList<JsonObject>();
    var query = more;
    while (true) {
      var page = page(tenant, "?limit=" + (1 + random.nextInt(7)) + query);
      all.addAll(items(page));
      if (!page.getBoolean("more")) {
        return all;
      }
      query = more + "&after=" + page.getString("next_cursor");
    }
  }

  private static List<String> types(List<JsonObject> events) {
    return events.stream()
        .map(event -> event.getString("type").replace("task_service.task.", ""))
        .toList();
  }

  private static String create(String tenant, JsonObject task) {
    return api.post("/tasks", task).as(tenant, "ann").send().expect(201).json().getString("id");
  }

  private static void act(String tenant, String path, JsonObject body) {
    api.post(path, body).as(tenant, "ann").send().expect(200);
  }

  /** A task that many things were done to, by ann of a tenant. */
  private static String life(String tenant) {
    var id = create(tenant, todo("Sow"));
    var path = "/tasks/" + id;
    var none = new JsonObject();
    api.patch(path, new JsonObject().put("title", "Reap")).as(tenant, "ann").send().expect(200);
    act(tenant, path + "/assign", new JsonObject().put("assignee_id", "bob"));
    act(tenant, path + "/pause", none);
    act(tenant, path + "/resume", none);
    act(tenant, path + "/start", none);
    act(tenant, path + "/complete", none);
    act(tenant, path + "/reopen", none);
    act(tenant, path + "/cancel", new JsonObject().put("reason", "rain"));
    api.call(HttpMethod.DELETE, path).as(tenant, "ann").send().expect(204);
    act(tenant, path + "/restore", none);
    return id;
  }

  @Test
  void tells_what_was_done_to_a_task_in_order_and_with_its_data() {
    var id = life("f1");
    var events = items(page("f1", "?limit=100"));
    assertEquals(
        List.of(
            "created",
            "updated",
            "assigned",
            "paused",
            "status_changed",
            "resumed",
            "status_changed",
            "started",
            "status_changed",
            "completed",
            "status_changed",
            "status_changed",
            "cancelled",
            "status_changed",
            "deleted",
            "restored"),
        types(events));
    for (var event : events) {
      assertEquals(id, event.getString("subject"));
      var data = event.getJsonObject("data");
      assertEquals(
          List.of(id, "ann", "f1"),
          Stream.of("task_id", "user_id", "tenant_id").map(data::getString).toList());
    }
    assertEquals(List.of("todo", "Sow"), members(events.get(0), "task_type", "name"));
    assertEquals(List.of(new JsonArray().add("title")), members(events.get(1), "updated_fields"));
    assertEquals(List.of("bob", "ann"), members(events.get(2), "assigned_to", "assigned_by"));
    assertEquals(List.of("pending", "paused"), members(events.get(4), "old_status", "new_status"));
    assertEquals(List.of("rain"), members(events.get(12), "reason"));
  }

  private static List<Object> members(JsonObject event, String... names) {
    var data = event.getJsonObject("data");
    return Stream.of(names).map(data::getValue).toList();
  }

  @Test
  void a_page_may_end_between_the_messages_of_one_change() {
    life("f2");
    var whole = items(page("f2", "?limit=100"));
    var next = page("f2", "?limit=1");
    var single = new ArrayList<>(items(next));
    while (next.getBoolean("more")) {
      next = page("f2", "?limit=1&after=" + next.getString("next_cursor"));
      single.addAll(items(next));
    }
    assertEquals(whole, single);
    assertEquals(whole, all("f2", "", new Random(2)));
    var end = page("f2", "?after=" + next.getString("next_cursor"));
    assertEquals(List.of(), items(end));
    assertFalse(end.getBoolean("more"));
  }

  @Test
  void filters_by_type_and_namespace() {
    life("f3");
    create("f3", todo("زراعة \uD83C\uDF31").put("namespace", "north"));
    assertEquals(
        List.of("created", "cancelled", "created"),
        types(all("f3", "&type=created&type=task_service.task.cancelled", new Random(3))));
    var north = items(page("f3", "?namespace=north"));
    assertEquals(List.of("created"), types(north));
    assertEquals(List.of("زراعة \uD83C\uDF31"), members(north.getFirst(), "name"));
    assertEquals(List.of(), items(page("f3", "?type=flown&namespace=north")));
  }

  @Test
  void begins_now_and_waits_for_what_comes() {
    create("f4", todo("before"));
    var now = page("f4", "?after=now");
    assertEquals(List.of(), items(now));
    var next = "?wait_seconds=30&type=created&after=" + now.getString("next_cursor");
    var waiting = api.get("/events" + next).as("f4", "ann").start();
    create("f5", todo("of others"));
    act("f4", "/tasks/" + create("f4", todo("after")) + "/start", new JsonObject());
    var come = items(CoreFixture.await(waiting).expect(200).json());
    assertEquals(List.of("after"), members(come.getFirst(), "name"));
    var later = page("f4", "?wait_seconds=1&type=deleted&after=" + now.getString("next_cursor"));
    assertEquals(List.of(), items(later));
    assertNotEquals(now.getString("next_cursor"), later.getString("next_cursor"));
  }

  @Test
  void events_of_other_tenants_never_appear() {
    life("f6");
    var mine = create("f7", todo("mine"));
    assertEquals(
        Set.of(mine),
        new TreeSet<>(
            items(page("f7", "?limit=100")).stream().map(e -> e.getString("subject")).toList()));
    assertEquals(List.of(), items(page("f8", "")));
  }

  @Test
  void refuses_what_is_no_cursor_of_the_tenant() {
    create("g1", todo("a"));
    create("g1", todo("b"));
    var cursor = page("g1", "?limit=1").getString("next_cursor");
    var bytes = Base64.getUrlDecoder().decode(cursor);
    var wrong = new LinkedHashSet<>(List.of("x", "NOW", "%00", "1:1:", "eA", "AAAAAAAA"));
    wrong.add(cursor.substring(0, cursor.length() - 1));
    wrong.add(cursor + "AAAA");
    wrong.add("A".repeat(11_000));
    for (int i = 0; i < bytes.length; i++) {
      var other = bytes.clone();
      other[i] ^= (byte) (1 << (i % 8));
      wrong.add(Base64.getUrlEncoder().withoutPadding().encodeToString(other));
    }
    for (var after : wrong) {
      for (var path : List.of("/events", "/stream")) {
        var refused = api.get(path + "?after=" + after).as("g1", "ann").send().expect(422);
        assertEquals(List.of("query.after"), refused.places(), after);
      }
    }
    api.get("/events?after=" + cursor).as("g2", "ann").send().expect(422);
    var header = api.get("/stream").as("g1", "ann").header("Last-Event-ID", "x").send();
    assertEquals(List.of("header.Last-Event-ID"), header.expect(422).places());
    for (var query : List.of("limit=0", "limit=101", "wait_seconds=31", "type=A", "before=x")) {
      assertEquals(
          List.of("query." + query.substring(0, query.indexOf('='))),
          api.get("/events?" + query).as("g1", "ann").send().expect(422).places());
    }
  }

  /** Made by somebody who knows how, they show nothing but that tenant's own events. */
  @Test
  void forged_cursors_lead_nowhere() {
    create("g3", todo("mine"));
    life("g4");
    var wide =
        new FeedPlace(
            new Snapshot(1, 1, List.of()),
            new Snapshot(1, 1_000_000_000_000L, List.of()),
            1,
            0,
            Long.MAX_VALUE - 1);
    api.get("/events?after=" + wide.encode("g3")).as("g3", "ann").send().expect(410);
    var odd = new FeedPlace(wide.seen(), new Snapshot(5, 100, List.of(7L, 9L)), 1, 90, 1L << 60);
    assertEquals(List.of(), items(page("g3", "?after=" + odd.encode("g3"))));
    var backwards = new FeedPlace(odd.reading(), wide.seen(), 1, 0, 9);
    api.get("/events?after=" + backwards.encode("g3")).as("g3", "ann").send().expect(422);
  }

  @Test
  void an_owner_sees_the_events_of_their_tasks_only() {
    var gateway = AccessSettings.gateway(List.of("127.0.0.1"), null).with(Visibility.OWNER);
    try (var confined = new ApiFixture(gateway, root -> {})) {
      var ids = new HashMap<String, String>();
      for (var user : List.of("ann", "bob")) {
        var made =
            confined
                .post("/tasks", todo("of " + user))
                .as("t", user)
                .header("X-Roles", "technician")
                .send()
                .expect(201);
        ids.put(user, made.json().getString("id"));
      }
      for (var user : ids.keySet()) {
        var seen = confined.get("/events").as("t", user).header("X-Roles", "viewer").send();
        assertEquals(
            List.of(ids.get(user)),
            items(seen.expect(200).json()).stream().map(e -> e.getString("subject")).toList());
        confined
            .get("/tasks/" + ids.get(user.equals("ann") ? "bob" : "ann") + "/stream")
            .as("t", user)
            .header("X-Roles", "viewer")
            .send()
            .expect(404);
      }
      var boss = confined.get("/events").as("t", "boss").header("X-Roles", "manager").send();
      assertEquals(2, items(boss.expect(200).json()).size());
    }
  }

  @Test
  void a_cursor_from_before_what_is_retained_is_gone() throws SQLException {
    try (var aged = new ApiFixture();
        var connection = aged.core.database.connect();
        var statement = connection.createStatement()) {
      statement.execute("select ensure_partitions('2020-01-06T00:00:00Z', 1)");
      insert(connection, "t", UUID.randomUUID(), "2020-01-07T00:00:00Z");
      insert(connection, "t", UUID.randomUUID(), "2020-01-08T00:00:00Z");
      var old = aged.get("/events?limit=1").as("t", "ann").send().expect(200).json();
      var path = "/events?after=" + old.getString("next_cursor");
      assertEquals(1, items(aged.get(path).as("t", "ann").send().expect(200).json()).size());
      aged.core.ask(new KeepPartitions(aged.core.clock.instant(), 90, false));
      var gone = aged.get(path).as("t", "ann").send().expect(410).json();
      assertEquals("cursor_expired", gone.getString("code"));
      aged.get("/stream" + path.substring(7)).as("t", "ann").send().expect(410);
      var anew = aged.get("/events").as("t", "ann").send().expect(200).json();
      assertEquals(List.of(), items(anew));
      aged.post("/tasks", todo("new")).as("t", "ann").send().expect(201);
      var next = "/events?after=" + anew.getString("next_cursor");
      assertEquals(1, items(aged.get(next).as("t", "ann").send().expect(200).json()).size());
    }
  }

  private static void insert(Connection connection, String tenant, UUID event, String at)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            "insert into outbox (created_at, event_id, tenant_id, task_id, verb, data)"
                + " values (?::timestamptz, ?, ?, ?, 'due_soon', '{}')")) {
      insert.setString(1, at);
      insert.setObject(2, event);
      insert.setString(3, tenant);
      insert.setObject(4, UUID.randomUUID());
      insert.executeUpdate();
    }
  }
}
