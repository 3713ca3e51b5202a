package dev.errand.executor.standard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {

  private static final JsonObject CONFIG =
      new JsonObject(
          """
          {"count": 3, "price": 2.5, "on": true, "none": null, "name": "Salma", "my-key": "k",
           "list": [{"id": 7}, "x"], "order": {"id": "o1", "open": false},
           "trick": "{{config.name}}"}
          """);
  private static final JsonObject TRIGGER = new JsonObject().put("event", "created");

  @Test
  void a_text_that_is_one_placeholder_becomes_the_value_with_its_type() throws Refusal {
    assertEquals(3, fill("{{config.count}}"));
    assertEquals(2.5, fill("{{config.price}}"));
    assertEquals(true, fill("{{ config.on }}"));
    assertNull(fill("{{config.none}}"));
    assertEquals("Salma", fill("{{config.name}}"));
    assertEquals(CONFIG.getJsonObject("order"), fill("{{config.order}}"));
    assertEquals(CONFIG.getJsonArray("list"), fill("{{config.list}}"));
    assertEquals(7, fill("{{config.list.0.id}}"));
    assertEquals(TRIGGER, fill("{{trigger}}"));
    assertEquals("k", fill("{{config.my-key}}"));
  }

  @Test
  void a_path_of_thousands_of_members_is_refused_like_any_other() {
    var refused =
        assertThrows(Refusal.class, () -> fill("{{config" + ".order".repeat(20_000) + "}}"));
    assertTrue(String.valueOf(refused.getMessage()).startsWith("There is no \"order\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Hello {{config.name}}! | Hello Salma!",
        "{{config.count}}{{config.on}} | 3true",
        "<{{config.none}}> | <>",
        "o={{config.order}} | o={\"id\":\"o1\",\"open\":false}",
        "{{config.trick}}. | {{config.name}}.",
        "{{#each x}} {{ }} {single} {{a b}} | {{#each x}} {{ }} {single} {{a b}}",
      })
  void within_a_text_values_become_text(String text, String filled) throws Refusal {
    assertEquals(filled, fill(text));
  }

  @Test
  void texts_at_any_depth_are_filled_and_what_was_put_in_is_not_looked_through() throws Refusal {
    var body =
        new JsonObject(
            """
            {"a": [1, "{{config.count}}", {"b": "is {{trigger.event}}"}], "{{config.name}}": null,
             "t": "{{config.trick}}"}
            """);
    assertEquals(
        new JsonObject(
            """
            {"a": [1, 3, {"b": "is created"}], "{{config.name}}": null, "t": "{{config.name}}"}
            """),
        fill(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{config.missing}}",
        "Hello {{trigger.user.name}}",
        "{{confg.name}}",
        "{{config.list.2}}",
        "{{config.list.99999999999}}",
        "{{config.name.first}}"
      })
  void an_unknown_placeholder_is_refused_by_name(String text) {
    var refused = assertThrows(Refusal.class, () -> fill(text));
    assertEquals("unknown_placeholder", refused.failed().failure().code());
    var path = text.substring(text.indexOf("{{"));
    assertTrue(String.valueOf(refused.getMessage()).contains(path), refused.getMessage());
  }

  @Test
  void says_what_there_is_instead() {
    var refused = assertThrows(Refusal.class, () -> fill("{{trigger.evnt}}"));
    assertEquals(
        "There is no \"evnt\" for {{trigger.evnt}}; there are: event", refused.getMessage());
  }

  @Test
  void a_short_body_cannot_ask_for_gigabytes() {
    var config = new JsonObject().put("big", "x".repeat(100_000));
    var many = new JsonArray();
    for (int i = 0; i < 11; i++) {
      many.add("{{config.big}}");
    }
    var refused =
        assertThrows(Refusal.class, () -> new Placeholders(config, new JsonObject()).fill(many));
    assertEquals("body_too_large", refused.failed().failure().code());
  }

  private static @Nullable Object fill(Object value) throws Refusal {
    return new Placeholders(CONFIG, TRIGGER).fill(value);
  }
}
