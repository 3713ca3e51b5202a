package dev.errand.core.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** The zones that callers may name, and what local times in them stand for. Thread-safe. */
public final class TimeZones {

  /** Where nobody has said otherwise. */
  public static final ZoneId UTC = ZoneId.of("UTC");

  private static final Set<String> NAMES = Set.copyOf(ZoneId.getAvailableZoneIds());

  private TimeZones() {}

  /** The zone of a name of the IANA database. */
  public static Optional<ZoneId> find(String name) {
    return NAMES.contains(name) ? Optional.of(ZoneId.of(name)) : Optional.empty();
  }

  /** What a caller is told who named none. */
  public static String refusal(String name) {
    var meant = NAMES.stream().filter(name::equalsIgnoreCase).findFirst();
    return "must be a zone of the IANA database such as Europe/Berlin"
        + meant.map(zone -> ": did you mean " + zone + "?").orElse("");
  }

  /**
   * The instant of a local time: the first valid one after it where clocks have left it out, the
   * first of two where they show it twice. (java.time would move the former by the gap's length.)
   */
  public static Instant instant(LocalDateTime local, ZoneId zone) {
    var change = zone.getRules().getTransition(local);
    return change != null && change.isGap() ? change.getInstant() : local.atZone(zone).toInstant();
  }

  /**
   * The last instant of a local day, to the microsecond, which is what PostgreSQL keeps: the second
   * of two last ones, and before the gap where clocks leave the end out.
   */
  public static Instant endOfDay(LocalDate day, ZoneId zone) {
    var last = day.atTime(LocalTime.MAX.truncatedTo(ChronoUnit.MICROS));
    var change = zone.getRules().getTransition(last);
    return change != null && change.isGap()
        ? change.getInstant().minus(1, ChronoUnit.MICROS)
        : last.atZone(zone).withLaterOffsetAtOverlap().toInstant();
  }
}
