package dev.errand.executor.standard;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts values in place of {@code {{config.order.id}}} and {@code {{trigger.items.0}}}. A text that
 * is one placeholder and nothing else becomes the value itself, of whatever type; within a text, a
 * value is written as text or as JSON, and null as nothing. What has been put in is not looked
 * through again. One instance fills one request.
 */
final class Placeholders {

  private static final String MEMBER = "[\\w-]+";

  /** Possessive, or a path of thousands of members would not fit on the stack. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{\\{\\s*(" + MEMBER + "(?:\\." + MEMBER + ")*+)\\s*}}");

  /** How much may be put in: else a short body could ask for gigabytes. */
  private static final int LIMIT = 1 << 20;

  private final JsonObject values;
  private int left = LIMIT;

  Placeholders(JsonObject config, JsonObject trigger) {
    this.values = new JsonObject().put("config", config).put("trigger", trigger);
  }

  /** Fills the texts of any JSON value, but not the names of its members. */
  @Nullable Object fill(@Nullable Object value) throws Refusal {
    return switch (value) {
      case JsonObject object -> {
        var filled = new JsonObject();
        for (var name : object.fieldNames()) {
          filled.put(name, fill(object.getValue(name)));
        }
        yield filled;
      }
      case JsonArray array -> {
        var filled = new JsonArray();
        for (int i = 0; i < array.size(); i++) {
          filled.add(fill(array.getValue(i)));
        }
        yield filled;
      }
      case String text -> {
        var whole = PLACEHOLDER.matcher(text);
        yield whole.matches() ? value(whole.group(1)) : fillText(text);
      }
      case null, default -> value;
    };
  }

  /** Fills a text, which stays one. */
  String fillText(String text) throws Refusal {
    var filled = new StringBuilder();
    var matcher = PLACEHOLDER.matcher(text);
    int end = 0;
    while (matcher.find()) {
      filled.append(text, end, matcher.start()).append(asText(value(matcher.group(1))));
      end = matcher.end();
    }
    return filled.append(text, end, text.length()).toString();
  }

  private @Nullable Object value(String path) throws Refusal {
    Object value = values;
    for (var name : path.split("\\.", -1)) {
      if (value instanceof JsonObject object && object.containsKey(name)) {
        value = object.getValue(name);
      } else if (value instanceof JsonArray array && isIndex(name, array)) {
        value = array.getValue(Integer.parseInt(name));
      } else {
        throw unknown(path, name, value);
      }
    }
    left -= asText(value).length();
    if (left < 0) {
      throw new Refusal(
          "body_too_large",
          "The values put in place of {{…}} come to more than 1 MiB: refer to fewer or smaller ones");
    }
    return value;
  }

  private static boolean isIndex(String name, JsonArray array) {
    return name.matches("\\d{1,6}") && Integer.parseInt(name) < array.size();
  }

  private static String asText(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> text;
      default -> Json.encode(value);
    };
  }

  private static Refusal unknown(String path, String name, @Nullable Object parent) {
    var there =
        parent instanceof JsonObject object
            ? "there are: " + String.join(", ", object.fieldNames())
            : "there are no members at all";
    return new Refusal(
        "unknown_placeholder", "There is no \"%s\" for {{%s}}; %s".formatted(name, path, there));
  }
}
