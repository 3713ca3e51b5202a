package dev.errand.core.recurrence;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.Transaction;
import dev.errand.core.schedule.NewSchedule;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Changes schedules, each in one statement that holds only if the schedule still has the revision
 * that was read. Answers whether it had.
 */
final class ScheduleWrites {

  /** With a new spec it begins anew: firings count from here, and failures are forgotten. */
  static final String UPDATE =
      """
      update schedule set
        name = $4, task = $5, spec = coalesce($6, spec),
        since = case when $6::jsonb is null then since else $7 end,
        next_logical_at = case when $6::jsonb is null then next_logical_at else $8 end,
        next_fire_at = case when $6::jsonb is null then next_fire_at else $9 end,
        waits = case when $6::jsonb is null then waits end,
        fire_count = case when $6::jsonb is null then fire_count else 0 end,
        failures_in_a_row = 0, revision = revision + 1, updated_at = $10
      where tenant_id = $1 and id = $2 and revision = $3 and deleted_at is null
      """;

  static final String PAUSE =
      """
      update schedule set paused = true, pause_reason = $4, revision = revision + 1, updated_at = $5
      where tenant_id = $1 and id = $2 and revision = $3 and deleted_at is null
      """;

  /** What failed before does not count any more. */
  static final String RESUME =
      """
      with resumed as (
        update schedule set paused = false, pause_reason = null, failures_in_a_row = 0,
          revision = revision + 1, updated_at = $4
        where tenant_id = $1 and id = $2 and revision = $3 and deleted_at is null
        returning tenant_id, task_id, mode
      ), forgiven as (
        update task_state s set failures_in_a_row = 0 from resumed r
        where s.tenant_id = r.tenant_id and s.task_id = r.task_id and r.mode = 'run_task'
          and s.failures_in_a_row > 0
      )
      select from resumed
      """;

  /** The tasks that it ran or created stay, without a schedule. */
  static final String DELETE =
      """
      with deleted as (
        update schedule set deleted_at = $4, next_fire_at = null, next_logical_at = null,
          revision = revision + 1, updated_at = $4
        where tenant_id = $1 and id = $2 and revision = $3 and deleted_at is null
        returning tenant_id, id, task_id
      ), freed as (
        update task t set schedule_id = null from deleted d
        where t.tenant_id = d.tenant_id and t.id = d.task_id and t.schedule_id = d.id
      )
      select from deleted
      """;

  private final Pg pg;

  ScheduleWrites(Pg pg) {
    this.pg = pg;
  }

  /**
   * What of a schedule changes.
   *
   * @param name as it will be
   * @param task as it will be
   * @param spec the new one; null if it stays
   */
  record Edit(@Nullable String name, @Nullable JsonObject task, @Nullable NewSchedule spec) {}

  Future<Boolean> update(Schedule read, Edit edit, Instant now) {
    var spec = edit.spec();
    var parameters =
        fence(read)
            .addString(edit.name())
            .addJsonObject(edit.task())
            .addJsonObject(spec == null ? null : spec.spec().toJson())
            .addOffsetDateTime(Columns.timestamp(spec == null ? null : spec.since()))
            .addOffsetDateTime(Columns.timestamp(spec == null ? null : spec.first()))
            .addOffsetDateTime(Columns.timestamp(spec == null ? null : spec.fireAt()))
            .addOffsetDateTime(Columns.timestamp(now));
    return pg.run(UPDATE, parameters).map(rows -> rows.rowCount() > 0);
  }

  Future<Boolean> pause(Schedule read, @Nullable String reason, Instant now) {
    return pg.run(PAUSE, fence(read).addString(reason).addOffsetDateTime(Columns.timestamp(now)))
        .map(rows -> rows.rowCount() > 0);
  }

  static Future<Boolean> resume(Transaction transaction, Schedule read, Instant now) {
    return transaction
        .run(RESUME, fence(read).addOffsetDateTime(Columns.timestamp(now)))
        .map(rows -> rows.size() > 0);
  }

  Future<Boolean> delete(Schedule read, Instant now) {
    return pg.run(DELETE, fence(read).addOffsetDateTime(Columns.timestamp(now)))
        .map(rows -> rows.size() > 0);
  }

  private static Tuple fence(Schedule read) {
    return Tuple.of(read.key().tenantId(), read.key().id(), read.timeline().revision());
  }
}
