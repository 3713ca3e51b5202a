package dev.errand.api.task;

import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code title_ar} and {@code description_ar}, which stand for members of translations. */
final class Translations {

  private static final String ARABIC = "ar";
  private static final List<String> TEXTS = List.of("title", "description");

  private Translations() {}

  /** Puts them where they belong. */
  static void fold(JsonObject members) {
    for (var text : TEXTS) {
      var name = text + "_" + ARABIC;
      if (members.containsKey(name)) {
        var value = (String) members.remove(name);
        var translations = copy(members.getJsonObject("translations"));
        var arabic = copy(translations.getJsonObject(ARABIC));
        if (arabic.containsKey(text) && !Objects.equals(arabic.getValue(text), value)) {
          throw new Problem.Invalid(
              List.of(
                  Violation.ofBody(
                      name,
                      "means the same as translations.%s.%s but says something else: give one of them"
                          .formatted(ARABIC, text),
                      "contradiction")));
        }
        members.put("translations", translations.put(ARABIC, arabic.put(text, value)));
      }
    }
  }

  static @Nullable String arabic(JsonObject translations, String text) {
    var arabic = translations.getJsonObject(ARABIC);
    return arabic == null ? null : arabic.getString(text);
  }

  private static JsonObject copy(@Nullable JsonObject object) {
    return object == null ? new JsonObject() : object.copy();
  }
}
