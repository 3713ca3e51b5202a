package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.task.TaskCommand.ExpireTasks;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who did what, over HTTP. Each test has a tenant of its own. */
class HistoryApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static String create(String tenant, String user, JsonObject task) {
    return api.post("/tasks", task).as(tenant, user).send().expect(201).json().getString("id");
  }

  private static Call call(String tenant, String path) {
    return api.get(path).as(tenant, "boss").header("X-Roles", "manager");
  }

  private static JsonObject page(String tenant, String query) {
    return call(tenant, "/history" + query).send().expect(200).json();
  }

  private static List<String> actions(JsonObject page) {
    return page.getJsonArray("items").stream()
        .map(entry -> ((JsonObject) entry).getString("action"))
        .toList();
  }

  private static void tick() {
    api.core.clock.advance(Duration.ofSeconds(1));
  }

  @Test
  void is_filtered_by_actor_action_task_and_time() {
    var first = create("h1", "ann", todo("a"));
    tick();
    var second = create("h1", "bob", todo("b"));
    tick();
    var noon = api.core.clock.instant();
    api.post("/tasks/" + first + "/start").as("h1", "ann").send().expect(200);
    tick();
    api.call(HttpMethod.DELETE, "/tasks/" + second).as("h1", "bob").send().expect(204);
    create("h2", "ann", todo("of others"));
    var all = page("h1", "");
    assertEquals(List.of("deleted", "started", "created", "created"), actions(all));
    assertEquals(4, all.getInteger("total"));
    assertEquals(second, all.getJsonArray("items").getJsonObject(0).getString("task_id"));
    assertEquals(List.of("started", "created"), actions(page("h1", "?actor=ann")));
    assertEquals(List.of("deleted"), actions(page("h1", "?actor=bob&action=deleted")));
    assertEquals(List.of("created", "created"), actions(page("h1", "?action=created")));
    assertEquals(List.of("deleted", "created"), actions(page("h1", "?task_id=" + second)));
    assertEquals(List.of("deleted", "started"), actions(page("h1", "?after=" + noon)));
    assertEquals(List.of("created", "created"), actions(page("h1", "?before=" + noon)));
    assertEquals(List.of(), actions(page("h1", "?action=flown")));
    assertEquals(List.of(), actions(page("h1", "?before=1969-01-01")));
    assertEquals(4, actions(page("h1", "?after=1969-01-01&before=9998-12-31")).size());
  }

  @Test
  void says_what_the_system_did() {
    var until = api.core.clock.instant().plusSeconds(60);
    var late = new JsonObject().put("type", "far").put("performer", "worker");
    create("h3", "ann", late.put("expires_at", until.toString()));
    api.core.clock.advance(Duration.ofMinutes(2));
    api.core.ask(new ExpireTasks(api.core.clock.instant(), 10));
    var entry = page("h3", "?action=cancelled").getJsonArray("items").getJsonObject(0);
    assertEquals("system", entry.getString("actor_kind"));
    assertTrue(entry.getString("actor_id").startsWith("system:"), entry::encode);
    assertEquals(
        List.of("cancelled"), actions(page("h3", "?actor=" + entry.getString("actor_id"))));
  }

  @Test
  void is_walked_by_cursor_while_more_happens() {
    for (int i = 0; i < 7; i++) {
      create("h4", "ann", todo("t" + i));
    }
    var titles = new ArrayList<String>();
    var query = "?limit=3";
    for (String next = ""; next != null; query = "?limit=3&cursor=" + next) {
      var page = page("h4", query);
      page.getJsonArray("items")
          .forEach(entry -> titles.add(((JsonObject) entry).getString("task_id")));
      next = page.getString("next_cursor");
      create("h4", "ann", todo("meanwhile"));
    }
    assertEquals(7, titles.stream().distinct().count());
    assertEquals(7, titles.size());
  }

  @Test
  void one_task_s_is_walked_from_its_beginning() {
    var task = create("h5", "ann", todo("t"));
    for (var command : List.of("start", "complete", "reopen")) {
      api.post("/tasks/" + task + "/" + command).as("h5", "ann").send().expect(200);
    }
    var path = "/tasks/" + task + "/history?limit=2";
    var first = call("h5", path).send().expect(200).json();
    assertEquals(List.of("created", "started"), actions(first));
    assertEquals(4, first.getInteger("total"));
    var rest =
        call("h5", path + "&cursor=" + first.getString("next_cursor")).send().expect(200).json();
    assertEquals(List.of("completed", "reopened"), actions(rest));
    assertNull(rest.getString("next_cursor"));
    assertEquals(List.of("reopened"), actions(call("h5", path + "&offset=3").send().json()));
  }

  @Test
  void is_for_managers_and_refuses_what_it_does_not_know() {
    api.get("/history").as("h6", "ann").header("X-Roles", "operator").send().expect(403);
    for (var wrong :
        List.of("limit=0", "after=soon", "task_id=1", "actor=", "user=ann", "cursor=eA")) {
      assertEquals(
          List.of("query." + wrong.substring(0, wrong.indexOf('='))),
          call("h6", "/history?" + wrong).send().expect(422).places(),
          wrong);
    }
    var task = create("h6", "ann", todo("t"));
    assertEquals(
        List.of("query.cursor"),
        call("h6", "/tasks/" + task + "/history?cursor=eA").send().expect(422).places());
  }
}
