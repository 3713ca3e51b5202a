package dev.errand.core.schedule;

import dev.errand.core.schedule.Policy.Anchor;
import dev.errand.core.schedule.Policy.Misfire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides about the firings up to now: which are on time, which were missed, which are made up. */
final class DueFirings {

  private static final int MOST_COUNTED = 10_000;
  private static final Duration MOST_GRACE = Duration.ofHours(1);

  private final ScheduleSpec spec;
  private final Firings firings;
  private final Timeline timeline;
  private final Instant now;
  private final Instant onTimeFrom;

  DueFirings(ScheduleSpec spec, Instant now, Duration grace) {
    if (grace.isNegative() || grace.compareTo(MOST_GRACE) > 0) {
      throw new IllegalArgumentException("The grace must be between 0 and " + MOST_GRACE);
    }
    this.spec = spec;
    this.firings = Firings.of(spec);
    this.timeline = Timeline.of(spec);
    this.now = now;
    this.onTimeFrom = now.minus(grace);
  }

  Due of(Progress progress) {
    if (spec.bounds().spentBy(progress.runs())) {
      return new Due(List.of(), Optional.empty(), true, 0);
    }
    if (spec.policy().anchor() == Anchor.FROM_COMPLETION) {
      return fromCompletion(progress);
    }
    var since = isUnfiredOnce(progress) ? Instant.MIN : progress.since();
    var missed = missed(since);
    var fire = new ArrayList<>(missed.latest());
    var onTime = onTime(since);
    if (spec.policy().misfire() == Misfire.FIRE_ONCE && !onTime.isEmpty()) {
      fire.clear();
    }
    fire.addAll(onTime);
    return due(progress, fire, missed.count());
  }

  private Due due(Progress progress, List<Instant> fire, int missed) {
    var most = spec.bounds().maxRuns();
    if (most != null && fire.size() > most - progress.runs()) {
      fire.subList((int) (most - progress.runs()), fire.size()).clear();
    }
    var next =
        spec.bounds().spentBy(progress.runs() + fire.size())
            ? Optional.<Instant>empty()
            : following(progress);
    return new Due(fire, next, next.isEmpty(), missed);
  }

  /** Later than now; a schedule whose past is not ours to judge yet is not looked at before. */
  private Optional<Instant> following(Progress progress) {
    if (isUnfiredOnce(progress)) {
      return firings.next(now);
    }
    return firings.next(progress.since().isAfter(now) ? progress.since() : now);
  }

  private boolean isUnfiredOnce(Progress progress) {
    return spec.rule() instanceof Rule.Once && progress.runs() == 0;
  }

  /** One firing at a time: the next one exists only when the completion is known. */
  private Due fromCompletion(Progress progress) {
    var pending =
        progress.runs() == 0
            ? firings.first(progress.since())
            : firings.afterCompletion(progress.since());
    if (pending.isEmpty() || pending.get().isAfter(now)) {
      return new Due(List.of(), pending, pending.isEmpty(), 0);
    }
    boolean late = pending.get().isBefore(onTimeFrom);
    if (late && spec.policy().misfire() == Misfire.SKIP) {
      var next = firings.afterCompletion(now);
      return new Due(List.of(), next, next.isEmpty(), 1);
    }
    boolean ended = spec.bounds().spentBy(progress.runs() + 1);
    return new Due(List.of(pending.get()), Optional.empty(), ended, late ? 1 : 0);
  }

  private record Missed(int count, List<Instant> latest) {}

  private Missed missed(Instant since) {
    int keep =
        switch (spec.policy().misfire()) {
          case SKIP -> 0;
          case FIRE_ONCE -> 1;
          case CATCH_UP -> spec.policy().catchUpLimit();
        };
    int count = 0;
    var latest = new ArrayDeque<Instant>();
    for (var next = late(since); next.isPresent(); next = late(next.get())) {
      if (count == MOST_COUNTED) {
        return new Missed(count, latest(since, keep));
      }
      count++;
      latest.add(next.get());
      if (latest.size() > keep) {
        latest.remove();
      }
    }
    return new Missed(count, List.copyOf(latest));
  }

  /** Looks back from now over longer and longer times: a long outage is not walked through. */
  private List<Instant> latest(Instant since, int keep) {
    for (var window = Duration.ofMinutes(1); ; window = window.multipliedBy(2)) {
      var begin = onTimeFrom.minus(window);
      var from = begin.isAfter(since) ? begin : since;
      var latest = new ArrayDeque<Instant>();
      for (var next = late(from); next.isPresent(); next = late(next.get())) {
        latest.add(next.get());
        if (latest.size() > keep) {
          latest.remove();
        }
      }
      if (latest.size() >= keep || from.equals(since)) {
        return List.copyOf(latest);
      }
    }
  }

  private Optional<Instant> late(Instant after) {
    return next(after).filter(time -> time.isBefore(onTimeFrom));
  }

  private List<Instant> onTime(Instant since) {
    var from = onTimeFrom.minusNanos(1);
    var times = new ArrayList<Instant>();
    var next = next(since.isAfter(from) ? since : from);
    while (next.isPresent() && !next.get().isAfter(now)) {
      times.add(next.get());
      next = next(next.get());
    }
    return times;
  }

  private Optional<Instant> next(Instant after) {
    return Optional.ofNullable(firings.bounded(timeline, after)).map(Firing::at);
  }
}
