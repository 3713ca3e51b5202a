package dev.errand.core.schedule;

import dev.errand.core.schedule.Daylight.Overlap;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;

/** Says in words what a change of clocks does to a time of day. */
final class Notes {

  private Notes() {}

  static String moved(LocalDateTime lost, ZoneOffsetTransition change, ZoneId zone) {
    return missing(lost, change, zone)
        + ": moved to "
        + change.getDateTimeAfter().toLocalTime()
        + ", the first time after";
  }

  static String skipped(LocalDateTime lost, ZoneOffsetTransition change, ZoneId zone) {
    return missing(lost, change, zone) + ": skipped";
  }

  private static String missing(LocalDateTime lost, ZoneOffsetTransition change, ZoneId zone) {
    return "%s does not exist on %s in %s, where clocks go forward from %s to %s"
        .formatted(
            lost.toLocalTime(),
            lost.toLocalDate(),
            zone.getId(),
            change.getDateTimeBefore().toLocalTime(),
            change.getDateTimeAfter().toLocalTime());
  }

  static String first(LocalDateTime local, ZoneId zone, Overlap overlap) {
    return twice(local, zone)
        + ": this is the first, "
        + (overlap == Overlap.BOTH ? "and it fires at both" : "the second is left out");
  }

  static String second(LocalDateTime local, ZoneId zone, Overlap overlap) {
    return twice(local, zone)
        + ": this is the second, "
        + (overlap == Overlap.BOTH ? "and it fires at both" : "the first is left out");
  }

  private static String twice(LocalDateTime local, ZoneId zone) {
    return "%s happens twice on %s in %s, where clocks go back"
        .formatted(local.toLocalTime(), local.toLocalDate(), zone.getId());
  }
}
