package dev.errand.api.calendar;

import dev.errand.almanac.Activity;
import dev.errand.almanac.CalendarDay;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.TimeZones;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what callers say of days and works; all refuse what cannot be with {@code Invalid}. */
public final class CalendarInput {

  /** As far as searches and alternatives look beyond a day that is asked for. */
  private static final int MARGIN_DAYS = 181;

  private CalendarInput() {}

  /** A work by any of its names, null for none; the place is that of the name. */
  public static Activity activity(@Nullable String name, String... place) {
    return Optional.ofNullable(name)
        .flatMap(Activity::find)
        .orElseThrow(
            () ->
                invalid(
                    "must be one of %s, or its Arabic name".formatted(Activity.keys()),
                    "activity",
                    place));
  }

  /** UTC if it is not named. */
  public static ZoneId zone(@Nullable String name, String... place) {
    return name == null
        ? TimeZones.UTC
        : TimeZones.find(name)
            .orElseThrow(() -> invalid(TimeZones.refusal(name), "timezone", place));
  }

  /** A day that the calendar covers, with those after it. */
  static LocalDate date(String text, String... place) {
    var date = LocalDate.parse(text);
    if (!CalendarDay.covers(date) || !CalendarDay.covers(date.plusDays(MARGIN_DAYS))) {
      throw invalid("must lie within the Hijri calendar's years, from 1883 to 2173", "date", place);
    }
    return date;
  }

  /** The instant of a time of day, whose pattern the contract has checked. */
  static @Nullable Instant at(@Nullable String time, LocalDate date, ZoneId zone) {
    if (time == null) {
      return null;
    }
    return time.chars().allMatch(c -> c == ':' || Character.isDigit(c))
        ? TimeZones.instant(date.atTime(LocalTime.parse(time)), zone)
        : OffsetTime.parse(time).atDate(date).toInstant();
  }

  private static Problem.Invalid invalid(String message, String type, String... place) {
    return new Problem.Invalid(
        List.of(new Violation(List.copyOf(Arrays.asList(place)), message, type)));
  }
}
