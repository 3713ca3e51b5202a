package dev.errand.core.fact;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The text in which facts are searched: literally, whatever the case. Lower case is made here, as a
 * database does it for the letters of its own locale only.
 */
public final class SearchText {

  /** Of long metadata no more than this can be found. */
  private static final int LONGEST = 65_536;

  private SearchText() {}

  /** As it is looked for. */
  static String wanted(String text) {
    return lower(text);
  }

  static String of(Fact.Content content) {
    return lower(content.text()) + "\n" + of(content.metadata());
  }

  /** Of a JSON object: all names and values in it, a line each. */
  public static String of(JsonObject object) {
    var words = new StringBuilder();
    add(words, object);
    return lower(words.toString());
  }

  private static void add(StringBuilder words, Object value) {
    if (words.length() >= LONGEST) {
      return;
    }
    switch (value) {
      case JsonObject object ->
          object.forEach(
              member -> {
                line(words, member.getKey());
                addIfThere(words, member.getValue());
              });
      case JsonArray array -> array.forEach(item -> addIfThere(words, item));
      default -> line(words, value.toString());
    }
  }

  private static void addIfThere(StringBuilder words, @Nullable Object value) {
    if (value != null) {
      add(words, value);
    }
  }

  private static void line(StringBuilder words, String text) {
    words.append(text, 0, Math.min(text.length(), LONGEST - Math.min(LONGEST, words.length())));
    words.append('\n');
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
