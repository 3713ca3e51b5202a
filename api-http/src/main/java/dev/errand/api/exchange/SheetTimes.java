package dev.errand.api.exchange;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times as people write them into sheets. What 03/04/2026 means is decided for a whole
 * file, by the first date whose day is above 12. Used by one thread.
 */
final class SheetTimes {

  /** Which number of a date with slashes comes first. */
  enum Order {
    MONTH_FIRST,
    DAY_FIRST
  }

  private static final Pattern YEAR_FIRST =
      Pattern.compile("(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})");
  private static final Pattern YEAR_LAST = Pattern.compile("(\\d{1,2})[/.](\\d{1,2})[/.](\\d{4})");
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.\\d+)?)?[ \u00a0\u202f]*(?:([AaPp])\\.?[Mm]\\.?)?");
  private static final Pattern BOTH = Pattern.compile("(\\S+?)(?:[ T]+(\\S.*))?");

  private final @Nullable Order asked;
  private @Nullable Order decided;
  private boolean seen;

  /** Null for whatever the file says. */
  SheetTimes(@Nullable Order asked) {
    this.asked = asked;
  }

  /** Looks at a date, alone or before a time, before any is read. */
  void survey(@Nullable String text) {
    var both = text == null ? null : BOTH.matcher(text.strip());
    if (both == null || !both.matches()) {
      return;
    }
    var date = YEAR_LAST.matcher(both.group(1));
    if (date.matches()) {
      seen = true;
      int first = Integer.parseInt(date.group(1));
      int second = Integer.parseInt(date.group(2));
      if (decided == null && first > 12 != second > 12) {
        decided = first > 12 ? Order.DAY_FIRST : Order.MONTH_FIRST;
      }
    }
  }

  /** True if a date of the file tells. */
  boolean isDecided() {
    return asked == null && decided != null;
  }

  /** In which order dates are read; null if there are none to which it matters. */
  @Nullable Order order() {
    if (!seen) {
      return null;
    }
    return asked != null ? asked : decided == null ? Order.MONTH_FIRST : decided;
  }

  Optional<LocalDate> date(String text) {
    try {
      var year = YEAR_FIRST.matcher(text.strip());
      if (year.matches()) {
        return Optional.of(LocalDate.of(number(year, 1), number(year, 2), number(year, 3)));
      }
      var day = YEAR_LAST.matcher(text.strip());
      if (!day.matches()) {
        return Optional.empty();
      }
      boolean dayFirst = order() == Order.DAY_FIRST;
      return Optional.of(
          LocalDate.of(
              number(day, 3), number(day, dayFirst ? 2 : 1), number(day, dayFirst ? 1 : 2)));
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  static Optional<LocalTime> time(String text) {
    var time = TIME.matcher(text.strip());
    if (!time.matches()) {
      return Optional.empty();
    }
    int hour = number(time, 1);
    if (time.group(4) != null) {
      if (hour < 1 || hour > 12) {
        return Optional.empty();
      }
      hour = hour % 12 + (time.group(4).equalsIgnoreCase("p") ? 12 : 0);
    }
    try {
      int second = time.group(3) == null ? 0 : number(time, 3);
      return Optional.of(LocalTime.of(hour, number(time, 2), second));
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  /** A time that names its offset, or a local date, with or without a time of day. */
  Optional<Instant> instant(String text, ZoneId zone) {
    var stripped = text.strip();
    try {
      return Optional.of(OffsetDateTime.parse(stripped.replaceFirst(" ", "T")).toInstant());
    } catch (DateTimeParseException local) {
      var both = BOTH.matcher(stripped);
      if (!both.matches()) {
        return Optional.empty();
      }
      var time = both.group(2) == null ? Optional.of(LocalTime.MIDNIGHT) : time(both.group(2));
      return date(both.group(1))
          .flatMap(date -> time.map(at -> date.atTime(at).atZone(zone).toInstant()));
    }
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
