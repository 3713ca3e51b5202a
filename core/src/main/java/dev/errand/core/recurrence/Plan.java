package dev.errand.core.recurrence;

import dev.errand.core.recurrence.DueSchedule.Wait;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about a due schedule.
 *
 * @param schedule the schedule
 * @param times the times that are dealt with now, oldest first
 * @param next how it goes on
 */
record Plan(DueSchedule schedule, List<Time> times, Next next) {

  /**
   * A time that the schedule named.
   *
   * @param logical the time
   * @param fires false if it is left out
   * @param replaces whether the previous execution makes way
   * @param note why it is left out
   */
  record Time(Instant logical, boolean fires, boolean replaces, @Nullable String note) {

    static Time fired(Instant logical) {
      return new Time(logical, true, false, null);
    }

    static Time skipped(Instant logical, String note) {
      return new Time(logical, false, false, note);
    }
  }

  /**
   * How a schedule goes on.
   *
   * @param since all times up to this one are done with
   * @param waits what it waits for, looking again at fireAt
   * @param logical the time that it names next
   * @param fireAt when it fires next, or looks again; null when it has ended
   * @param pauseReason why it pauses; null if it goes on
   */
  record Next(
      Instant since,
      @Nullable Wait waits,
      @Nullable Instant logical,
      @Nullable Instant fireAt,
      @Nullable String pauseReason) {}
}
