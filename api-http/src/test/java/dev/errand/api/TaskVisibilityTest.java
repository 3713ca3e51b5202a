package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.Intrusion.Who;
import dev.errand.api.identity.AccessSettings;
import dev.errand.api.identity.AccessSettings.Visibility;
import dev.errand.core.identity.Role;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code TASK_VISIBILITY=owner}: there are no tasks but one's own. */
class TaskVisibilityTest {

  private static final Set<String> HIDDEN =
      Set.of("task", "execution", "comment", "reminder", "evidence", "schedule", "token", "fact");

  private static final List<Role> CONFINED = List.of(Role.VIEWER, Role.OPERATOR, Role.TECHNICIAN);

  /** They are no tasks. */
  private static final Set<String> OTHER_LISTS =
      Set.of("/users", "/sites", "/workers", "/templates", "/triggers");

  private static ApiFixture api;
  private static Belongings own;
  private static Belongings theirs;
  private static Map<String, String> before;
  private static Map<String, String> after;

  @BeforeAll
  static void start() {
    var gateway = AccessSettings.gateway(List.of("127.0.0.1"), null);
    api = new ApiFixture(gateway.with(Visibility.OWNER), root -> {});
    own = Belongings.of(api, "t", "mine");
    as(HttpMethod.PUT, "/namespaces/theirs-namespace", "boss", Role.ADMIN)
        .json("{\"max_running\": 5}")
        .send()
        .expect(200);
    before = listed();
    theirs = Belongings.of(api, "t", "theirs");
    after = listed();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static Map<String, String> listed() {
    var intrusion = new Intrusion(api, who(), own, own);
    var said = new TreeMap<String, String>();
    CONFINED.forEach(role -> said.putAll(intrusion.listed(role, OTHER_LISTS)));
    return said;
  }

  private static Who who() {
    return new Who("t", "mine", slot -> HIDDEN.contains(slot.kind()));
  }

  private static Call as(HttpMethod method, String path, String user, Role role) {
    return api.call(method, path).as("t", user).header("X-Roles", role.word());
  }

  private static Call mine(HttpMethod method, String path) {
    return as(method, path, "mine", Role.TECHNICIAN);
  }

  private static Call mine(String path, JsonObject body) {
    return mine(HttpMethod.POST, path).json(body.toBuffer());
  }

  @Test
  void lists_and_counts_do_not_know_of_the_tasks_of_others() {
    assertTrue(before.size() > 3 * 10, before::toString);
    before.forEach((list, said) -> assertEquals(said, after.get(list), list));
  }

  @Test
  void every_operation_answers_the_id_of_a_hidden_one_like_an_unknown_one() {
    var ids = theirs.uuidKinds().stream().filter(HIDDEN::contains).map(theirs::id).toList();
    var rows = new Rows(api.core.database, "r::text ~ '" + String.join("|", ids) + "'");
    var untouched = rows.read();
    assertTrue(untouched.size() > 5, untouched::toString);
    var calls = new Intrusion(api, who(), own, theirs).asEverybody(CONFINED);
    assertTrue(calls > 500, () -> "only " + calls);
    assertEquals(untouched, rows.read());
  }

  @Test
  void a_unique_key_says_no_more_than_that_it_is_taken() {
    var path = "/namespaces/theirs-namespace/tasks/by-key/";
    for (var method : List.of(HttpMethod.GET, HttpMethod.DELETE)) {
      mine(method, path + theirs.id("key")).send().expect(404);
    }
    assertEquals(
        0, mine(HttpMethod.GET, "/tasks?unique_key=theirs-key").send().json().getInteger("total"));
    var job = job("theirs-job").put("unique_key", "taken").put("namespace", "theirs-namespace");
    as(HttpMethod.POST, "/tasks", "theirs", Role.TECHNICIAN)
        .json(job.toBuffer())
        .send()
        .expect(201);
    var refused = mine("/tasks", job).send().expect(403).json();
    assertEquals("merge", refused.getString("action"));
  }

  private static JsonObject job(String type) {
    return new JsonObject().put("type", type).put("performer", "worker");
  }

  @Test
  void a_fresh_result_is_not_shared_with_others() {
    var asked = job("report").put("max_age", "PT1H");
    var first = as(HttpMethod.POST, "/tasks", "theirs", Role.TECHNICIAN).json(asked.toBuffer());
    var id = first.send().expect(201).json().getString("id");
    var own = mine("/tasks", asked).send().expect(201).json().getString("id");
    assertNotEquals(id, own);
    assertEquals(own, mine("/tasks", asked).send().expect(202).json().getString("id"));
  }

  @Test
  void work_is_taken_by_keys_and_managers_only() {
    var wish =
        new JsonObject()
            .put("worker_id", "w")
            .put("namespaces", new JsonArray().add("theirs-namespace"));
    var refused = mine("/queue/claim", wish).send().expect(403).json();
    assertEquals("manager", refused.getString("required_role"));
    var scopes = new JsonArray().add("worker");
    var secret =
        as(HttpMethod.POST, "/api-keys", "boss", Role.ADMIN)
            .json(new JsonObject().put("name", "w").put("scopes", scopes).toBuffer())
            .send()
            .expect(201)
            .json()
            .getString("key");
    var elsewhere = wish.copy().put("namespaces", new JsonArray().add("nowhere"));
    api.post("/queue/claim", elsewhere)
        .header("Authorization", "Bearer " + secret)
        .send()
        .expect(204);
  }

  @Test
  void the_day_of_another_shows_only_what_both_have_to_do_with() {
    var task = new JsonObject().put("type", "todo").put("title", "a").put("assignee_id", "ben");
    task.put("due_at", api.core.clock.instant().minusSeconds(60).toString());
    as(HttpMethod.POST, "/users", "boss", Role.ADMIN).json("{\"id\": \"ben\"}").send().expect(201);
    mine("/tasks", task).send().expect(201);
    as(HttpMethod.POST, "/tasks", "theirs", Role.TECHNICIAN)
        .json(task.toBuffer())
        .send()
        .expect(201);
    assertEquals(1, overdue("mine", Role.TECHNICIAN));
    assertEquals(2, overdue("ben", Role.TECHNICIAN));
    assertEquals(2, overdue("boss", Role.MANAGER));
  }

  private static int overdue(String user, Role role) {
    var path = "/users/ben/summary";
    var summary = as(HttpMethod.GET, path, user, role).send().expect(200).json();
    assertEquals(
        summary.getJsonArray("overdue").size(),
        summary.getJsonObject("counts").getInteger("overdue"));
    return summary.getJsonArray("overdue").size();
  }

  @Test
  void assignees_and_managers_see_it_and_a_hidden_prerequisite_says_nothing() {
    var task = new JsonObject().put("type", "todo").put("title", "shared");
    var id =
        as(HttpMethod.POST, "/tasks", "theirs", Role.TECHNICIAN)
            .json(task.toBuffer())
            .send()
            .expect(201)
            .json()
            .getString("id");
    var path = "/tasks/" + id;
    mine(HttpMethod.GET, path).send().expect(404);
    as(HttpMethod.GET, path, "boss", Role.MANAGER).send().expect(200);
    var depends = new JsonObject().put("task_id", theirs.id("task"));
    as(HttpMethod.POST, path + "/dependencies", "boss", Role.MANAGER)
        .json(depends.toBuffer())
        .send()
        .expect(201);
    as(HttpMethod.POST, path + "/assign", "boss", Role.MANAGER)
        .json("{\"assignee_id\": \"mine\"}")
        .send()
        .expect(200);
    for (var part : List.of("", "/history", "/comments", "/executions", "/explain")) {
      mine(HttpMethod.GET, path + part).send().expect(200);
    }
    var waits = mine(HttpMethod.GET, path + "/dependencies").send().expect(200).json();
    var one = waits.getJsonArray("items").getJsonObject(0);
    assertEquals(theirs.id("task"), one.getString("depends_on_id"));
    assertEquals(null, one.getValue("status"));
    var list = mine(HttpMethod.GET, "/tasks?assignee_id=mine").send().expect(200).json();
    assertTrue(list.encode().contains("\"id\":\"%s\"".formatted(id)), list::encode);
    as(HttpMethod.DELETE, path, "boss", Role.MANAGER).send().expect(204);
  }
}
