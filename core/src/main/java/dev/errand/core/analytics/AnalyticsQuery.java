package dev.errand.core.analytics;

import dev.errand.core.bus.Query;
import dev.errand.core.identity.Sight;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What callers can ask about what tasks and executions have come to.
 *
 * @param <R> the answer
 */
public sealed interface AnalyticsQuery<R> extends Query<R> {

  /**
   * The figures of a period, as they were at most a minute ago.
   *
   * @param tenantId whose
   * @param userId of the tasks that they own; null for all
   * @param period which days
   */
  record GetAnalytics(String tenantId, @Nullable String userId, Period period)
      implements AnalyticsQuery<Analytics> {}

  /** What was used in a period, by local day and type; in that order, without days of nothing. */
  record GetUsage(String tenantId, @Nullable String userId, Period period)
      implements AnalyticsQuery<List<Usage>> {}

  /** How this process and the tenant's part of the service are doing, in so far as is in sight. */
  record GetServiceStats(String tenantId, Sight sight) implements AnalyticsQuery<ServiceStats> {}

  /** What executions of a type came to on a local day, counted from the first day of the period. */
  record Usage(int day, String type, Figures figures) {}

  /**
   * How the service is doing.
   *
   * @param startedAt when this process was ready to answer
   * @param at when this was
   * @param tasks how they stand
   * @param since the beginning of the quarter of an hour from which on executions are counted: at
   *     least an hour ago
   * @param ended what executions have come to since then
   */
  record ServiceStats(
      Instant startedAt, Instant at, TaskFigures tasks, Instant since, Figures ended) {}
}
