package dev.errand.core.analytics;

import dev.errand.core.analytics.AnalyticsQuery.GetAnalytics;
import dev.errand.core.analytics.AnalyticsQuery.GetServiceStats;
import dev.errand.core.analytics.AnalyticsQuery.GetUsage;
import dev.errand.core.analytics.AnalyticsQuery.ServiceStats;
import dev.errand.core.analytics.AnalyticsQuery.Usage;
import dev.errand.core.identity.Sight;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.task.TaskFilter;
import dev.errand.core.task.TaskQuery.GetTaskStats;
import dev.errand.core.task.TaskStats;
import dev.errand.core.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is asked about tasks and executions. The figures of a period are remembered for a
 * minute, and who asks for them while they are being read waits for the same. Confined to one event
 * loop.
 */
public final class AnalyticsAnswers {

  static final String OWN_TASKS =
      """
      select t.type, t.status, count(*) from task_current t
      where t.tenant_id = $1 and t.owner_id = $2 and t.deleted_at is null
      group by t.type, t.status
      """;

  static final String TYPES =
      """
      select t.type, null::text, count(*) from task t
      where t.tenant_id = $1 and t.deleted_at is null
      group by t.type
      """;

  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final int MOST = 500;
  private static final Duration LATELY = Duration.ofHours(1);
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private final Pg pg;
  private final InstantSource clock;
  private final Function<GetTaskStats, Future<TaskStats>> stats;
  private final AnalyticsReads reads;
  private final Instant startedAt;

  /** The oldest first. */
  private final Map<GetAnalytics, Known> known = new LinkedHashMap<>();

  private record Known(Future<Analytics> answer, Instant until) {}

  /**
   * From now on.
   *
   * @param pg to read from
   * @param clock by which answers grow old
   * @param stats counts a tenant's tasks
   */
  public AnalyticsAnswers(
      Pg pg, InstantSource clock, Function<GetTaskStats, Future<TaskStats>> stats) {
    this.pg = pg;
    this.clock = clock;
    this.stats = stats;
    reads = new AnalyticsReads(pg);
    startedAt = clock.instant();
  }

  /** The figures of a period. */
  public Future<Analytics> analytics(GetAnalytics query) {
    var now = clock.instant();
    var found = known.get(query);
    if (found != null && now.isBefore(found.until())) {
      return found.answer();
    }
    var answer = read(query);
    known.remove(query);
    if (known.size() == MOST) {
      known.remove(known.keySet().iterator().next());
    }
    var fresh = new Known(answer, now.plus(KEPT));
    known.put(query, fresh);
    return answer.onFailure(failure -> known.remove(query, fresh));
  }

  private Future<Analytics> read(GetAnalytics query) {
    var period = query.period();
    var tasks = tasks(query.tenantId(), query.userId());
    return reads
        .ended(query.tenantId(), query.userId(), period)
        .compose(
            ended ->
                tasks.map(
                    standing ->
                        new Analytics(
                            period,
                            standing,
                            ended.total(),
                            ended.times(),
                            ended.days(),
                            ended.hours(),
                            new TreeMap<>(ended.types()))));
  }

  /** What was used in a period. */
  public Future<List<Usage>> usage(GetUsage query) {
    return reads.usage(query.tenantId(), query.userId(), query.period());
  }

  /** How the service is doing. */
  public Future<ServiceStats> service(GetServiceStats query) {
    var now = clock.instant();
    var lately = now.minus(LATELY);
    var since =
        Instant.ofEpochMilli(
            lately.toEpochMilli() - Math.floorMod(lately.toEpochMilli(), QUARTER.toMillis()));
    var userId = query.sight().userId();
    var tasks = tasks(query.tenantId(), userId);
    return reads
        .since(query.tenantId(), userId, since, now.plus(LATELY))
        .compose(ended -> tasks.map(t -> new ServiceStats(startedAt, now, t, since, ended)));
  }

  private Future<TaskFigures> tasks(String tenantId, @Nullable String userId) {
    var statuses = new EnumMap<TaskStatus, Long>(TaskStatus.class);
    for (var status : TaskStatus.values()) {
      statuses.put(status, 0L);
    }
    if (userId != null) {
      return count(OWN_TASKS, Tuple.of(tenantId, userId), statuses);
    }
    var now = clock.instant();
    var noWeek = new TaskFilter.Span(now, now);
    return Future.all(
            stats.apply(new GetTaskStats(tenantId, noWeek, Sight.ALL)),
            count(TYPES, Tuple.of(tenantId), statuses))
        .map(
            both ->
                new TaskFigures(
                    both.<TaskStats>resultAt(0).counts(), both.<TaskFigures>resultAt(1).types()));
  }

  private Future<TaskFigures> count(String sql, Tuple whose, Map<TaskStatus, Long> statuses) {
    return pg.run(sql, whose)
        .map(
            rows -> {
              var types = new TreeMap<String, Long>();
              for (var row : rows) {
                var r = new RowReader(row);
                var type = r.text();
                var status = r.textOrNull();
                long count = r.bigint();
                types.merge(type, count, Long::sum);
                if (status != null) {
                  statuses.merge(TaskStatus.of(status).orElseThrow(), count, Long::sum);
                }
              }
              return new TaskFigures(
                  Collections.unmodifiableMap(statuses), Collections.unmodifiableMap(types));
            });
  }
}
