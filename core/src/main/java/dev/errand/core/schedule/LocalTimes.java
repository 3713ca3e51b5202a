package dev.errand.core.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A rising sequence of local times, told without regard to clocks that change. May remember where
 * it was, so it belongs to one computation and one thread.
 */
interface LocalTimes {

  /** The first one later than that; null if there is none. */
  @Nullable LocalDateTime after(LocalDateTime local);

  /** One time on every day that fits; at least one in any ten years must. */
  static LocalTimes at(LocalTime time, Predicate<LocalDate> fits) {
    return local -> {
      var day = local.toLocalDate();
      if (!local.toLocalTime().isBefore(time)) {
        day = day.plusDays(1);
      }
      while (!fits.test(day)) {
        day = day.plusDays(1);
      }
      return day.atTime(time);
    };
  }

  static LocalTimes of(Rule rule, ScheduleSpec spec) {
    return switch (rule) {
      case Rule.Daily(var time) -> at(time, day -> true);
      case Rule.Weekdays(var time) ->
          at(time, day -> day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0);
      case Rule.Weekly(var days, var time) -> at(time, day -> days.contains(day.getDayOfWeek()));
      case Rule.Monthly(var wanted, var time) -> at(time, day -> isDayOfMonth(day, wanted));
      case Rule.Cron(var expression) -> CronTimes.parse(expression);
      case Rule.Recurrence recurrence -> RecurrenceTimes.of(recurrence, spec);
      case Rule.Once once -> throw new IllegalArgumentException("once has no local times");
      case Rule.Interval interval -> throw new IllegalArgumentException("elapsed time");
      case Rule.Hourly hourly -> throw new IllegalArgumentException("elapsed time");
    };
  }

  private static boolean isDayOfMonth(LocalDate day, int wanted) {
    int last = day.lengthOfMonth();
    return day.getDayOfMonth() == (wanted < 0 ? last : Math.min(wanted, last));
  }
}
