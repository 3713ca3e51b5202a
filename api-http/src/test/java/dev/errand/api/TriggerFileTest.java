package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Triggers that leave in files, and come from them. */
class TriggerFileTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonObject trigger(String name, JsonObject task) {
    return new JsonObject().put("name", name).put("event_name", name).put("task", task);
  }

  private static JsonObject todo() {
    return ApiFixture.todo("Do it");
  }

  @Test
  void what_is_exported_is_imported_elsewhere_and_twice_changes_nothing() {
    var draft =
        todo()
            .put("title", "{{payload.t}} 08:00 no")
            .put("scheduled_time", "08:00")
            .put("tags", new JsonArray().add("1"));
    var first = trigger("first", draft).put("condition", "payload.n > 1\n  && true");
    for (var each : List.of(first, trigger("second", todo()).put("namespace", "shop"))) {
      at("giver", api.post("/triggers", each)).send().expect(201);
    }
    var file = exported("giver");
    assertEquals(
        new JsonObject().put("created", 2).put("updated", 0).put("unchanged", 0),
        imported("taker", file));
    assertEquals(
        new JsonObject().put("created", 0).put("updated", 0).put("unchanged", 2),
        imported("taker", file));
    assertEquals(file, exported("taker"));
    assertEquals(
        new JsonObject().put("created", 0).put("updated", 1).put("unchanged", 1),
        imported("taker", file.replace("payload.n > 1", "payload.n > 2")));
  }

  private static String exported(String tenant) {
    return String.valueOf(at(tenant, api.get("/triggers/export")).send().expect(200).body());
  }

  private static Call at(String tenant, Call call) {
    return call.header("X-Tenant-ID", tenant).header("X-User-ID", "u").header("X-Roles", "manager");
  }

  private static JsonObject imported(String tenant, String yaml) {
    return at(tenant, api.post("/triggers/import"))
        .body("application/yaml", yaml)
        .send()
        .expect(200)
        .json();
  }

  @Test
  void a_file_is_taken_as_a_whole_or_refused_with_every_place() {
    var right = trigger("same", todo());
    var wrong = trigger("same", todo()).put("condition", "payload.");
    var file = new JsonObject().put("triggers", new JsonArray().add(right).add(wrong));
    var refused = api.post("/triggers/import", file).send().expect(422);
    assertEquals(List.of("body.triggers.1.name", "body.triggers.1.condition"), refused.places());
    assertEquals(0, api.get("/triggers").send().expect(200).json().getInteger("total"));
  }

  @Test
  void hostile_yaml_is_refused() {
    var laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      var before = "*a" + (i - 1);
      laughs.append(
          "a%d: &a%d [%s]\n"
              .formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, before))));
    }
    for (var each :
        List.of(
            laughs.toString(),
            "triggers: " + "[".repeat(10_000),
            "triggers: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader []]",
            "triggers: [",
            "a: &a [*a]",
            "{a: 1, a: 2}",
            "!!binary x",
            "{1: a}",
            "? [a]\n: b",
            "",
            "- 1")) {
      var refused = api.post("/triggers/import").body("application/yaml", each).send();
      assertTrue(List.of(400, 422).contains(refused.status()), each);
    }
  }
}
