package dev.errand.core.schedule;

import dev.errand.core.schedule.Daylight.Gap;
import dev.errand.core.schedule.Daylight.Overlap;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Slow and obviously right: walks over every minute, or takes each local time by itself. */
final class Reference {

  private Reference() {}

  /** The instants that a local time stands for, by the rules of the specification. */
  static List<Instant> instants(LocalDateTime local, ZoneId zone, Daylight daylight) {
    var offsets = zone.getRules().getValidOffsets(local);
    return switch (offsets.size()) {
      case 0 ->
          daylight.gap() == Gap.SKIP
              ? List.of()
              : List.of(zone.getRules().getTransition(local).getInstant());
      case 1 -> List.of(local.toInstant(offsets.getFirst()));
      default -> {
        var first = local.toInstant(offsets.get(0));
        var second = local.toInstant(offsets.get(1));
        yield daylight.overlap() == Overlap.BOTH
            ? List.of(first, second)
            : List.of(daylight.overlap() == Overlap.FIRST ? first : second);
      }
    };
  }

  /** The instants from a time on of the local minutes that fit, over so many days. */
  static SortedSet<Instant> ofLocalMinutes(
      Predicate<LocalDateTime> fits, ScheduleSpec spec, Instant from, int days) {
    var found = new TreeSet<Instant>();
    var local =
        LocalDateTime.ofInstant(from, spec.zone()).toLocalDate().minusDays(2).atStartOfDay();
    var end = local.plusDays(days);
    for (; local.isBefore(end); local = local.plusMinutes(1)) {
      if (fits.test(local)) {
        found.addAll(instants(local, spec.zone(), spec.daylight()));
      }
    }
    return found.tailSet(from);
  }

  /** The minutes from a time on at which the clocks show what fits, over so many days. */
  static SortedSet<Instant> ofElapsedMinutes(
      Predicate<LocalDateTime> fits, ZoneId zone, Instant from, int days) {
    var found = new TreeSet<Instant>();
    var first = Instant.ofEpochSecond(Math.ceilDiv(from.getEpochSecond(), 60) * 60);
    for (long minute = 0; minute < days * 1440L; minute++) {
      var time = first.plusSeconds(minute * 60);
      if (fits.test(LocalDateTime.ofInstant(time, zone))) {
        found.add(time);
      }
    }
    return found;
  }

  /** The instants from a time on of one time on the days that fit, over five years. */
  static List<Instant> ofDays(
      Predicate<LocalDateTime> fits, ScheduleSpec spec, Instant from, LocalDateTime first) {
    var found = new TreeSet<Instant>();
    for (int day = -3; day < 5 * 366; day++) {
      var local = first.plusDays(day);
      if (fits.test(local)) {
        found.addAll(instants(local, spec.zone(), spec.daylight()));
      }
    }
    return List.copyOf(found.tailSet(from));
  }
}
