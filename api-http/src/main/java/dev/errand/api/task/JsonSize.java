package dev.errand.api.task;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** How large a JSON value is, without writing it. */
public final class JsonSize {

  private JsonSize() {}

  /** The number of characters in texts and names, and one for each value. */
  public static long roughly(@Nullable Object value) {
    return switch (value) {
      case String text -> 1L + text.length();
      case JsonObject object -> {
        long size = 1;
        for (var member : object) {
          size += member.getKey().length() + roughly(member.getValue());
        }
        yield size;
      }
      case JsonArray array -> {
        long size = 1;
        for (var element : array) {
          size += roughly(element);
        }
        yield size;
      }
      case null, default -> 1;
    };
  }
}
