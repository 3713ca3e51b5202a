package dev.errand.core.task;

import dev.errand.core.postgres.Pg;
import dev.errand.core.quota.Limits;
import dev.errand.core.tasktype.TaskTypes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;

/** Keeps tasks from being run again too soon, as their type or template says. */
final class RunInterval {

  static final String OF_TEMPLATE =
      """
      select coalesce((members ->> 'min_run_interval_seconds')::integer, 0)
      from template where tenant_id = $1 and id = $2
      """;

  private final Pg pg;
  private final TaskTypes types;

  RunInterval(Pg pg, TaskTypes types) {
    this.pg = pg;
    this.types = types;
  }

  /** Refuses a run that comes too soon after the last one ended. */
  Future<Void> require(Task task, Instant now) {
    var last = task.progress().statistics().lastRunAt();
    if (last == null) {
      return Future.succeededFuture();
    }
    return interval(task)
        .map(
            interval -> {
              var next = last.plus(interval);
              if (next.isAfter(now)) {
                throw Limits.tooSoon(interval, Duration.between(now, next));
              }
              return null;
            });
  }

  private Future<Duration> interval(Task task) {
    var ofType =
        types
            .find(task.kind().type())
            .map(type -> type.descriptor().defaults().minInterval())
            .orElse(Duration.ZERO);
    var preset = task.ownership().origin().preset();
    return preset == null
        ? Future.succeededFuture(ofType)
        : pg.run(OF_TEMPLATE, Tuple.of(task.key().tenantId(), preset.templateId()))
            .map(
                rows -> {
                  var own =
                      Duration.ofSeconds(
                          rows.size() == 0 ? 0 : rows.iterator().next().getInteger(0));
                  return own.compareTo(ofType) > 0 ? own : ofType;
                });
  }
}
