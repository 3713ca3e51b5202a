package dev.errand.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes values that fit a schema of the contract, at its edges or anywhere between, or do not. */
final class Values {

  /** What has broken programs before. */
  static final List<Object> SCALARS =
      List.of(
          "",
          " ",
          "a",
          "todo",
          "other",
          "\u0000",
          "😀",
          "\uFFFF",
          "\uD800",
          "a\n",
          "x".repeat(600),
          "2026-02-29",
          "2026-01-01T00:00:00Z",
          "0001-01-01T00:00:00+18:00",
          "9999-12-31T23:59:59.999999999-18:00",
          "2026-06-30T23:59:60Z",
          "P1D",
          "PT0S",
          "-1",
          "null",
          "'; drop table task; --",
          "%s%n",
          "{\"a\":1}",
          "urgent",
          "worker",
          "cancelled",
          "queued",
          0,
          -1,
          1,
          1.5,
          30,
          1_000_000_000_000L,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          Double.MAX_VALUE,
          Double.MIN_VALUE,
          -0.0,
          1e21,
          true,
          false);

  private static final List<String> WORDS =
      List.of(
          "a",
          "default",
          "todo",
          "irrigation",
          "w",
          "08:00",
          "22:30",
          "ar",
          "en-GB",
          "me",
          "Asia/Aden",
          "https://example.org/a",
          "a@example.org",
          "north",
          "UTC",
          "فحص",
          "pump & valve",
          "daily");

  private static final List<String> TIMES =
      List.of(
          "2026-06-01T08:00:00Z",
          "2036-01-01T00:00:00.123456789+05:30",
          "0001-01-01T00:00:00Z",
          "9999-12-31T23:59:59Z",
          "1970-01-01T00:00:00-00:00",
          "2026-03-29T02:30:00+01:00");

  private static final List<String> DATES =
      List.of("2026-06-01", "0001-01-01", "9998-12-31", "2028-02-29", "2036-12-31");

  private static final List<String> DURATIONS =
      List.of("PT10M", "P1D", "PT1S", "P99999D", "PT9999999H", "P1DT2H3M4S");

  private final JsonObject document;
  private final Random random;
  private final Supplier<List<String>> ids;

  Values(JsonObject document, Random random, Supplier<List<String>> ids) {
    this.document = document;
    this.random = random;
    this.ids = ids;
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** True once in so many times. */
  boolean once(int in) {
    return random.nextInt(in) == 0;
  }

  JsonObject resolve(JsonObject schema) {
    return Operation.resolve(document, schema);
  }

  /** A value that fits; at the edges of what is allowed if told so. */
  @Nullable Object fitting(JsonObject declared, boolean edges, int depth) {
    var schema = resolve(declared);
    if (schema.containsKey("const")) {
      return schema.getValue("const");
    }
    if (schema.containsKey("enum")) {
      var words = schema.getJsonArray("enum");
      return words.getValue(random.nextInt(words.size()));
    }
    for (var choice : List.of("anyOf", "oneOf")) {
      if (schema.containsKey(choice)) {
        var rest = schema.copy();
        var branches = (JsonArray) rest.remove(choice);
        var branch = resolve(branches.getJsonObject(random.nextInt(branches.size())));
        return fitting(rest.mergeIn(branch), edges, depth);
      }
    }
    return switch (type(schema)) {
      case "string" -> text(schema, edges);
      case "integer" -> integer(schema, edges);
      case "number" -> number(schema, edges);
      case "boolean" -> random.nextBoolean();
      case "array" -> array(schema, edges, depth);
      case "object" -> object(schema, edges, depth);
      case "null" -> null;
      default -> depth > 3 ? pick(SCALARS.subList(2, 8)) : anything(depth);
    };
  }

  private String type(JsonObject schema) {
    var type = schema.getValue("type", "any");
    if (type instanceof JsonArray several) {
      // Null seldom, since it mostly says the same as nothing.
      var first = several.getString(random.nextInt(several.size()));
      return first.equals("null") && !once(4) ? several.getString(0) : first;
    }
    return type.toString();
  }

  private String text(JsonObject schema, boolean edges) {
    return switch (schema.getString("format", "")) {
      case "uuid" ->
          once(5) ? new UUID(random.nextLong(), random.nextLong()).toString() : pick(ids.get());
      case "date-time" -> once(2) ? soon().toString() : pick(TIMES);
      case "date" -> pick(DATES);
      case "date-or-time" -> once(2) ? pick(DATES) : pick(TIMES);
      case "duration" -> pick(DURATIONS);
      default -> word(schema, edges);
    };
  }

  private String word(JsonObject schema, boolean edges) {
    int least = schema.getInteger("minLength", 0);
    int most = Math.min(schema.getInteger("maxLength", 200), 70_000);
    var pattern = schema.getString("pattern");
    if (edges && pattern == null) {
      return (once(2) ? "é" : "z").repeat(once(2) ? least : most);
    }
    var fitting =
        WORDS.stream()
            .filter(word -> word.length() >= least && word.length() <= most)
            .filter(word -> pattern == null || Pattern.compile(pattern).matcher(word).find())
            .toList();
    return fitting.isEmpty() ? "" : pick(fitting);
  }

  private Instant soon() {
    return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(86400 * 720));
  }

