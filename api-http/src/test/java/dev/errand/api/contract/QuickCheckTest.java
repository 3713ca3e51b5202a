package dev.errand.api.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuickCheckTest {

  private static final List<@Nullable Object> VALUES =
      Arrays.asList(
          null,
          "",
          "a",
          "todo",
          "urgent",
          "worker",
          "default",
          "a b",
          "a\n",
          "x".repeat(65),
          "😀".repeat(500),
          "😀".repeat(501),
          "2026-01-31",
          "2026-02-30",
          "2026-01-31\n",
          "2026-01-31T08:00:00Z",
          "2026-01-31t08:00:00.5+03:00",
          "2026-01-31T08:00Z",
          "2026-01-31T08:00:00",
          "2026-06-30T23:59:60Z",
          "2026-01-31 08:00:00Z",
          "2026-01-31T08:00:00+03",
          "2026-01-31T24:00:00Z",
          "2026-01-31T08:00:00.1234567890Z",
          "01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d20",
          "urn:uuid:01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d20",
          0,
          1,
          -1,
          30,
          31,
          5.0,
          0.5,
          1.5,
          -0.0,
          1001,
          525600,
          Long.MAX_VALUE,
          1e300,
          true,
          false,
          new JsonArray(),
          new JsonArray().add("a").add("b"),
          new JsonArray().add("a").add("a"),
          new JsonArray().add(1).add(1.0),
          new JsonArray().addNull(),
          new JsonObject(),
          new JsonObject().put("a", 1),
          new JsonObject().put("jitter", 0.1),
          new JsonObject().put("max_attempts", 0).put("x", 1));

  private final Random random = new Random(5);

  @Test
  void passes_nothing_that_the_validator_refuses() {
    var vertx = Vertx.vertx();
    try {
      var contract = CoreFixture.await(Contract.load(vertx));
      var document = Document.load().checked();
      int passed = 0;
      for (var component :
          List.of("NewTask", "TaskPatch", "RunCommand", "CancelCommand", "NewTasks")) {
        var declared =
            document
                .json()
                .getJsonObject("components")
                .getJsonObject("schemas")
                .getJsonObject(component);
        var quick = QuickCheck.of(declared, document::resolve);
        var thorough = contract.schema(component);
        for (int round = 0; round < 2000; round++) {
          var value = object(declared);
          if (quick.passes(value)) {
            passed++;
            assertEquals(List.of(), thorough.check(value, List.of("body")), value::encode);
          }
        }
      }
      assertTrue(passed > 1000, "passed only " + passed);
    } finally {
      CoreFixture.await(vertx.close());
    }
  }

  @Test
  void passes_nothing_under_a_keyword_it_does_not_know() {
    var schema = new JsonObject().put("type", "string").put("contentEncoding", "base64");
    assertFalse(QuickCheck.of(schema, UnaryOperator.identity()).passes("aGk="));
  }

  private JsonObject object(JsonObject declared) {
    var names = new ArrayList<>(declared.getJsonObject("properties").fieldNames());
    var object = new JsonObject();
    if (random.nextInt(10) == 0) {
      object.put("surprise", 1);
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      object.put(
          names.get(random.nextInt(names.size())), VALUES.get(random.nextInt(VALUES.size())));
    }
    return object;
  }
}
