package dev.errand.api.contract;

import io.vertx.json.schema.JsonFormatValidator;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds formats to what can be read: the validator's own patterns let pass the 30th of February,
 * ids with the prefix {@code urn:uuid:} and line feeds at the end.
 */
final class Formats implements JsonFormatValidator {

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

  @Override
  public @Nullable String validateFormat(
      @Nullable String type, @Nullable String format, @Nullable Object value) {
    if (format == null || !(value instanceof String text)) {
      return null;
    }
    return switch (format) {
      case "date-time" -> isTime(text) ? null : "is not a time";
      case "uuid" -> UUID.matcher(text).matches() ? null : "is not a UUID";
      case "date" -> text.endsWith("\n") ? "is not a date" : null;
      default -> null;
    };
  }

  private static boolean isTime(String text) {
    try {
      // The whole text: a pattern's $ would let a line feed at the end pass.
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
