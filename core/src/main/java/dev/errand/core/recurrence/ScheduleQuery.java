package dev.errand.core.recurrence;

import dev.errand.core.bus.Query;
import dev.errand.core.identity.Sight;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What callers can ask of schedules.
 *
 * @param <R> the answer
 */
public sealed interface ScheduleQuery<R> extends Query<R> {

  /** One schedule. */
  record GetSchedule(ScheduleKey key, Sight sight) implements ScheduleQuery<Schedule> {}

  /**
   * A tenant's schedules, oldest first.
   *
   * @param taskId only that task's; null for all
   * @param paused only those that are or are not; null for all
   * @param after only those younger than this one; null for all
   * @param sight which tasks there are for who asks
   */
  record ListSchedules(
      String tenantId,
      @Nullable UUID taskId,
      @Nullable Boolean paused,
      int limit,
      @Nullable UUID after,
      Sight sight)
      implements ScheduleQuery<Page<Schedule, UUID>> {}

  /**
   * A schedule's firings, newest first.
   *
   * @param before only those of times before this one; null for all
   * @param sight which tasks there are for who asks
   */
  record ListFirings(ScheduleKey key, int limit, @Nullable Instant before, Sight sight)
      implements ScheduleQuery<Page<Firing, Instant>> {}

  /**
   * A page of a list.
   *
   * @param items in order
   * @param next where the next page begins; null after the last
   */
  record Page<T, C>(List<T> items, @Nullable C next) {}
}
