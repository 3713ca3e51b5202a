package dev.errand.core.schedule;

import dev.errand.core.schedule.Daylight.Gap;
import dev.errand.core.schedule.Daylight.Overlap;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Puts local times on the time line of a zone. Between two changes of its clocks a zone has one
 * offset, so the search goes from change to change, and each change says which local times of the
 * two sides count. (java.time's own conversion moves a time in a gap by the gap's length.)
 */
final class WallClock implements Timeline {

  /** A rule that does not fire for so long never does. */
  private static final int MOST_YEARS = 100;

  private final LocalTimes times;
  private final ZoneId zone;
  private final ZoneRules rules;
  private final Daylight daylight;
  private final boolean elapsed;

  WallClock(ScheduleSpec spec) {
    var local = LocalTimes.of(spec.rule(), spec);
    this.times = new Remembered(local);
    this.zone = spec.zone();
    this.rules = zone.getRules();
    this.elapsed = local instanceof CronTimes cron && cron.followsElapsedTime();
    this.daylight = elapsed ? Daylight.ELAPSED : spec.daylight();
  }

  @Override
  public @Nullable Firing after(Instant time) {
    var entered = rules.previousTransition(time.plusNanos(1));
    var from = max(LocalDateTime.ofInstant(time, rules.getOffset(time)), firstAllowed(entered));
    var cursor = time;
    var limit = time.atOffset(ZoneOffset.UTC).plusYears(MOST_YEARS).toInstant();
    String skipped = null;
    while (cursor.isBefore(limit)) {
      var leaving = rules.nextTransition(cursor);
      var local = times.after(from);
      if (local != null && local.isBefore(end(leaving))) {
        var at = local.toInstant(rules.getOffset(cursor));
        return at.isAfter(limit) ? null : firing(at, note(local, entered, leaving, skipped));
      }
      if (leaving == null) {
        return null;
      }
      var lost = lost(leaving);
      if (lost != null && daylight.gap() == Gap.SHIFT_FORWARD) {
        return firing(leaving.getInstant(), Notes.moved(lost, leaving, zone));
      }
      skipped = lost == null ? skipped : Notes.skipped(lost, leaving, zone);
      entered = leaving;
      cursor = leaving.getInstant();
      from = max(justBefore(leaving.getDateTimeAfter()), firstAllowed(leaving));
    }
    return null;
  }

  /** Local times up to this one have had their turn before the clocks went back. */
  private LocalDateTime firstAllowed(@Nullable ZoneOffsetTransition entered) {
    return entered != null && entered.isOverlap() && daylight.overlap() == Overlap.FIRST
        ? justBefore(entered.getDateTimeBefore())
        : LocalDateTime.MIN;
  }

  /** Local times from this one on belong to the other side of the change. */
  private LocalDateTime end(@Nullable ZoneOffsetTransition leaving) {
    if (leaving == null) {
      return LocalDateTime.MAX;
    }
    return leaving.isOverlap() && daylight.overlap() == Overlap.SECOND
        ? leaving.getDateTimeAfter()
        : leaving.getDateTimeBefore();
  }

  /** The first local time that a gap swallows; null if none. */
  private @Nullable LocalDateTime lost(ZoneOffsetTransition change) {
    if (!change.isGap()) {
      return null;
    }
    var local = times.after(justBefore(change.getDateTimeBefore()));
    return local != null && local.isBefore(change.getDateTimeAfter()) ? local : null;
  }

  private @Nullable String note(
      LocalDateTime local,
      @Nullable ZoneOffsetTransition entered,
      @Nullable ZoneOffsetTransition leaving,
      @Nullable String skipped) {
    if (elapsed) {
      return null;
    }
    if (entered != null && entered.isOverlap() && local.isBefore(entered.getDateTimeBefore())) {
      return Notes.second(local, zone, daylight.overlap());
    }
    if (leaving != null && leaving.isOverlap() && !local.isBefore(leaving.getDateTimeAfter())) {
      return Notes.first(local, zone, daylight.overlap());
    }
    return skipped;
  }

  private Firing firing(Instant at, @Nullable String note) {
    return new Firing(at, at.atZone(zone).toOffsetDateTime(), note);
  }

  private static LocalDateTime justBefore(LocalDateTime local) {
    return local.minus(1, ChronoUnit.NANOS);
  }

  private static LocalDateTime max(LocalDateTime a, LocalDateTime b) {
    return a.isAfter(b) ? a : b;
  }
}
