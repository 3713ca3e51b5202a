package dev.errand.core.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The days that BYMONTH, BYMONTHDAY, BYYEARDAY and BYDAY of a recurrence rule leave. */
final class DayFilter {

  private static final List<String> WEEKDAYS = List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");

  private DayFilter() {}

  static Predicate<LocalDate> of(Map<String, String> parts) {
    Predicate<LocalDate> fits = day -> true;
    var months = SteppingRecurrence.numbers(parts.get("BYMONTH"));
    if (!months.isEmpty()) {
      fits = fits.and(day -> months.contains(day.getMonthValue()));
    }
    var monthDays = SteppingRecurrence.numbers(parts.get("BYMONTHDAY"));
    if (!monthDays.isEmpty()) {
      fits = fits.and(day -> has(monthDays, day.getDayOfMonth(), day.lengthOfMonth()));
    }
    var yearDays = SteppingRecurrence.numbers(parts.get("BYYEARDAY"));
    if (!yearDays.isEmpty()) {
      fits = fits.and(day -> has(yearDays, day.getDayOfYear(), day.lengthOfYear()));
    }
    var weekdays = parts.get("BYDAY");
    if (weekdays != null) {
      var wanted = EnumSet.noneOf(DayOfWeek.class);
      Arrays.stream(weekdays.split(","))
          .forEach(name -> wanted.add(DayOfWeek.of(WEEKDAYS.indexOf(name) + 1)));
      fits = fits.and(day -> wanted.contains(day.getDayOfWeek()));
    }
    return fits;
  }

  private static boolean has(List<Integer> wanted, int number, int last) {
    return wanted.contains(number) || wanted.contains(number - last - 1);
  }
}
