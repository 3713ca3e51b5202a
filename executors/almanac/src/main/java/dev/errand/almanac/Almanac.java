package dev.errand.almanac;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Looks for days. Pure: the same question has the same answer, from any thread. */
public final class Almanac {

  /** How far one may look ahead. */
  public static final int MOST_DAYS = 90;

  private static final int ALTERNATIVES = 3;

  private Almanac() {}

  /**
   * Where to look: so many days from the first on.
   *
   * @param zone whose noons they are judged by
   */
  public record Span(LocalDate first, int days, ZoneId zone) {

    private Stream<CalendarDay> stream() {
      return first
          .datesUntil(first.plusDays(days))
          .map(date -> CalendarDay.of(date, zone, MansionSystem.LUNAR));
    }
  }

  /** The days that reach a score, best first, the earliest of equals first. */
  public static List<CalendarDay> best(Activity activity, Span span, int atLeast) {
    Comparator<CalendarDay> score =
        Comparator.comparingInt(day -> day.suitability(activity).score());
    return span.stream()
        .filter(day -> day.suitability(activity).score() >= atLeast)
        .sorted(score.reversed().thenComparing(CalendarDay::date))
        .toList();
  }

  /** The same with what is to be said of each. */
  public static Map<String, Object> bestDays(Activity activity, Span span, int atLeast) {
    var days = best(activity, span, atLeast);
    var map = new LinkedHashMap<String, Object>();
    map.put("activity", activity.key());
    map.put("days", span.days());
    map.put("min_score", atLeast);
    map.put("total", days.size());
    map.put("items", days.stream().map(day -> day.advice(activity)).toList());
    return map;
  }

  /** What is to be said of a work on a day, and when else to do it if that does not suit. */
  public static Map<String, Object> validate(Activity activity, LocalDate date, ZoneId zone) {
    var day = CalendarDay.of(date, zone, MansionSystem.LUNAR);
    var map = day.advice(activity);
    var others =
        day.suitability(activity).suitable()
            ? List.<String>of()
            : new Span(date.plusDays(1), MOST_DAYS, zone)
                .stream()
                    .filter(other -> other.suitability(activity).suitable())
                    .limit(ALTERNATIVES)
                    .map(other -> other.date().toString())
                    .toList();
    map.put("alternative_dates", others);
    return map;
  }
}
