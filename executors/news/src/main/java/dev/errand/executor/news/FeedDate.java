package dev.errand.executor.news;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the dates that feeds write, of RFC 822 and of ISO 8601, with a comment, without seconds or
 * zone, under any name of the weekday. ROME would take the 32nd of March for the first of April,
 * and 10:00:00.123456 for two minutes past ten.
 */
final class FeedDate {

  /** No date is longer, and what is longer would keep the patterns busy. */
  private static final int LONGEST = 100;

  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})(?:-(\\d\\d)(?:-(\\d\\d))?)?"
              + "(?:[Tt ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,]\\d+)?)? ?([Zz]|[+-]\\d\\d:?\\d\\d)?)?");
  private static final Pattern MAIL =
      Pattern.compile(
          "(?:\\p{L}+\\.?,? ?)?(\\d{1,2})[ -](\\p{L}{3})\\p{L}*[ -](\\d{2}|\\d{4})"
              + "(?: (\\d{1,2}):(\\d\\d)(?::(\\d\\d))?)?(?: ?([+-]\\d\\d:?\\d\\d|\\p{L}{1,5}))?");

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  /** Those of RFC 822, and others that mean one thing. */
  private static final Map<String, Integer> ZONES =
      Map.ofEntries(
          Map.entry("GMT", 0),
          Map.entry("UT", 0),
          Map.entry("UTC", 0),
          Map.entry("Z", 0),
          Map.entry("WET", 0),
          Map.entry("WEST", 1),
          Map.entry("CET", 1),
          Map.entry("CEST", 2),
          Map.entry("EET", 2),
          Map.entry("EEST", 3),
          Map.entry("MSK", 3),
          Map.entry("JST", 9),
          Map.entry("EST", -5),
          Map.entry("EDT", -4),
          Map.entry("CST", -6),
          Map.entry("CDT", -5),
          Map.entry("MST", -7),
          Map.entry("MDT", -6),
          Map.entry("PST", -8),
          Map.entry("PDT", -7));

  private FeedDate() {}

  /** UTC, midnight and the first where nothing is said; null for what is no date. */
  static @Nullable Instant parse(String written) {
    if (written.length() > LONGEST) {
      return null;
    }
    var text = written.strip().replaceAll("\\s+", " ").replaceFirst(" ?\\(.*\\)$", "");
    try {
      var iso = ISO.matcher(text);
      if (iso.matches()) {
        var date = LocalDate.of(number(iso, 1, 0), number(iso, 2, 1), number(iso, 3, 1));
        return instant(date, iso);
      }
      var mail = MAIL.matcher(text);
      return mail.matches() ? instant(date(mail), mail) : null;
    } catch (DateTimeException impossible) {
      return null;
    }
  }

  /** Of two digits of a year, RFC 5322 says which century they are of. */
  private static LocalDate date(MatchResult mail) {
    int month = 1 + MONTHS.indexOf(mail.group(2).toLowerCase(Locale.ROOT));
    int year = number(mail, 3, 0);
    int century = year < 50 ? 2000 : year < 100 ? 1900 : 0;
    return LocalDate.of(century + year, month, number(mail, 1, 1));
  }

  private static Instant instant(LocalDate date, MatchResult found) {
    var time = LocalTime.of(number(found, 4, 0), number(found, 5, 0), number(found, 6, 0));
    return date.atTime(time).toInstant(zone(found.group(7)));
  }

  private static ZoneOffset zone(@Nullable String zone) {
    if (zone == null) {
      return ZoneOffset.UTC;
    }
    if (!Character.isLetter(zone.charAt(0))) {
      return ZoneOffset.of(zone);
    }
    var hours = ZONES.get(zone.toUpperCase(Locale.ROOT));
    if (hours == null) {
      throw new DateTimeException("nobody knows which zone is meant");
    }
    return ZoneOffset.ofHours(hours);
  }

  private static int number(MatchResult found, int group, int usual) {
    var digits = found.group(group);
    return digits == null ? usual : Integer.parseInt(digits);
  }
}
