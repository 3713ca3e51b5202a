package dev.errand.core.task;

import io.vertx.core.json.JsonObject;
import java.util.Objects;

/** JSON merge patch (RFC 7396): null removes, objects merge, all else replaces. */
public final class MergePatch {

  private MergePatch() {}

  /** A new object; neither argument is changed. */
  public static JsonObject apply(JsonObject target, JsonObject patch) {
    var merged = target.copy();
    for (var member : patch) {
      var value = member.getValue();
      if (value == null) {
        merged.remove(member.getKey());
      } else if (value instanceof JsonObject inner) {
        var old = merged.getValue(member.getKey());
        merged.put(
            member.getKey(), apply(old instanceof JsonObject o ? o : new JsonObject(), inner));
      } else {
        merged.put(member.getKey(), value);
      }
    }
    return merged;
  }

  /** True if two members of a JSON object are the same, or both absent or null. */
  static boolean same(JsonObject one, JsonObject other, String member) {
    return Objects.equals(one.getValue(member), other.getValue(member));
  }
}
