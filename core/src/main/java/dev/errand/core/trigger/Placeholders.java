package dev.errand.core.trigger;

import dev.errand.core.problem.Violation;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts values of an event in place of {@code {{payload.order.id}}} and {@code {{event.name}}}. A
 * text that is one placeholder and nothing else becomes the value itself, of whatever type; within
 * a text, a value is written as text or as JSON, and null as nothing. What has been put in is not
 * looked through again. One instance fills one draft.
 */
final class Placeholders {

  private static final String MEMBER = "[\\w-]+";

  /** Possessive, or a path of thousands of members would not fit on the stack. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{\\{\\s*((?:payload|event)(?:\\." + MEMBER + ")*+)\\s*}}");

  /** How much may be put in: else a short draft could ask for gigabytes. */
  private static final int LIMIT = 1 << 20;

  /** More would be no help, and each may be long. */
  private static final int MOST_PROBLEMS = 20;

  private static final int LONGEST_NAMES = 500;

  private final JsonObject view;
  private final List<Violation> problems;
  private final Allowance allowance;
  private int left = LIMIT;

  /** Told of the first placeholders that cannot be filled. */
  Placeholders(JsonObject view, List<Violation> problems, Allowance allowance) {
    this.view = view;
    this.problems = problems;
    this.allowance = allowance;
  }

  /** How much may be put into all drafts of an event, which are in memory together. */
  static final class Allowance {
    private int left = 4 * LIMIT;
  }

  /** True if something is to be put in, here or below. */
  static boolean in(@Nullable Object value) {
    return switch (value) {
      case String text -> PLACEHOLDER.matcher(text).find();
      case JsonObject object ->
          object.fieldNames().stream().anyMatch(name -> in(object.getValue(name)));
      case JsonArray array -> array.stream().anyMatch(Placeholders::in);
      case null, default -> false;
    };
  }

  /** Fills the texts of a value that stands at the given place, but not the names of members. */
  @Nullable Object fill(@Nullable Object value, List<Object> loc) {
    return switch (value) {
      case JsonObject object -> {
        var filled = new JsonObject();
        for (var name : object.fieldNames()) {
          filled.put(name, fill(object.getValue(name), below(loc, name)));
        }
        yield filled;
      }
      case JsonArray array -> {
        var filled = new JsonArray();
        for (int i = 0; i < array.size(); i++) {
          filled.add(fill(array.getValue(i), below(loc, i)));
        }
        yield filled;
      }
      case String text -> {
        var whole = PLACEHOLDER.matcher(text);
        yield whole.matches() ? value(whole.group(1), loc) : fillText(text, loc);
      }
      case null, default -> value;
    };
  }

  static List<Object> below(List<Object> loc, Object part) {
    var below = new ArrayList<>(loc);
    below.add(part);
    return List.copyOf(below);
  }

  private String fillText(String text, List<Object> loc) {
    var filled = new StringBuilder();
    var matcher = PLACEHOLDER.matcher(text);
    int end = 0;
    while (matcher.find()) {
      filled.append(text, end, matcher.start()).append(asText(value(matcher.group(1), loc)));
      end = matcher.end();
    }
    return filled.append(text, end, text.length()).toString();
  }

  private @Nullable Object value(String path, List<Object> loc) {
    Object value = view;
    for (var name : path.split("\\.", -1)) {
      if (value instanceof JsonObject object && object.containsKey(name)) {
        value = object.getValue(name);
      } else if (value instanceof JsonArray array && isIndex(name, array)) {
        value = array.getValue(Integer.parseInt(name));
      } else {
        if (problems.size() < MOST_PROBLEMS) {
          problems.add(unknown(path, name, value, loc));
        }
        return null;
      }
    }
    return withinLimit(value, loc);
  }

  private @Nullable Object withinLimit(@Nullable Object value, List<Object> loc) {
    if (left < 0) {
      return null;
    }
    int size = asText(value).length();
    left -= size;
    allowance.left -= Math.min(size, Math.max(allowance.left, 0) + 1);
    if (left >= 0 && allowance.left >= 0) {
      return value;
    }
    left = -1;
    var sum = allowance.left < 0 ? "4 MiB in all triggers of the event" : "1 MiB";
    problems.add(
        new Violation(
            loc,
            "the values put in place of {{…}} come to more than %s: refer to fewer or smaller ones"
                .formatted(sum),
            "maxLength"));
    return null;
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

  private static Violation unknown(
      String path, String name, @Nullable Object parent, List<Object> loc) {
    var there =
        parent instanceof JsonObject object && !object.isEmpty()
            ? "there are: "
                + cut(String.join(", ", object.fieldNames().stream().limit(30).toList()))
            : "there are no members at all";
    return new Violation(
        loc,
        "there is no \"%s\" for {{%s}}; %s".formatted(cut(name), cut(path), there),
        "unknown_placeholder");
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_NAMES ? text : text.substring(0, LONGEST_NAMES) + "…";
  }
}
