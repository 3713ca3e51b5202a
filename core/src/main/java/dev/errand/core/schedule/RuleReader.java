package dev.errand.core.schedule;

import dev.errand.core.schedule.ScheduleSpec.Defaults;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the members that say when: those that depend on the type. */
final class RuleReader {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(3660);
  private static final int LAST_DAY = -1;
  private static final int LONGEST_TIME = "08:00:00".length();

  private final Members members;
  private final Defaults defaults;

  RuleReader(Members members, Defaults defaults) {
    this.members = members;
    this.defaults = defaults;
  }

  /** Null if something is wrong, which the members then know. */
  @Nullable Rule read(String type, ZoneId zone) {
    return switch (type) {
      case "once" -> once();
      case "interval" -> interval();
      case "hourly" -> new Rule.Hourly();
      case "daily" -> new Rule.Daily(time());
      case "weekdays" -> new Rule.Weekdays(time());
      case "weekly" -> weekly();
      case "monthly" -> monthly();
      case "cron" -> cron();
      case "rrule" -> recurrence(zone);
      default -> throw new IllegalArgumentException(type);
    };
  }

  private @Nullable Rule once() {
    var at = members.required("at", members.instant("at"), "a time such as 2026-01-31T08:00:00Z");
    return at == null ? null : new Rule.Once(at);
  }

  private @Nullable Rule interval() {
    var every =
        members.required(
            "every", members.duration("every", SHORTEST, LONGEST), "a duration such as PT15M");
    return every == null ? null : new Rule.Interval(every);
  }

  private @Nullable Rule weekly() {
    var time = time();
    var days =
        members.required("weekdays", weekdays(), "a list such as [\"mon\", \"thu\"], or weekday");
    return days == null ? null : new Rule.Weekly(days, time);
  }

  private @Nullable Rule monthly() {
    var time = time();
    var day = members.integer("day", LAST_DAY, 31);
    if (day != null && day == 0) {
      members.wrong("day", "must be 1 to 31, or -1 for the last day of the month", "range");
    }
    members.required("day", day, "1 to 31, or -1 for the last day of the month");
    return day == null ? null : new Rule.Monthly(day, time);
  }

  private @Nullable Rule cron() {
    var expression =
        members.required(
            "cron",
            members.text("cron", "cron_expression", "expression"),
            "such as 0 8 * * MON-FRI");
    if (expression == null) {
      return null;
    }
    try {
      CronTimes.parse(expression);
    } catch (IllegalArgumentException e) {
      members.wrong("cron", String.valueOf(e.getMessage()), "cron");
      return null;
    }
    return new Rule.Cron(expression.strip().replaceAll("\\s+", " "));
  }

  private @Nullable Rule recurrence(ZoneId zone) {
    var text =
        members.required("rrule", members.text("rrule"), "a rule such as FREQ=WEEKLY;BYDAY=MO");
    if (text == null) {
      return null;
    }
    try {
      return RecurrenceText.read(text, zone);
    } catch (IllegalArgumentException e) {
      members.wrong("rrule", String.valueOf(e.getMessage()), "rrule");
      return null;
    }
  }

  /** If none is given that of the task's due time; without one midnight. */
  private LocalTime time() {
    var text = members.text("time", "run_time");
    if (text == null) {
      return defaults.first() == null
          ? LocalTime.MIDNIGHT
          : defaults.first().toLocalTime().truncatedTo(ChronoUnit.SECONDS);
    }
    try {
      if (text.length() <= LONGEST_TIME) {
        return LocalTime.parse(text);
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    members.wrong("time", "must be a time of day such as 08:00, from 00:00 to 23:59", "format");
    return LocalTime.MIDNIGHT;
  }

  private @Nullable List<DayOfWeek> weekdays() {
    var value = members.value("weekdays", "weekday");
    if (value == null) {
      return null;
    }
    var days = new ArrayList<DayOfWeek>();
    for (var name : Members.asList(value)) {
      var day = weekday(name);
      if (day == null) {
        members.wrong(
            "weekdays",
            "`%s` must be mon, tue, wed, thu, fri, sat or sun, or a number from 0 to 7, where 0 and"
                    .formatted(name)
                + " 7 are Sunday",
            "enum");
      } else {
        days.add(day);
      }
    }
    if (Members.asList(value).isEmpty()) {
      members.wrong("weekdays", "must name at least one day", "minItems");
    }
    return days.isEmpty() ? null : days;
  }

  /** MO, Mon and monday are Monday, and so is 1. */
  private static @Nullable DayOfWeek weekday(Object name) {
    if (name instanceof Number number) {
      int n = number.intValue();
      boolean fits = n == number.doubleValue() && n >= 0 && n <= 7;
      return fits ? DayOfWeek.of(n == 0 ? 7 : n) : null;
    }
    var word = String.valueOf(name).toUpperCase(Locale.ROOT);
    for (var day : DayOfWeek.values()) {
      if (word.length() >= 2
          && (word.length() <= 3 || word.length() == day.name().length())
          && day.name().startsWith(word)) {
        return day;
      }
    }
    return null;
  }
}
