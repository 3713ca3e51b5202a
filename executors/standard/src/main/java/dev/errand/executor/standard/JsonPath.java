package dev.errand.executor.standard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The singular queries of RFC 9535, which lead to one value at most: {@code $.offers[0].price},
 * {@code $['unit price']}; negative indexes count from the end.
 */
final class JsonPath {

  /** What a path must match. */
  static final String SYNTAX =
      "\\$(?:\\.[A-Za-z_\\u0080-\\uFFFF][A-Za-z0-9_\\u0080-\\uFFFF]*"
          + "|\\['(?:[^'\\\\]|\\\\.)*'\\]|\\[\"(?:[^\"\\\\]|\\\\.)*\"\\]|\\[(?:0|-?[1-9][0-9]{0,8})\\])*";

  private static final Pattern STEP =
      Pattern.compile(
          "\\.(?<name>[^.\\[]+)|\\['(?<single>(?:[^'\\\\]|\\\\.)*)'\\]"
              + "|\\[\"(?<twin>(?:[^\"\\\\]|\\\\.)*)\"\\]|\\[(?<index>-?[0-9]+)\\]");

  private JsonPath() {}

  /** What the path leads to; null if there is nothing, or null. */
  static @Nullable Object find(@Nullable Object root, String path) {
    return STEP.matcher(path)
        .results()
        .reduce(root, (found, step) -> next(found, step), (one, other) -> other);
  }

  private static @Nullable Object next(@Nullable Object found, MatchResult step) {
    if (step.group("index") == null) {
      return found instanceof JsonObject object ? object.getValue(name(step)) : null;
    }
    if (!(found instanceof JsonArray array)) {
      return null;
    }
    int index = Integer.parseInt(step.group("index"));
    int at = index < 0 ? array.size() + index : index;
    return at >= 0 && at < array.size() ? array.getValue(at) : null;
  }

  private static String name(MatchResult step) {
    if (step.group("name") != null) {
      return step.group("name");
    }
    var quoted = step.group("single") == null ? step.group("twin") : step.group("single");
    return quoted.replaceAll("\\\\(.)", "$1");
  }
}
