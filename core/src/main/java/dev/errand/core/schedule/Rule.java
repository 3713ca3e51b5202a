package dev.errand.core.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;

/**
 * When a schedule fires, before its bounds and daylight saving are applied. Times of day are local.
 */
public sealed interface Rule {

  /** A single time. */
  record Once(Instant at) implements Rule {}

  /** Again and again after the same elapsed time, counted from the schedule's start. */
  record Interval(Duration every) implements Rule {}

  /** An hour apart, from the schedule's start or else on the hour of the zone's standard time. */
  record Hourly() implements Rule {}

  /** Every day. */
  record Daily(LocalTime time) implements Rule {}

  /** Monday to Friday. */
  record Weekdays(LocalTime time) implements Rule {}

  /** On some days of every week, Monday first. */
  record Weekly(List<DayOfWeek> days, LocalTime time) implements Rule {

    /** Sorts the days and drops repeated ones. */
    public Weekly {
      days = days.stream().distinct().sorted().toList();
    }
  }

  /**
   * On a day of every month.
   *
   * @param day 1 to 31, or −1 for the last; in a shorter month it is the last day
   */
  record Monthly(int day, LocalTime time) implements Rule {}

  /** A cron expression of five fields, of six with seconds first, or a nickname. */
  record Cron(String expression) implements Rule {}

  /**
   * A recurrence rule of RFC 5545, starting at the schedule's start.
   *
   * @param rule without {@code RRULE:}; its UNTIL is local
   * @param exceptTimes local times left out
   * @param exceptDays local days left out
   */
  record Recurrence(String rule, List<LocalDateTime> exceptTimes, List<LocalDate> exceptDays)
      implements Rule {

    /** Sorts the exceptions and drops repeated ones. */
    public Recurrence {
      exceptTimes = exceptTimes.stream().distinct().sorted().toList();
      exceptDays = exceptDays.stream().distinct().sorted().toList();
    }
  }

  /** The word of the member {@code type}. */
  default String type() {
    return switch (this) {
      case Once once -> "once";
      case Interval interval -> "interval";
      case Hourly hourly -> "hourly";
      case Daily daily -> "daily";
      case Weekdays weekdays -> "weekdays";
      case Weekly weekly -> "weekly";
      case Monthly monthly -> "monthly";
      case Cron cron -> "cron";
      case Recurrence recurrence -> "rrule";
    };
  }
}
