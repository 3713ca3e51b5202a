package dev.errand.core.schedule;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random parts of schedules. */
final class Schedules {

  private Schedules() {}

  /** Half of them from zones with peculiar clocks: half hours, midnights, Ramadan, whole days. */
  static Arbitrary<ZoneId> zones() {
    return Arbitraries.oneOf(
            Arbitraries.of(
                "Europe/Berlin",
                "America/New_York",
                "Australia/Lord_Howe",
                "Africa/Casablanca",
                "America/Havana",
                "Asia/Beirut",
                "America/Santiago",
                "Africa/Cairo",
                "UTC"),
            Arbitraries.of(ZoneId.getAvailableZoneIds().stream().sorted().toList()))
        .map(ZoneId::of);
  }

  static Arbitrary<Instant> instants() {
    return Arbitraries.longs()
        .between(
            Instant.parse("2005-01-01T00:00:00Z").getEpochSecond(),
            Instant.parse("2032-01-01T00:00:00Z").getEpochSecond())
        .map(Instant::ofEpochSecond);
  }

  /** Half of them where clocks are changed. */
  static Arbitrary<LocalTime> times() {
    return Arbitraries.oneOf(
            Arbitraries.integers().between(0, 1439), Arbitraries.integers().between(0, 239))
        .map(minute -> LocalTime.ofSecondOfDay(minute * 60L));
  }

  static Arbitrary<Daylight> daylights() {
    return Combinators.combine(
            Arbitraries.of(Daylight.Gap.class), Arbitraries.of(Daylight.Overlap.class))
        .as(Daylight::new);
  }

  static ScheduleSpec spec(Rule rule, ZoneId zone, Daylight daylight) {
    return new ScheduleSpec(rule, zone, Bounds.NONE, daylight, Policy.USUAL);
  }
}
