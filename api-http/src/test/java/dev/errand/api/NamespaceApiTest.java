package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NamespaceApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static Call put(String name, String body) {
    return api.call(HttpMethod.PUT, "/namespaces/" + name).json(body);
  }

  private static List<String> names(Call.Reply reply) {
    return reply.expect(200).json().getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getString("name"))
        .toList();
  }

  private static JsonObject ofWorkers(String type, String namespace) {
    return new JsonObject()
        .put("type", type)
        .put("performer", "worker")
        .put("namespace", namespace);
  }

  @Test
  void lists_what_tasks_use_and_what_was_limited_of_this_tenant_alone() {
    api.created(ofWorkers("grade", "listed-used"));
    api.created(ofWorkers("grade", "listed-used"));
    api.created(ofWorkers("print", "listed-used"));
    put("listed-limited", "{\"task_types\": {\"scan\": {\"max_running\": 2}}}").send().expect(200);
    put("listed-foreign", "{}").as("other", "you").header("X-Roles", "admin").send().expect(200);
    var all = names(api.get("/namespaces").send());
    assertTrue(all.containsAll(List.of("listed-limited", "listed-used")), all::toString);
    assertTrue(!all.contains("listed-foreign"), all::toString);
    assertEquals(all.stream().sorted().toList(), all);
    assertEquals(
        List.of("grade", "print"), names(api.get("/namespaces/listed-used/task-types").send()));
    var limited = api.get("/namespaces/listed-limited/task-types").send();
    assertEquals(List.of("scan"), names(limited));
    assertEquals(
        2, limited.json().getJsonArray("items").getJsonObject(0).getInteger("max_running"));
  }

  @Test
  void what_is_not_mentioned_stays_and_null_clears() {
    put("merged", "{\"max_running\": 5, \"task_types\": {\"a\": {\"max_running\": 1}}}")
        .send()
        .expect(200);
    var merged =
        put("merged", "{\"paused\": true, \"task_types\": {\"b\": {\"max_running_per_key\": 3}}}")
            .send()
            .expect(200)
            .json();
    assertEquals(5, merged.getInteger("max_running"));
    assertEquals(2, merged.getJsonObject("task_types").size());
    var cleared =
        put("merged", "{\"max_running\": null, \"task_types\": {\"a\": null}}").send().json();
    assertEquals(null, cleared.getValue("max_running"));
    assertEquals(true, cleared.getBoolean("paused"));
    assertEquals(1, cleared.getJsonObject("task_types").size());
    assertEquals(3, cleared.getInteger("revision"));
    assertEquals(cleared, api.get("/namespaces/merged").send().expect(200).json());
  }

  @Test
  void tags_follow_revisions() {
    var first = put("tagged", "{}").send().expect(200).header("ETag");
    api.get("/namespaces/tagged").header("If-None-Match", first).send().expect(304);
    put("tagged", "{\"paused\": true}").header("If-Match", first).send().expect(200);
    put("tagged", "{\"paused\": false}").header("If-Match", first).send().expect(412);
    api.get("/namespaces/tagged").header("If-None-Match", first).send().expect(200);
  }

  @Test
  void only_managers_and_admins_change_and_everyone_reads() {
    put("guarded", "{}").as("t1", "boss").header("X-Roles", "manager").send().expect(200);
    var denied =
        put("guarded", "{}").as("t1", "hand").header("X-Roles", "operator").send().expect(403);
    assertEquals("update", denied.json().getString("action"));
    api.get("/namespaces/guarded").as("t1", "guest").header("X-Roles", "viewer").send().expect(200);
  }

  @Test
  void answers_404_for_a_namespace_that_nobody_uses_and_422_for_what_makes_no_sense() {
    api.get("/namespaces/nobodys").send().expect(404);
    api.get("/namespaces/nobodys/task-types").send().expect(404);
    assertEquals(
        List.of("body.max_running"), put("strange", "{\"max_running\": -1}").send().places());
    put("strange", "{\"colour\": 1}").send().expect(422);
    put("-strange", "{}").send().expect(422);
    put("strange", "{\"task_types\": {\"a\": {\"max_running\": \"x\"}}}").send().expect(422);
  }
}
