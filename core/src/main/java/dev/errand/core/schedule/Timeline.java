package dev.errand.core.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A rising sequence of firings without bounds. May remember where it was, so it belongs to one
 * computation and one thread.
 */
interface Timeline {

  /** The first one later than that; null if there is none. */
  @Nullable Firing after(Instant time);

  static Timeline of(ScheduleSpec spec) {
    var zone = spec.zone();
    return switch (spec.rule()) {
      case Rule.Once(var at) -> time -> at.isAfter(time) ? plain(at, zone) : null;
      case Rule.Interval(var every) -> {
        var start = spec.bounds().start() == null ? Instant.EPOCH : spec.bounds().start();
        yield time -> plain(step(start, every, time), zone);
      }
      case Rule.Hourly() ->
          time -> {
            var start =
                spec.bounds().start() == null ? wholeHour(time, zone) : spec.bounds().start();
            return plain(step(start, Duration.ofHours(1), time), zone);
          };
      default -> new WallClock(spec);
    };
  }

  private static Firing plain(Instant at, ZoneId zone) {
    return new Firing(at, at.atZone(zone).toOffsetDateTime(), null);
  }

  private static Instant step(Instant start, Duration every, Instant time) {
    return time.isBefore(start)
        ? start
        : start.plus(every.multipliedBy(Duration.between(start, time).dividedBy(every) + 1));
  }

  /** An hour of the zone's standard time that lies well before. */
  private static Instant wholeHour(Instant time, ZoneId zone) {
    var offset = zone.getRules().getStandardOffset(time);
    var day = time.atOffset(offset).toLocalDate();
    return day.minusDays(1).atStartOfDay().toInstant(offset);
  }
}
