package dev.errand.core.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {

  /** No measure of speed: without a bound, these would take hours or all memory. */
  private static final Duration BOUNDED = Duration.ofSeconds(30);

  private static final JsonObject ORDER =
      new JsonObject()
          .put("n", 7)
          .put("total", 99.5)
          .put("country", "YE")
          .put("note", null)
          .put("paid", true)
          .put("tags", new JsonArray().add("new").add("big"))
          .put("customer", new JsonObject().put("name", "Ann Smith"));

  private static boolean holds(String condition) throws Exception {
    return holds(condition, ORDER);
  }

  private static boolean holds(String condition, JsonObject payload) throws Exception {
    var what = new Event.What("OrderPaid", "shop", payload, 10, "ben", null);
    var event = new Event(new UUID(1, 2), what, "ann", Instant.parse("2026-05-01T10:00:00Z"));
    return Condition.of(condition).holds(event.view());
  }

  private static String refused(String condition) {
    return assertThrows(Condition.Malformed.class, () -> Condition.of(condition))
        .reasons()
        .getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "payload.n == 7",
        "payload.n > 6.5 && payload.total < 100",
        "payload.n + 1 == 8",
        "payload.country in ['YE', 'OM']",
        "'big' in payload.tags",
        "payload.tags[0] == 'new'",
        "has(payload.customer.name) && !has(payload.customer.age)",
        "payload.note == null",
        "payload.paid || payload.unknown",
        "payload.customer.name.matches('^Ann\\\\s')",
        "payload.customer.name.startsWith('Ann') && size(payload.tags) == 2",
        "event.name == 'OrderPaid' && event.namespace == 'shop'",
        "event.priority >= 10 && event.operator == 'ben'",
        "timestamp(event.created_at) < timestamp('2027-01-01T00:00:00Z')",
        "true"
      })
  void holds_for_what_is_said(String condition) throws Exception {
    assertTrue(holds(condition));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "payload.n == 8",
        "payload.n == '7'",
        "!payload.paid",
        "payload.country in []",
        "has(payload.customer.age) && payload.customer.age > 5",
        "payload.customer.name.matches('^nn')"
      })
  void does_not_hold_for_what_is_not(String condition) throws Exception {
    assertFalse(holds(condition));
  }

  @Test
  void says_what_an_event_lacks() {
    var missing =
        assertThrows(Condition.Inapplicable.class, () -> holds("payload.customer.age > 5"));
    assertTrue(String.valueOf(missing.getMessage()).contains("age"), missing.getMessage());
    var type = assertThrows(Condition.Inapplicable.class, () -> holds("payload.country > 5"));
    assertTrue(
        String.valueOf(type.getMessage()).contains("No matching overload"), type.getMessage());
  }

  @Test
  void names_the_place_of_a_mistake() {
    assertTrue(
        refused("payload.n >").startsWith("line 1, column 12: "), () -> refused("payload.n >"));
    assertTrue(
        refused("true &&\n  order.n > 1").startsWith("line 2, column 3: "),
        () -> refused("true &&\n  order.n > 1"));
    assertTrue(refused("1 + 1").contains("bool"), () -> refused("1 + 1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exec('rm -rf /')",
        "__import__('os').system('ls')",
        "Runtime.getRuntime().exec('ls')",
        "java.lang.Runtime.getRuntime()",
        "T(java.lang.Runtime).getRuntime().exec('ls')",
        "payload.getClass().forName('java.lang.Runtime') != null",
        "${jndi:ldap://example.com/a}",
        "[1, 2].map(x, x * 2) == [2, 4]",
        "payload.tags.exists(t, t == 'big')",
        "'a' + payload.country == 'aYE'",
        "payload.country.matches(payload.country)",
        "string(payload.n) == '7'",
        "while (true) {}",
        "function() { return true }"
      })
  void takes_no_code_no_loops_and_no_texts_that_grow(String condition) {
    assertFalse(refused(condition).isEmpty());
  }

  @Test
  void refuses_hostile_expressions_at_once() {
    var hostile =
        new String[] {
          "(".repeat(900) + "true" + ")".repeat(900),
          "[".repeat(900) + "]".repeat(900) + " == []",
          "true" + " && true".repeat(100_000),
          "payload" + ".a".repeat(900) + " == 1",
          "payload.a.matches('" + "a".repeat(600) + "')",
          "payload.a.matches('((((a{100}){100}){100}){100})')",
          "payload.a.matches('(a{1000}){1000}')",
          "payload.a.matches('" + "(".repeat(400) + "')",
          "payload.a.matches('a{99999999999999999999}')",
          "true ? ".repeat(250) + "true" + " : false".repeat(250)
        };
    Assertions.assertTimeoutPreemptively(
        BOUNDED,
        () -> {
          for (var each : hostile) {
            assertFalse(refused(each).isEmpty(), each);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "-", "payload.a == 1 || ", "payload.paid ? payload.paid : "})
  void bears_what_is_long_without_being_deep(String repeated) {
    int times = 1_900 / repeated.length();
    Assertions.assertTimeoutPreemptively(
        BOUNDED,
        () -> {
          try {
            holds(repeated.repeat(times) + (repeated.equals("-") ? "1 == 1" : "true"));
          } catch (Condition.Malformed | Condition.Inapplicable refused) {
            assertFalse(String.valueOf(refused.getMessage()).isEmpty());
          }
        });
  }

  @Test
  void is_bounded_in_time_whatever_the_payload() {
    var text = "a".repeat(9_999) + "!";
    var nested = new JsonObject().put("v", text);
    for (int i = 0; i < 60; i++) {
      nested = new JsonObject().put("a", nested).put("t", text);
    }
    var payload = nested;
    Assertions.assertTimeoutPreemptively(
        BOUNDED,
        () -> {
          assertFalse(
              holds("payload.t.matches('^(a|aa)+$') || payload.t.matches('(a*)*b')", payload));
          var equal = "payload == payload" + " && payload == payload".repeat(80);
          assertTrue(holds(equal, payload));
        });
  }

  @Test
  void matches_only_texts_of_a_bounded_length() {
    var long_ = new JsonObject().put("t", "a".repeat(10_001));
    var refusal =
        assertThrows(Condition.Inapplicable.class, () -> holds("payload.t.matches('b')", long_));
    assertEquals(
        "matches takes texts of at most 10,000 characters; this one has 10,001",
        refusal.getMessage());
  }
}
