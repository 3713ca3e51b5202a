package dev.errand.core.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.schedule.Daylight.Gap;
import dev.errand.core.schedule.Daylight.Overlap;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules for changing clocks at every change in every zone of the database. */
class AllZonesTest {

  private record Change(ZoneId zone, ZoneOffsetTransition transition) {

    /** Halfway through what is left out or repeated. */
    LocalDateTime middle() {
      var length = transition.getDuration().abs();
      var first =
          transition.isGap() ? transition.getDateTimeBefore() : transition.getDateTimeAfter();
      return first.plus(length.dividedBy(2));
    }

    List<Firing> daily(Gap gap, Overlap overlap, int count) {
      var spec =
          Schedules.spec(new Rule.Daily(middle().toLocalTime()), zone, new Daylight(gap, overlap));
      return Firings.of(spec).preview(count, before());
    }

    /** Early enough for the first firing at that time, too late for that of the day before. */
    Instant before() {
      var quarter = transition.getDuration().abs().dividedBy(4);
      return transition.getInstant().minus(quarter.multipliedBy(transition.isGap() ? 1 : 3));
    }

    Instant at() {
      return transition.getInstant();
    }
  }

  private static Stream<Change> changes(String from, String to) {
    return ZoneId.getAvailableZoneIds().stream()
        .sorted()
        .map(ZoneId::of)
        .flatMap(
            zone ->
                Stream.iterate(
                        zone.getRules().nextTransition(Instant.parse(from)),
                        change -> change != null && change.getInstant().isBefore(Instant.parse(to)),
                        change ->
                            zone.getRules()
                                .nextTransition(Objects.requireNonNull(change).getInstant()))
                    .map(change -> new Change(zone, Objects.requireNonNull(change))));
  }

  private static List<Change> changes() {
    var all =
        Stream.concat(
                changes("2009-01-01T00:00:00Z", "2014-01-01T00:00:00Z"),
                changes("2026-01-01T00:00:00Z", "2031-01-01T00:00:00Z"))
            .toList();
    assertTrue(all.size() > 2_000);
    return all;
  }

  @Test
  void a_time_in_a_gap_fires_at_the_first_instant_after_it_or_not_that_day() {
    for (var change : changes()) {
      if (change.transition().isGap()) {
        var moved = change.daily(Gap.SHIFT_FORWARD, Overlap.FIRST, 1).getFirst();
        assertEquals(change.at(), moved.at(), change::toString);
        assertTrue(String.valueOf(moved.note()).contains("moved to"), change::toString);
        var next = change.daily(Gap.SKIP, Overlap.FIRST, 1).getFirst();
        assertTrue(next.at().isAfter(change.at()), change::toString);
        assertEquals(change.middle().toLocalTime(), next.local().toLocalTime(), change::toString);
        assertTrue(String.valueOf(next.note()).contains("skipped"), change::toString);
      }
    }
  }

  @Test
  void a_time_that_happens_twice_fires_as_wanted() {
    for (var change : changes()) {
      if (change.transition().isOverlap()) {
        var local = change.middle();
        var first = local.toInstant(change.transition().getOffsetBefore());
        var second = local.toInstant(change.transition().getOffsetAfter());
        assertEquals(first, at(change.daily(Gap.SKIP, Overlap.FIRST, 1), 0), change::toString);
        assertEquals(second, at(change.daily(Gap.SKIP, Overlap.SECOND, 1), 0), change::toString);
        var both = change.daily(Gap.SKIP, Overlap.BOTH, 2);
        assertEquals(List.of(first, second), List.of(at(both, 0), at(both, 1)), change::toString);
        assertNotNull(both.get(0).note());
        assertNotNull(both.get(1).note());
      }
    }
  }

  @Test
  void every_half_hour_is_half_an_hour_apart_wherever_clocks_change_by_half_hours() {
    for (var change : changes()) {
      if (change.transition().getDuration().toSeconds() % 1800 == 0) {
        var spec = Schedules.spec(new Rule.Cron("*/30 * * * *"), change.zone(), Daylight.USUAL);
        var times = Firings.of(spec).preview(8, change.at().minus(Duration.ofHours(2)));
        for (int i = 1; i < times.size(); i++) {
          assertEquals(
              Duration.ofMinutes(30),
              Duration.between(at(times, i - 1), at(times, i)),
              change::toString);
        }
      }
    }
  }

  private static Instant at(List<Firing> firings, int index) {
    return firings.get(index).at();
  }
}
