package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Triggers and events that are as large as they may be, and larger: no memory is too small for
 * them.
 */
class TriggerSizeTest {

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

  private static JsonObject config(Object all) {
    return ApiFixture.todo("Do it").put("config", new JsonObject().put("all", all));
  }

  private static String created(JsonObject trigger) {
    return api.post("/triggers", trigger).send().expect(201).json().getString("id");
  }

  private static List<JsonObject> outcomes(String name, JsonObject payload) {
    var event = new JsonObject().put("name", name).put("payload", payload);
    return api.post("/events", event).send().expect(201).json().getJsonArray("outcomes").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  @Test
  void many_missing_values_are_told_shortly_however_long_the_names_in_the_payload() {
    var missing = new JsonArray();
    IntStream.range(0, 2_000).forEach(i -> missing.add("{{payload.missing}}"));
    var id = created(trigger("missing", config(missing)));
    var payload = new JsonObject();
    IntStream.range(0, 30).forEach(i -> payload.put("z".repeat(8_000) + i, 1));
    var error = outcomes("missing", payload).getFirst().getString("error");
    assertTrue(error.startsWith("task.config.all.0: there is no \"missing\""), error);
    assertTrue(error.length() < 3_000, () -> "has " + error.length());
    var tried =
        api.post("/triggers/" + id + "/test", new JsonObject().put("payload", payload))
            .send()
            .expect(200)
            .json()
            .encode();
    assertTrue(tried.length() < 200_000, () -> "has " + tried.length());
  }

  @Test
  void a_placeholder_of_thousands_of_members_is_one_like_any_other() {
    created(trigger("deep", config("{{payload" + ".a".repeat(20_000) + "}}")));
    var outcome = outcomes("deep", new JsonObject().put("a", 1)).getFirst();
    assertEquals("failed", outcome.getString("outcome"));
    assertTrue(outcome.getString("error").length() < 3_000);
  }

  @Test
  void the_triggers_of_an_event_share_what_may_be_put_in() {
    var many = new JsonArray();
    for (int i = 0; i < 8; i++) {
      many.add(
          trigger("shared", config("{{payload.x}}-{{payload.x}}-{{payload.x}}"))
              .put("name", "shared " + i));
    }
    api.post("/triggers/import", new JsonObject().put("triggers", many)).send().expect(200);
    var outcomes = outcomes("shared", new JsonObject().put("x", "z".repeat(250_000)));
    assertEquals(
        List.of("created", "created", "created", "created", "created"),
        outcomes.stream().limit(5).map(each -> each.getString("outcome")).toList());
    for (var outcome : outcomes.subList(5, 8)) {
      assertTrue(
          outcome.getString("error").contains("4 MiB in all triggers of the event"),
          outcome::encode);
    }
  }

  @Test
  void a_draft_has_64_KiB_at_most() {
    var large = trigger("large", config("z".repeat(64 * 1024)));
    assertEquals(List.of("body.task"), api.post("/triggers", large).send().expect(422).places());
  }
}
