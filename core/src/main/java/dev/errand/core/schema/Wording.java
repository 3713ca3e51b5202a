package dev.errand.core.schema;

import io.vertx.core.json.JsonArray;
import java.util.stream.Collectors;

/** Says what a keyword of JSON Schema demands, so that a caller knows what would be right. */
final class Wording {

  private Wording() {}

  static String of(String keyword, Object expected, String otherwise) {
    return switch (keyword) {
      case "type" -> "must be " + types(expected);
      case "enum" -> "must be one of " + list(expected, ", ");
      case "const" -> "must be " + expected;
      case "minLength" ->
          expected.equals(1)
              ? "must not be empty"
              : "must have at least " + expected + " characters";
      case "maxLength" -> "must have at most " + expected + " characters";
      case "minimum" -> "must be at least " + expected;
      case "maximum" -> "must be at most " + expected;
      case "exclusiveMinimum" -> "must be greater than " + expected;
      case "exclusiveMaximum" -> "must be less than " + expected;
      case "multipleOf" -> "must be a multiple of " + expected;
      case "minItems" -> "must have at least " + expected + " items";
      case "maxItems" -> "must have at most " + expected + " items";
      case "uniqueItems" -> "must not repeat an item";
      case "minProperties" -> "must have at least " + expected + " members";
      case "maxProperties" -> "must have at most " + expected + " members";
      case "pattern" -> "must match " + expected;
      case "format" -> format(expected.toString());
      default -> otherwise;
    };
  }

  private static String format(String format) {
    return switch (format) {
      case "date-time" -> "must be an RFC 3339 time such as 2026-01-31T08:00:00Z";
      case "date" -> "must be a date such as 2026-01-31";
      case "date-or-time" ->
          "must be an RFC 3339 time such as 2026-01-31T08:00:00Z, or a date such as 2026-01-31";
      case "uuid" -> "must be a UUID";
      case "uri" -> "must be an absolute URI";
      case "duration" -> "must be an ISO 8601 duration of days at most, such as PT10M";
      default -> "must have the format " + format;
    };
  }

  private static String types(Object expected) {
    return expected instanceof JsonArray array
        ? array.stream().map(Wording::type).collect(Collectors.joining(" or "))
        : type(expected);
  }

  private static String type(Object name) {
    return switch (name.toString()) {
      case "null" -> "null";
      case "object", "array", "integer" -> "an " + name;
      default -> "a " + name;
    };
  }

  private static String list(Object values, String separator) {
    return values instanceof JsonArray array
        ? array.stream().map(String::valueOf).collect(Collectors.joining(separator))
        : values.toString();
  }
}
