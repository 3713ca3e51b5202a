package dev.errand.api.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says quickly that a value fits a schema, which is the usual case: about 1 µs for a new task,
 * where the validator takes 80, because it notes where it is at every step. What does not pass here
 * is for the validator to judge; a keyword that is not known here passes nothing.
 */
@FunctionalInterface
interface QuickCheck {

  /** True only if the validator would find nothing wrong. */
  boolean passes(@Nullable Object value);

  /** Compiles a schema; the function resolves references. */
  static QuickCheck of(JsonObject declared, UnaryOperator<JsonObject> resolve) {
    var schema = resolve.apply(declared);
    var checks = new ArrayList<QuickCheck>();
    for (var keyword : schema.fieldNames()) {
      checks.add(of(keyword, schema, resolve));
    }
    var all = checks.toArray(QuickCheck[]::new);
    return value -> {
      for (var check : all) {
        if (!check.passes(value)) {
          return false;
        }
      }
      return true;
    };
  }

  /** What an annotation demands. */
  QuickCheck ANYTHING = value -> true;

  private static QuickCheck of(
      String keyword, JsonObject schema, UnaryOperator<JsonObject> resolve) {
    return switch (keyword) {
      case "type" -> type(schema.getValue("type"));
      case "enum" -> oneOf(schema.getJsonArray("enum").getList());
      case "minLength" -> text(t -> length(t) >= schema.getInteger("minLength"));
      case "maxLength" -> maxLength(schema.getInteger("maxLength"));
      case "pattern" -> matching(Pattern.compile(schema.getString("pattern")));
      case "format" -> format(schema.getString("format"));
      case "minimum" -> minimum(schema.getDouble("minimum"));
      case "maximum" -> maximum(schema.getDouble("maximum"));
      case "minItems" -> array(a -> a.size() >= schema.getInteger("minItems"));
      case "maxItems" -> array(a -> a.size() <= schema.getInteger("maxItems"));
      case "uniqueItems" -> array(QuickCheck::differ);
      case "items" -> items(schema.getValue("items"), resolve);
      case "anyOf" -> anyOf(schema.getJsonArray("anyOf"), resolve);
      case "required" -> required(schema.getJsonArray("required"));
      case "properties" -> properties(schema.getJsonObject("properties"), resolve);
      case "additionalProperties" -> closed(schema);
      case "title", "description", "default", "example", "examples", "readOnly" -> ANYTHING;
      default -> keyword.startsWith("x-") ? ANYTHING : value -> false;
    };
  }

  /** Judges texts; other values are none of its business. */
  interface OfText {
    boolean passes(String text);
  }

  /** Judges arrays; other values are none of its business. */
  interface OfArray {
    boolean passes(JsonArray array);
  }

  private static QuickCheck text(OfText check) {
    return value -> !(value instanceof String text) || check.passes(text);
  }

  private static QuickCheck array(OfArray check) {
    return value -> !(value instanceof JsonArray array) || check.passes(array);
  }

  private static QuickCheck type(Object declared) {
    var types =
        declared instanceof JsonArray several
            ? several.stream().map(String::valueOf).toList()
            : List.of(declared.toString());
    return value -> {
      for (var type : types) {
        if (isOfType(value, type)) {
          return true;
        }
      }
      return false;
    };
  }

  private static boolean isOfType(@Nullable Object value, String type) {
    return switch (type) {
      case "null" -> value == null;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Integer || value instanceof Long;
      case "number" -> value instanceof Number;
      case "object" -> value instanceof JsonObject;
      case "array" -> value instanceof JsonArray;
      default -> false;
    };
  }

  private static QuickCheck oneOf(List<?> values) {
    return value -> (value == null || value instanceof String) && values.contains(value);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static QuickCheck maxLength(int longest) {
    return text(t -> t.length() <= longest || length(t) <= longest);
  }

  private static QuickCheck matching(Pattern pattern) {
    return text(t -> pattern.matcher(t).find());
  }

  private static QuickCheck format(String format) {
    return text(t -> Formats.accepts(format, t));
  }

  private static QuickCheck minimum(double least) {
    return value -> !(value instanceof Number number) || number.doubleValue() >= least;
  }

  private static QuickCheck maximum(double most) {
    return value -> !(value instanceof Number number) || number.doubleValue() <= most;
  }

  /** Only texts are compared here. */
  private static boolean differ(JsonArray array) {
    var seen = new HashSet<Object>();
    for (var element : array.getList()) {
      if (!(element instanceof String) || !seen.add(element)) {
        return false;
      }
    }
    return true;
  }

  private static QuickCheck items(Object declared, UnaryOperator<JsonObject> resolve) {
    if (Boolean.TRUE.equals(declared)) {
      return ANYTHING;
    }
    var check = of((JsonObject) declared, resolve);
    return array(
        array -> {
          for (int i = 0; i < array.size(); i++) {
            if (!check.passes(array.getValue(i))) {
              return false;
            }
          }
          return true;
        });
  }

  private static QuickCheck anyOf(JsonArray declared, UnaryOperator<JsonObject> resolve) {
    var checks = declared.stream().map(schema -> of((JsonObject) schema, resolve)).toList();
    return value -> checks.stream().anyMatch(check -> check.passes(value));
  }

  private static QuickCheck required(JsonArray declared) {
    var names = declared.stream().map(String::valueOf).toList();
    return value ->
        !(value instanceof JsonObject object) || object.getMap().keySet().containsAll(names);
  }

  private static QuickCheck properties(JsonObject declared, UnaryOperator<JsonObject> resolve) {
    Map<String, QuickCheck> checks = new HashMap<>();
    declared.forEach(
        property -> checks.put(property.getKey(), of((JsonObject) property.getValue(), resolve)));
    return value -> {
      if (value instanceof JsonObject object) {
        for (var member : object) {
          var check = checks.get(member.getKey());
          if (check != null && !check.passes(member.getValue())) {
            return false;
          }
        }
      }
      return true;
    };
  }

  private static QuickCheck closed(JsonObject schema) {
    if (!Boolean.FALSE.equals(schema.getValue("additionalProperties"))) {
      return value -> false;
    }
    var known = Set.copyOf(schema.getJsonObject("properties").fieldNames());
    return value ->
        !(value instanceof JsonObject object) || known.containsAll(object.getMap().keySet());
  }
}
