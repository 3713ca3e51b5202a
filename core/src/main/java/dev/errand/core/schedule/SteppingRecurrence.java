package dev.errand.core.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Daily, hourly, minutely and secondly rules. Periods that do not fit are jumped over by the day or
 * hour, where lib-recur would try each and give up ({@code FREQ=HOURLY;BYMONTH=1}).
 */
final class SteppingRecurrence implements LocalTimes {

  private static final DateTimeFormatter UNTIL =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);
  private static final int MOST_STEPS = 200_000;
  private static final int MOST_YEARS = 100;

  private final LocalDateTime start;
  private final LocalDateTime origin;
  private final LocalDateTime until;
  private final ChronoUnit unit;
  private final long interval;
  private final Predicate<LocalDate> days;
  private final @Nullable SortedSet<Integer> hours;
  private final @Nullable SortedSet<Integer> minutes;
  private final @Nullable SortedSet<Integer> seconds;
  private final List<Integer> positions;

  SteppingRecurrence(Map<String, String> parts, LocalDateTime start) {
    this.start = start;
    this.unit = unit(String.valueOf(parts.get("FREQ")));
    this.origin = start.truncatedTo(unit);
    this.interval = Long.parseLong(parts.getOrDefault("INTERVAL", "1"));
    var until = parts.get("UNTIL");
    this.until = until == null ? LocalDateTime.MAX : LocalDateTime.parse(until, UNTIL);
    this.days = DayFilter.of(parts);
    this.hours = set(parts.get("BYHOUR"));
    this.minutes = set(parts.get("BYMINUTE"));
    this.seconds = set(parts.get("BYSECOND"));
    this.positions = numbers(parts.get("BYSETPOS"));
  }

  private static ChronoUnit unit(String freq) {
    return switch (freq) {
      case "DAILY" -> ChronoUnit.DAYS;
      case "HOURLY" -> ChronoUnit.HOURS;
      case "MINUTELY" -> ChronoUnit.MINUTES;
      case "SECONDLY" -> ChronoUnit.SECONDS;
      default -> throw new IllegalArgumentException(freq);
    };
  }

  static List<Integer> numbers(@Nullable String list) {
    return list == null ? List.of() : Arrays.stream(list.split(",")).map(Integer::valueOf).toList();
  }

  private static @Nullable SortedSet<Integer> set(@Nullable String list) {
    return list == null ? null : new TreeSet<>(numbers(list));
  }

  @Override
  public @Nullable LocalDateTime after(LocalDateTime local) {
    var limit = min(until, (local.isBefore(start) ? start : local).plusYears(MOST_YEARS));
    long k = local.isBefore(origin) ? 0 : unit.between(origin, local) / interval;
    for (int step = 0; step < MOST_STEPS; step++) {
      var period = origin.plus(k * interval, unit);
      if (period.isAfter(limit)) {
        return null;
      }
      var resume = resumeAfterMismatch(period);
      if (resume == null) {
        for (var time : times(period)) {
          if (time.isAfter(local) && !time.isBefore(start)) {
            return time.isAfter(until) ? null : time;
          }
        }
        k++;
      } else {
        k = Math.max(k + 1, Math.ceilDiv(unit.between(origin, resume), interval));
      }
    }
    return null;
  }

  private static LocalDateTime min(LocalDateTime a, LocalDateTime b) {
    return a.isBefore(b) ? a : b;
  }

  /** Where to go on if the period does not fit; null if it does. */
  private @Nullable LocalDateTime resumeAfterMismatch(LocalDateTime period) {
    if (!days.test(period.toLocalDate())) {
      return period.toLocalDate().plusDays(1).atStartOfDay();
    }
    if (isWithin(ChronoUnit.HOURS) && misses(hours, period.getHour())) {
      return period.truncatedTo(ChronoUnit.HOURS).plusHours(1);
    }
    if (isWithin(ChronoUnit.MINUTES) && misses(minutes, period.getMinute())) {
      return period.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    }
    return isWithin(ChronoUnit.SECONDS) && misses(seconds, period.getSecond())
        ? period.plusSeconds(1)
        : null;
  }

  private boolean isWithin(ChronoUnit larger) {
    return unit.compareTo(larger) <= 0;
  }

  private static boolean misses(@Nullable SortedSet<Integer> wanted, int value) {
    return wanted != null && !wanted.contains(value);
  }

  private List<LocalDateTime> times(LocalDateTime period) {
    var times = new ArrayList<LocalDateTime>();
    var day = period.toLocalDate();
    for (int hour : values(hours, ChronoUnit.HOURS, period.getHour(), start.getHour())) {
      for (int minute :
          values(minutes, ChronoUnit.MINUTES, period.getMinute(), start.getMinute())) {
        for (int second :
            values(seconds, ChronoUnit.SECONDS, period.getSecond(), start.getSecond())) {
          // RFC 5545 knows a second 60, the clocks that we read do not.
          if (second < 60) {
            times.add(day.atTime(LocalTime.of(hour, minute, second)));
          }
        }
      }
    }
    return positions.isEmpty() ? times : chosen(times);
  }

  private Collection<Integer> values(
      @Nullable SortedSet<Integer> wanted, ChronoUnit of, int ofPeriod, int ofStart) {
    if (isWithin(of)) {
      return List.of(ofPeriod);
    }
    return wanted == null ? List.of(ofStart) : wanted;
  }

  private List<LocalDateTime> chosen(List<LocalDateTime> times) {
    return positions.stream()
        .map(position -> position > 0 ? position - 1 : times.size() + position)
        .filter(index -> index >= 0 && index < times.size())
        .distinct()
        .sorted()
        .map(times::get)
        .toList();
  }
}
