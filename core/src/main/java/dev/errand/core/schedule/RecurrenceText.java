package dev.errand.core.schedule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;

/** A recurrence rule and its exceptions, as text of RFC 5545 and back. */
final class RecurrenceText {

  /** Every computation counts from the first, so counting has to end in reasonable time. */
  private static final int MOST_COUNTED = 10_000;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  private final ZoneId zone;
  private final List<String> rules = new ArrayList<>();
  private final List<LocalDateTime> exceptTimes = new ArrayList<>();
  private final List<LocalDate> exceptDays = new ArrayList<>();

  private RecurrenceText(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * Reads a rule, with or without {@code RRULE:}, and lines of {@code EXDATE}.
   *
   * @throws IllegalArgumentException if it is none; the message says what would be right
   */
  static Rule.Recurrence read(String text, ZoneId zone) {
    var reader = new RecurrenceText(zone);
    // RFC 5545, 3.1: a line that begins with white space continues the one before.
    text.replaceAll("\\r?\\n[ \\t]", "").lines().map(String::strip).forEach(reader::line);
    if (reader.rules.size() != 1) {
      throw new IllegalArgumentException(
          "must have exactly one rule such as FREQ=WEEKLY;BYDAY=MO; this has "
              + reader.rules.size());
    }
    return new Rule.Recurrence(reader.rules.getFirst(), reader.exceptTimes, reader.exceptDays);
  }

  static String write(Rule.Recurrence recurrence) {
    var text = new StringBuilder(recurrence.rule());
    if (!recurrence.exceptTimes().isEmpty()) {
      text.append("\nEXDATE:").append(joined(recurrence.exceptTimes(), TIME::format));
    }
    if (!recurrence.exceptDays().isEmpty()) {
      text.append("\nEXDATE;VALUE=DATE:").append(joined(recurrence.exceptDays(), DAY::format));
    }
    return text.toString();
  }

  private static <T> String joined(List<T> values, Function<? super T, String> form) {
    return values.stream().map(form).collect(Collectors.joining(","));
  }

  /** The parts of a rule by their names, such as BYDAY. */
  static Map<String, String> parts(String rule) {
    var parts = new LinkedHashMap<String, String>();
    for (var part : rule.split(";", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    return parts;
  }

  static String joined(Map<String, String> parts) {
    return parts.entrySet().stream()
        .map(part -> part.getKey() + "=" + part.getValue())
        .collect(Collectors.joining(";"));
  }

  private void line(String line) {
    var upper = line.toUpperCase(Locale.ROOT);
    if (upper.startsWith("RRULE:")) {
      rules.add(rule(upper.substring("RRULE:".length())));
    } else if (upper.startsWith("FREQ=") || (!upper.isEmpty() && upper.indexOf(':') < 0)) {
      rules.add(rule(upper));
    } else if (upper.startsWith("EXDATE")) {
      exceptions(line);
    } else if (upper.startsWith("DTSTART")) {
      throw new IllegalArgumentException("takes no DTSTART: the start is given by start_at");
    } else if (!upper.isEmpty()) {
      throw new IllegalArgumentException(
          "takes a rule and lines of EXDATE; `%s` is neither".formatted(line));
    }
  }

  private String rule(String text) {
    var parts = parts(text);
    parts.computeIfPresent("UNTIL", (name, until) -> until(until));
    if (parts.containsKey("BYDAY") && ("," + parts.get("BYYEARDAY") + ",").contains(",-366,")) {
      // lib-recur 0.17.1 fails on it in years of 365 days.
      throw new IllegalArgumentException(
          "BYYEARDAY=-366, which is 1 January of leap years, cannot be combined with BYDAY");
    }
    var rule = checked(parts.containsKey("UNTIL") ? joined(parts) : text);
    int most = mostInterval(rule.getFreq());
    if (rule.getInterval() > most) {
      throw new IllegalArgumentException(
          "INTERVAL must be at most %d with FREQ=%s, which is 100 years"
              .formatted(most, rule.getFreq()));
    }
    if (rule.getCount() != null && rule.getCount() > MOST_COUNTED) {
      throw new IllegalArgumentException(
          "COUNT must be at most " + MOST_COUNTED + ": use end_at or leave it out");
    }
    return rule.toString();
  }

  /** A hundred years; lib-recur loops for ever where adding an interval overflows. */
  private static int mostInterval(Freq freq) {
    return switch (freq) {
      case YEARLY -> 100;
      case MONTHLY -> 1_200;
      case WEEKLY -> 5_200;
      case DAILY -> 36_500;
      case HOURLY -> 876_000;
      case MINUTELY -> 52_560_000;
      case SECONDLY -> Integer.MAX_VALUE;
    };
  }

  private static RecurrenceRule checked(String text) {
    try {
      return new RecurrenceRule(text, RfcMode.RFC5545_STRICT);
    } catch (InvalidRecurrenceRuleException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "must be a rule of RFC 5545 such as FREQ=WEEKLY;BYDAY=MO: " + e.getMessage(), e);
    }
  }

  /** Made local, as the rule's times are; a day means up to its end. */
  private String until(String until) {
    var local =
        until.indexOf('T') < 0 ? day(until).atTime(LocalTime.of(23, 59, 59)) : time(until, zone);
    return TIME.format(local);
  }

  private void exceptions(String line) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("EXDATE must be given as EXDATE:20260131T080000");
    }
    var from = zone;
    for (var parameter : Arrays.asList(line.substring(0, colon).split(";", -1))) {
      if (parameter.regionMatches(true, 0, "TZID=", 0, 5)) {
        from = zone(parameter.substring(5));
      }
    }
    for (var value : line.substring(colon + 1).split(",", -1)) {
      if (value.indexOf('T') < 0) {
        exceptDays.add(day(value.strip()));
      } else {
        exceptTimes.add(time(value.strip(), from));
      }
    }
  }

  private static ZoneId zone(String id) {
    try {
      return ZoneId.of(id);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "TZID must be a zone such as Europe/Berlin, not `" + id + "`", e);
    }
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text, DAY);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "`" + text + "` must be a day such as 20260131 or a time such as 20260131T080000", e);
    }
  }

  private LocalDateTime time(String text, ZoneId from) {
    try {
      boolean utc = text.endsWith("Z");
      var local = LocalDateTime.parse(utc ? text.substring(0, text.length() - 1) : text, TIME);
      Instant instant = local.atZone(utc ? ZoneOffset.UTC : from).toInstant();
      return utc || !from.equals(zone) ? LocalDateTime.ofInstant(instant, zone) : local;
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "`" + text + "` must be a time such as 20260131T080000 or 20260131T080000Z", e);
    }
  }
}
