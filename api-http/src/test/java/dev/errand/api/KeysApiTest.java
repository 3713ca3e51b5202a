package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.testing.CoreFixture;
import dev.errand.core.testing.Fake;
import dev.errand.executor.Outcome;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Unique keys, fresh results and dependencies, as callers see them. */
class KeysApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture(Fake.of("quick", e -> Outcome.completed(new JsonObject())));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonObject keyed(String key) {
    return new JsonObject().put("type", "import").put("performer", "worker").put("unique_key", key);
  }

  private static JsonObject quick() {
    return new JsonObject().put("type", "quick").put("title", "t").put("run_immediately", true);
  }

  @Test
  void a_second_task_with_a_key_answers_200_with_the_first_one() {
    var at = api.core.clock.instant();
    var later = at.plus(Duration.ofHours(2)).toString();
    var sooner = at.plus(Duration.ofHours(1)).toString();
    var first =
        api.created(keyed("a").put("run_at", later).put("priority", 3).put("config", config(1)));
    var merged =
        api.post(
                "/tasks",
                keyed("a").put("run_at", sooner).put("priority", 1).put("config", config(2)))
            .send()
            .expect(200)
            .json();
    assertEquals(first.getString("id"), merged.getString("id"));
    assertEquals(sooner, merged.getString("run_at"));
    assertEquals(3, merged.getInteger("priority_rank"));
    assertEquals(config(2), merged.getJsonObject("config"));
    assertEquals("scheduled", merged.getString("status"));
    var elsewhere = api.created(keyed("a").put("namespace", "other"));
    assertNotEquals(first.getString("id"), elsewhere.getString("id"));
    var due = api.post("/tasks", keyed("a")).send().expect(200).json();
    assertEquals("queued", due.getString("status"));
  }

  private static JsonObject config(int n) {
    return new JsonObject().put("n", n);
  }

  @Test
  void of_twenty_parallel_requests_one_creates_a_task() {
    var asked = new ArrayList<Future<Call.Reply>>();
    for (int i = 0; i < 20; i++) {
      asked.add(api.post("/tasks", keyed("twenty").put("priority", i)).start());
    }
    var replies = asked.stream().map(CoreFixture::await).toList();
    assertEquals(1, replies.stream().filter(reply -> reply.status() == 201).count());
    assertEquals(19, replies.stream().filter(reply -> reply.status() == 200).count());
    var ids =
        replies.stream().map(reply -> reply.json().getString("id")).collect(Collectors.toSet());
    assertEquals(1, ids.size());
    var found = api.get("/tasks?unique_key=twenty").send().expect(200).json();
    assertEquals(1, found.getInteger("total"));
    assertEquals(19, found.getJsonArray("items").getJsonObject(0).getInteger("priority_rank"));
  }

  @Test
  void in_bulk_a_key_conflict_blocks_no_other_item() {
    var unknown = "01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d20";
    var items =
        new JsonArray()
            .add(keyed("bulk").put("config", config(1)))
            .add(ApiFixture.todo("between"))
            .add(keyed("bulk").put("config", config(2)))
            .add(ApiFixture.todo("lost").put("depends_on", new JsonArray().add(unknown)));
    var reply =
        api.post("/tasks/bulk", new JsonObject().put("items", items)).send().expect(201).json();
    var created = reply.getJsonArray("created");
    assertEquals(3, created.size());
    assertEquals(
        created.getJsonObject(0).getString("id"), created.getJsonObject(2).getString("id"));
    assertEquals(config(2), created.getJsonObject(2).getJsonObject("config"));
    var failed = reply.getJsonArray("failed").getJsonObject(0);
    assertEquals(3, failed.getInteger("index"));
    assertEquals(
        new JsonArray(List.of("body", "items", 3, "depends_on", 0)),
        failed.getJsonArray("detail").getJsonObject(0).getJsonArray("loc"));
  }

  @Test
  void a_task_can_be_read_put_and_deleted_by_its_key() {
    var path = "/namespaces/plots/tasks/by-key/north%2Fsouth%20%C3%A9";
    api.get(path).send().expect(404);
    api.call(HttpMethod.DELETE, path).send().expect(404);
    var body = new JsonObject().put("type", "import").put("performer", "worker");
    var put = api.call(HttpMethod.PUT, path).json(body.toBuffer()).send().expect(201).json();
    assertEquals("north/south é", put.getString("unique_key"));
    assertEquals("plots", put.getString("namespace"));
    body.put("config", config(7)).put("unique_key", "north/south é");
    var again = api.call(HttpMethod.PUT, path).json(body.toBuffer()).send().expect(200).json();
    assertEquals(put.getString("id"), again.getString("id"));
    assertEquals(config(7), again.getJsonObject("config"));
    var got = api.get(path).send().expect(200);
    assertEquals(put.getString("id"), got.json().getString("id"));
    api.get(path).header("If-None-Match", got.header("ETag")).send().expect(304);
    api.get(path + "?status=completed").send().expect(404);
    assertEquals(
        put.getString("id"),
        api.get(path + "?status=queued").send().expect(200).json().getString("id"));
    body.put("unique_key", "else").put("namespace", "else");
    assertEquals(
        List.of("body.namespace", "body.unique_key"),
        api.call(HttpMethod.PUT, path).json(body.toBuffer()).send().expect(422).places());
    api.call(HttpMethod.DELETE, path).send().expect(204);
    api.get(path).send().expect(404);
    assertEquals(0, (int) api.get("/tasks?namespace=plots").send().json().getInteger("total"));
  }

  @Test
  void max_age_joins_what_is_under_way() {
    var wish = quick().put("max_age", "PT10M").put("config", config(5));
    var first = api.post("/tasks", wish).send().expect(201).json();
    var joined = api.post("/tasks", wish).send().expect(202).json();
    assertEquals(first.getString("id"), joined.getString("id"));
    assertEquals(
        List.of("body.max_age"),
        api.post("/tasks", quick().put("max_age", "10 minutes")).send().expect(422).places());
    assertEquals(
        List.of("body.max_age"),
        api.post("/tasks", quick().put("max_age", "PT0S")).send().expect(422).places());
    assertEquals(
        List.of("body.max_age"),
        api.post("/tasks", ApiFixture.todo("t").put("max_age", "PT1M"))
            .send()
            .expect(422)
            .places());
    assertEquals(
        List.of("body.max_age"),
        api.post("/tasks", quick().put("max_age", "PT1M").put("unique_key", "k"))
            .send()
            .expect(422)
            .places());
    assertEquals(
        List.of("body.expires_at"),
        api.post("/tasks", quick().put("expires_at", "2020-01-01T00:00:00Z"))
            .send()
            .expect(422)
            .places());
  }

  @Test
  void dependencies_are_added_listed_and_removed() {
    var first = api.created(ApiFixture.todo("first")).getString("id");
    var second =
        api.created(
            quick()
                .put(
                    "depends_on",
                    new JsonArray()
                        .add(new JsonObject().put("task_id", first).put("on_failure", "ignore"))));
    assertEquals("blocked", second.getString("status"));
    var path = "/tasks/" + second.getString("id") + "/dependencies";
    var listed = api.get(path).send().expect(200).json().getJsonArray("items").getJsonObject(0);
    assertEquals("ignore", listed.getString("on_failure"));
    assertEquals("pending", listed.getString("depends_on_status"));
    assertTrue(listed.getBoolean("open"));
    var third = api.created(ApiFixture.todo("third")).getString("id");
    var added =
        api.post(path, new JsonObject().put("depends_on_id", third)).send().expect(201).json();
    assertEquals("block", added.getString("on_failure"));
    api.post(path, new JsonObject().put("task_id", third)).send().expect(409);
    api.call(HttpMethod.DELETE, path + "/" + third).send().expect(204);
    api.call(HttpMethod.DELETE, path + "/" + third).send().expect(404);
    api.call(HttpMethod.DELETE, path + "/" + first).send().expect(204);
    assertEquals(
        "queued", api.get("/tasks/" + second.getString("id")).send().json().getString("status"));
    assertEquals(0, (int) api.get(path).send().expect(200).json().getInteger("total"));
  }

  @Test
  void bad_dependencies_are_named() {
    var first = api.created(ApiFixture.todo("first")).getString("id");
    var second =
        api.created(ApiFixture.todo("second").put("depends_on", new JsonArray().add(first)))
            .getString("id");
    var unknown = "01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d20";
    var path = "/tasks/" + first + "/dependencies";
    var cycle = api.post(path, new JsonObject().put("depends_on_id", second)).send().expect(422);
    assertEquals("dependency_cycle", cycle.json().getString("code"));
    assertEquals(List.of("body.depends_on_id"), cycle.places());
    for (var wrong : List.of(first, unknown, "nonsense")) {
      var refused = api.post(path, new JsonObject().put("task_id", wrong)).send().expect(422);
      assertEquals(List.of("body.task_id"), refused.places());
    }
    assertEquals(List.of("body.task_id"), api.post(path, new JsonObject()).send().places());
    api.get("/tasks/" + unknown + "/dependencies").send().expect(404);
    var twice = new JsonArray().add(first).add(first);
    assertEquals(
        List.of("body.depends_on.1"),
        api.post("/tasks", quick().put("depends_on", twice)).send().expect(422).places());
    var refused =
        api.post("/tasks", quick().put("depends_on", new JsonArray().add(first).add("x")))
            .send()
            .expect(422);
    assertTrue(refused.places().stream().allMatch(at -> at.startsWith("body.depends_on.1")));
    assertEquals(
        List.of("body.depends_on.0"),
        api.post("/tasks", quick().put("depends_on", new JsonArray().add(unknown)))
            .send()
            .expect(422)
            .places());
  }
}