  private Object integer(JsonObject schema, boolean edges) {
    long least = schema.getLong("minimum", edges ? Long.MIN_VALUE : -5L);
    long most = schema.getLong("maximum", edges ? Long.MAX_VALUE : 1000L);
    return edges
        ? (Object) (once(2) ? least : most)
        : (Object) (least + random.nextLong(Math.min(most - least, 100) + 1));
  }

  private double number(JsonObject schema, boolean edges) {
    double least = schema.getDouble("minimum", -5.0);
    double most = schema.getDouble("maximum", 1000.0);
    return edges ? (once(2) ? least : most) : least + (most - least) * random.nextDouble();
  }

  private JsonArray array(JsonObject schema, boolean edges, int depth) {
    int least = schema.getInteger("minItems", 0);
    int most = Math.min(schema.getInteger("maxItems", 3), edges ? 100 : 3);
    int size = edges ? (once(2) ? least : most) : least + random.nextInt(Math.max(1, most - least));
    var items = new ArrayList<Object>();
    var of = schema.getValue("items") instanceof JsonObject object ? object : new JsonObject();
    for (int tries = 0; items.size() < size && tries < 2 * size; tries++) {
      var item = fitting(of, false, depth + 1);
      if (!schema.getBoolean("uniqueItems", false) || !items.contains(item)) {
        items.add(item);
      }
    }
    return new JsonArray(items);
  }

  private JsonObject object(JsonObject schema, boolean edges, int depth) {
    var object = new JsonObject();
    var properties = schema.getJsonObject("properties", new JsonObject());
    var required = schema.getJsonArray("required", new JsonArray());
    int chance = 1 + properties.size() / (edges ? 12 : 4);
    for (var name : properties.fieldNames()) {
      var property = resolve(properties.getJsonObject(name));
      if (required.contains(name)
          || (!property.getBoolean("readOnly", false) && depth < 4 && once(chance))) {
        object.put(spelled(name, property), fitting(property, edges && once(2), depth + 1));
      }
    }
    if (schema.getValue("additionalProperties") instanceof JsonObject more && once(2)) {
      object.put(once(2) ? "ar" : "report", fitting(more, edges, depth + 1));
    } else if (properties.isEmpty()
        && !Boolean.FALSE.equals(schema.getValue("additionalProperties"))) {
      object.put("a", anything(depth));
    }
    return object;
  }

  private String spelled(String name, JsonObject property) {
    var aliases = property.getJsonArray("x-aliases");
    return aliases != null && once(5) ? aliases.getString(random.nextInt(aliases.size())) : name;
  }

  /** Any JSON. */
  Object anything(int depth) {
    int kind = depth > 3 ? 9 : random.nextInt(10);
    if (kind == 0) {
      var object = new JsonObject();
      for (int i = random.nextInt(3); i > 0; i--) {
        object.put(String.valueOf(pick(SCALARS)), anything(depth + 1));
      }
      return object;
    }
    if (kind == 1) {
      var array = new JsonArray();
      for (int i = random.nextInt(4); i > 0; i--) {
        array.add(anything(depth + 1));
      }
      return array;
    }
    return pick(SCALARS);
  }

  /** A value of a type that the schema does not have; null if it takes every type. */
  @Nullable Object misfit(JsonObject declared) {
    var schema = resolve(declared);
    var types = schema.getValue("type");
    if (schema.containsKey("enum") || schema.containsKey("anyOf") || schema.containsKey("oneOf")) {
      return null;
    }
    if (types == null) {
      return null;
    }
    var taken = types instanceof JsonArray several ? several : new JsonArray().add(types);
    if (!taken.contains("array")) {
      return new JsonArray().add(new JsonArray());
    }
    return taken.contains("boolean") ? null : Boolean.TRUE;
  }
}
