package dev.errand.core.schedule;

import dev.errand.core.schedule.Policy.Anchor;
import java.time.Duration;
import java.time.Instant;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The logical times at which a schedule fires, computed and never stored. Immutable and free of
 * clocks, so it may be used from any thread; rules of RFC 5545 that began long ago can take
 * milliseconds, so rather not on an event loop.
 */
public final class Firings {

  /** The longest preview. */
  public static final int MOST_PREVIEWED = 1_000;

  private final ScheduleSpec spec;

  private Firings(ScheduleSpec spec) {
    this.spec = spec;
  }

  /** The firings of a schedule. */
  public static Firings of(ScheduleSpec spec) {
    return new Firings(spec);
  }

  /**
   * The first firing of a schedule created then: later than its creation, except that {@code once}
   * may lie in the past and is then due at once.
   */
  public Optional<Instant> first(Instant created) {
    return spec.rule() instanceof Rule.Once(var at) ? Optional.of(at) : next(created);
  }

  /** The first firing strictly later than that; from the start on, and not after the end. */
  public Optional<Instant> next(Instant after) {
    return Optional.ofNullable(bounded(Timeline.of(spec), after)).map(Firing::at);
  }

  /** The last firing up to that time, if there is one within the year before. */
  public Optional<Instant> lastUpTo(Instant time) {
    // From short to long, so that the walk is short, too.
    for (long minutes : new long[] {1, 60, 1_440, 8 * 1_440, 40 * 1_440, 400 * 1_440}) {
      Instant last = null;
      var next = next(time.minus(Duration.ofMinutes(minutes)));
      while (next.isPresent() && !next.get().isAfter(time)) {
        last = next.get();
        next = next(last);
      }
      if (last != null) {
        return Optional.of(last);
      }
    }
    return Optional.empty();
  }

  /**
   * The firing that follows from a completion, if the schedule is anchored so: an interval begins
   * anew, all others go on with their next time.
   */
  public Optional<Instant> afterCompletion(Instant completed) {
    Duration every =
        switch (spec.rule()) {
          case Rule.Interval(var length) -> length;
          case Rule.Hourly() -> Duration.ofHours(1);
          default -> null;
        };
    if (every == null || spec.policy().anchor() == Anchor.FIXED) {
      return next(completed);
    }
    var start = spec.bounds().start();
    var at = completed.plus(every);
    return Optional.of(start != null && at.isBefore(start) ? start : at)
        .filter(time -> !isAfterEnd(time));
  }

  /**
   * What to fire now and when to look again.
   *
   * @param grace how late a firing may be without counting as missed, at most an hour: more than
   *     the engine needs from tick to tick
   */
  public Due due(Progress progress, Instant now, Duration grace) {
    return new DueFirings(spec, now, grace).of(progress);
  }

  /**
   * The next firings, with notes where clocks change.
   *
   * @param count at most {@link #MOST_PREVIEWED}; a schedule with fewer max_runs has fewer
   * @param from firings at this time or later
   */
  public List<Firing> preview(int count, Instant from) {
    int most = Math.min(count, MOST_PREVIEWED);
    if (spec.bounds().maxRuns() != null) {
      most = Math.min(most, spec.bounds().maxRuns());
    }
    var timeline = Timeline.of(spec);
    var firings = new ArrayList<Firing>();
    var after = from.minusNanos(1);
    while (firings.size() < most) {
      var next = bounded(timeline, after);
      if (next == null) {
        break;
      }
      firings.add(next);
      after = next.at();
    }
    return firings;
  }

  /** The logical time and the schedule's jitter: when the work is to begin. */
  public Instant runAt(Instant logical, UUID schedule) {
    return logical.plus(jitter(schedule));
  }

  /** Between nothing and the most that the schedule allows; always the same for one schedule. */
  Duration jitter(UUID schedule) {
    long most = spec.policy().jitter().toMillis();
    return Duration.ofMillis(Long.remainderUnsigned(mixed(schedule), most + 1));
  }

  /** Ids made one after another differ in few bits: a finalizer (MurmurHash3's) spreads them. */
  private static long mixed(UUID id) {
    long h = id.getMostSignificantBits() * 31 + id.getLeastSignificantBits();
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }

  /** Which edition of the time zone database the computation uses, such as 2025b. */
  public static String timeZoneEdition() {
    return ZoneRulesProvider.getVersions("UTC").lastKey();
  }

  @Nullable Firing bounded(Timeline timeline, Instant after) {
    var start = spec.bounds().start();
    var from = start != null && start.isAfter(after) ? start.minusNanos(1) : after;
    var next = timeline.after(from);
    return next == null || isAfterEnd(next.at()) ? null : next;
  }

  private boolean isAfterEnd(Instant time) {
    // Beyond, RFC 3339 has no way to write it.
    return !time.isBefore(Members.LATEST)
        || (spec.bounds().end() != null && time.isAfter(spec.bounds().end()));
  }
}
