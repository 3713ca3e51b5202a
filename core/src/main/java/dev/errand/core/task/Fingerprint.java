package dev.errand.core.task;

import dev.errand.core.identity.Sight;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a task asks for, in one hash: namespace, type, config and args. The order of members makes
 * no difference, nor does the way in which a number is written.
 */
final class Fingerprint {

  private Fingerprint() {}

  /** SHA-256 of its canonical JSON, in hex; who sees only some tasks shares them with nobody. */
  static String of(Task task, Sight sight) {
    var text = new StringBuilder();
    var content = task.details().content();
    var asked =
        new JsonArray()
            .add(task.kind().namespace())
            .add(task.kind().type())
            .add(content.config())
            .add(content.args());
    append(text, sight.userId() == null ? asked : asked.add(sight.userId()));
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void append(StringBuilder text, @Nullable Object value) {
    switch (value) {
      case JsonObject object -> {
        text.append('{');
        object.fieldNames().stream()
            .sorted()
            .forEach(
                name -> {
                  text.append(Json.encode(name)).append(':');
                  append(text, object.getValue(name));
                  text.append(',');
                });
        text.append('}');
      }
      case JsonArray array -> {
        text.append('[');
        for (int i = 0; i < array.size(); i++) {
          append(text, array.getValue(i));
          text.append(',');
        }
        text.append(']');
      }
      case Number number -> text.append(new BigDecimal(number.toString()).stripTrailingZeros());
      case null, default -> text.append(Json.encode(value));
    }
  }
}
