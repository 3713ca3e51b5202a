package dev.errand.core.analytics;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * The figures of a period: how tasks stand, and what the executions that ended in it have come to.
 *
 * @param period which days
 * @param tasks how they stand now
 * @param total all executions together
 * @param times how long all executions took
 * @param days by day, each of the period
 * @param hours how many executions ended in which local hour of the day; 24 numbers
 * @param types by the type of their tasks
 */
public record Analytics(
    Period period,
    TaskFigures tasks,
    Figures total,
    Times times,
    List<Figures> days,
    List<Long> hours,
    SortedMap<String, OfType> types) {

  /**
   * How long executions took.
   *
   * @param duration from start to end
   * @param toStart from when they could be taken to their start
   */
  public record Times(Percentiles duration, Percentiles toStart) {}

  /** What the executions of one type have come to. */
  public record OfType(Figures figures, Times times) {}

  /** So many executions in an hour of the day, or on a day of the week. */
  public record Share<T>(T when, long executions) {}

  /** The local hours of the day in which executions ended, the one with most of them first. */
  public List<Share<Integer>> busiestHours() {
    return IntStream.range(0, hours.size())
        .mapToObj(hour -> new Share<>(hour, hours.get(hour)))
        .filter(share -> share.executions() > 0)
        .sorted(Comparator.comparingLong(share -> -share.executions()))
        .toList();
  }

  /** The days of the week on which executions ended, the one with most of them first. */
  public List<Share<DayOfWeek>> busiestDays() {
    var counts = new EnumMap<DayOfWeek, Long>(DayOfWeek.class);
    for (int day = 0; day < days.size(); day++) {
      counts.merge(date(day).getDayOfWeek(), days.get(day).executions(), Long::sum);
    }
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(entry -> new Share<>(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** The date of one of the days, from 0. */
  public LocalDate date(int day) {
    return period.first().plusDays(day);
  }
}
