package dev.errand.executor.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Configs made from a type's examples by leaving out and replacing one member at a time, and of
 * those the ones that its schema accepts: what a task's author may send without being refused.
 */
final class ConfigVariants {

  private static final int ENOUGH = 150;

  private ConfigVariants() {}

  static Set<JsonObject> of(TaskTypeSchema schema, List<JsonObject> examples) {
    var variants = new LinkedHashSet<JsonObject>();
    var properties = schema.schema().getJsonObject("properties", new JsonObject());
    for (var example : examples) {
      var names = new LinkedHashSet<>(example.fieldNames());
      names.addAll(properties.fieldNames());
      for (var name : names) {
        variants.add(without(example, name));
        for (var value : values(properties.getValue(name))) {
          variants.add(example.copy().put(name, value));
        }
      }
    }
    variants.removeIf(variant -> !schema.accepts(variant));
    return new LinkedHashSet<>(variants.stream().limit(ENOUGH).toList());
  }

  private static JsonObject without(JsonObject example, String name) {
    var less = example.copy();
    less.remove(name);
    return less;
  }

  private static List<@Nullable Object> values(@Nullable Object property) {
    var values = new ArrayList<@Nullable Object>();
    if (property instanceof JsonObject described) {
      described.getJsonArray("enum", new JsonArray()).forEach(values::add);
      for (var bound : List.of("minimum", "maximum", "default")) {
        values.add(described.getValue(bound));
      }
      for (int length : lengths(described)) {
        values.add("x".repeat(length));
      }
    }
    values.add(null);
    values.addAll(List.of(true, 0, 1, -1, 1.5, 1_000_000_000_000L, "", " ", "x", "؟"));
    values.add(new JsonArray());
    values.add(new JsonArray().add("x"));
    values.add(new JsonObject());
    values.add(new JsonObject().put("x", 1));
    return values;
  }

  private static List<Integer> lengths(JsonObject described) {
    var lengths = new ArrayList<Integer>();
    for (var bound : List.of("minLength", "maxLength")) {
      if (described.getValue(bound) instanceof Integer length && length <= 10_000) {
        lengths.add(length);
      }
    }
    return lengths;
  }
}
