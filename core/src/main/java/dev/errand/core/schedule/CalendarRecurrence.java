package dev.errand.core.schedule;

import java.time.LocalDateTime;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/**
 * Weekly, monthly and yearly rules, by lib-recur. The library gives up after 4,320 empty weeks,
 * months or years, which ends the sequence here.
 */
final class CalendarRecurrence implements LocalTimes {

  private final RecurrenceRule rule;
  private final LocalDateTime start;
  private @Nullable RecurrenceRuleIterator iterator;
  private @Nullable LocalDateTime from;
  private @Nullable LocalDateTime next;

  CalendarRecurrence(String rule, LocalDateTime start) {
    try {
      this.rule = new RecurrenceRule(rule, RfcMode.RFC5545_STRICT);
    } catch (InvalidRecurrenceRuleException e) {
      throw new IllegalArgumentException(e);
    }
    this.start = start;
  }

  @Override
  public @Nullable LocalDateTime after(LocalDateTime local) {
    boolean known = from != null && !local.isBefore(from);
    if (known && (next == null || local.isBefore(next))) {
      return next;
    }
    try {
      var position = known && iterator != null ? iterator : rule.iterator(dateTime(start));
      iterator = position;
      next = following(position, local);
    } catch (IllegalArgumentException | IllegalStateException tooManyEmptyPeriods) {
      next = null;
    }
    from = local;
    return next;
  }

  private @Nullable LocalDateTime following(RecurrenceRuleIterator position, LocalDateTime local) {
    if (local.isAfter(start)) {
      position.fastForward(dateTime(local));
    }
    while (position.hasNext()) {
      var time = local(position.nextDateTime());
      if (time.isAfter(local)) {
        return time;
      }
    }
    return null;
  }

  /** The library counts months from zero. */
  private static DateTime dateTime(LocalDateTime local) {
    return new DateTime(
        local.getYear(),
        local.getMonthValue() - 1,
        local.getDayOfMonth(),
        local.getHour(),
        local.getMinute(),
        local.getSecond());
  }

  private static LocalDateTime local(DateTime time) {
    return LocalDateTime.of(
        time.getYear(),
        time.getMonth() + 1,
        time.getDayOfMonth(),
        time.getHours(),
        time.getMinutes(),
        time.getSeconds());
  }
}
