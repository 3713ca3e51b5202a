package dev.errand.api.contract;

import io.vertx.json.schema.JsonFormatValidator;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds formats to what can be read: the validator's own patterns let pass the 30th of February,
 * ids with the prefix {@code urn:uuid:} and line feeds at the end.
 */
final class Formats implements JsonFormatValidator {

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:\\d\\d)",
          Pattern.CASE_INSENSITIVE);

  /** Of days at most, bounded, so that it can be taken from any time. */
  private static final Pattern DURATION =
      Pattern.compile("P(?:\\d{1,5}D)?(?:T(?:\\d{1,7}H)?(?:\\d{1,7}M)?(?:\\d{1,9}S)?)?");

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

  @Override
  public @Nullable String validateFormat(
      @Nullable String type, @Nullable String format, @Nullable Object value) {
    return format == null || !(value instanceof String text) || accepts(format, text)
        ? null
        : "does not have the format " + format;
  }

  static boolean accepts(String format, String text) {
    try {
      return switch (format) {
        case "date-time" -> TIME.matcher(text).matches() && isTime(text, 0);
        case "date" -> DATE.matcher(text).matches() && isDate(text);
        // Reminders may come up to a year before it.
        case "date-or-time" ->
            (TIME.matcher(text).matches() && isTime(text, 1)) || accepts("date", text);
        case "duration" -> DURATION.matcher(text).matches() && !Duration.parse(text).isZero();
        case "uuid" -> UUID.matcher(text).matches();
        default -> false;
      };
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** In every zone it must have a year that can be written, and so must what is a year from it. */
  private static boolean isDate(String text) {
    int year = LocalDate.parse(text).getYear();
    return year >= 1 && year <= 9998;
  }

  /** In UTC, too. */
  private static boolean isTime(String text, int earliest) {
    int year = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).getYear();
    return year >= earliest && year <= 9999;
  }
}
