package dev.errand.core.analytics;

import dev.errand.core.schedule.TimeZones;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Local days.
 *
 * @param first the first of them
 * @param days how many, from 1
 * @param zone where
 */
public record Period(LocalDate first, int days, ZoneId zone) {

  /** The last so many days, of which today is one. */
  public static Period last(int days, Instant now, ZoneId zone) {
    return new Period(LocalDate.ofInstant(now, zone).minusDays(days - 1L), days, zone);
  }

  /** The last of the days. */
  public LocalDate last() {
    return first.plusDays(days - 1L);
  }

  /** When the first day begins. */
  public Instant from() {
    return TimeZones.instant(first.atStartOfDay(), zone);
  }

  /** When the day after the last one begins. */
  public Instant until() {
    return TimeZones.instant(first.plusDays(days).atStartOfDay(), zone);
  }

  /**
   * By how much local time is ahead of UTC.
   *
   * @param from from when on
   * @param offset by how much
   */
  record Offset(Instant from, ZoneOffset offset) {}

  /** The offsets in the period, from its beginning on. */
  List<Offset> offsets() {
    var rules = zone.getRules();
    var offsets = new ArrayList<Offset>();
    offsets.add(new Offset(from(), rules.getOffset(from())));
    var change = rules.nextTransition(from());
    while (change != null && change.getInstant().isBefore(until())) {
      offsets.add(new Offset(change.getInstant(), change.getOffsetAfter()));
      change = rules.nextTransition(change.getInstant());
    }
    return offsets;
  }
}
