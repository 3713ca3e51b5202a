package dev.errand.core.recurrence;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.Transaction;
import dev.errand.core.schedule.NewSchedule;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes schedules, each in one statement that holds only if the schedule still has the revision
 * that was read, and that remembers and tells of it: in the history of the task that the schedule
 * runs, or has created last. Answers whether it had.
 */
final class ScheduleWrites {

  /** Locks the task before the schedule, as the commands of tasks do. */
  private static final String FENCE =
      """
      with task_first as materialized (
        select t.id from schedule s
        join task t on t.tenant_id = s.tenant_id and t.id = s.task_id
        where s.tenant_id = $1 and s.id = $2
        for update of t
      ), fenced as (
        select s.tenant_id, s.id, s.task_id, s.mode from schedule s
        where s.tenant_id = $1 and s.id = $2 and s.revision = $3 and s.deleted_at is null
          and (select count(*) from task_first) >= 0
        for update of s
      ), changed as (
        update schedule s set
      """;

  private static final String CHANGED =
      """
          revision = s.revision + 1, updated_at = $4
        from fenced f where s.tenant_id = f.tenant_id and s.id = f.id
        returning s.tenant_id, s.id, s.task_id, s.mode
      ), told as (
        update task t set revision = t.revision + 1, updated_at = $4,
          schedule_id = case when $9::text <> 'schedule_deleted' or t.schedule_id <> c.id
            then t.schedule_id end
        from changed c where t.tenant_id = c.tenant_id and t.id = c.task_id
        returning t.tenant_id, t.id, t.revision
      ), remembered as (
        insert into task_history (
          tenant_id, task_id, seq, action, changes, actor_id, actor_kind, client, request_id, notes,
          created_at)
        select tenant_id, id, revision, $9::text, $10::jsonb, $5::text, 'user', $6::text, $7::text,
          $11::text, $4
        from told
      ), published as (
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
        select $4, $8::uuid, tenant_id, coalesce(task_id, id), $9::text, $5::text,
          jsonb_build_object('schedule_id', id) || $12::jsonb
        from changed
      )
      """;

  /** With a new spec it begins anew: firings count from here, and failures are forgotten. */
  static final String UPDATE =
      FENCE
          + """
              name = $13, task = $14, spec = coalesce($15, s.spec),
              since = case when $15::jsonb is null then s.since else $16 end,
              next_logical_at = case when $15::jsonb is null then s.next_logical_at else $17 end,
              next_fire_at = case when $15::jsonb is null then s.next_fire_at else $18 end,
              waits = case when $15::jsonb is null then s.waits end,
              fire_count = case when $15::jsonb is null then s.fire_count else 0 end,
              failures_in_a_row = 0,
          """
          + CHANGED
          + "select from changed";

  static final String PAUSE =
      FENCE + "paused = true, pause_reason = $11,\n" + CHANGED + "select from changed";

  /** What failed before does not count any more. */
  static final String RESUME =
      FENCE
          + "paused = false, pause_reason = null, failures_in_a_row = 0,\n"
          + CHANGED
          + """
          , forgiven as (
            update task_state e set failures_in_a_row = 0 from changed c
            where e.tenant_id = c.tenant_id and e.task_id = c.task_id and c.mode = 'run_task'
              and e.failures_in_a_row > 0
          )
          select from changed
          """;

  /** The tasks that it ran or created stay, without a schedule. */
  static final String DELETE =
      FENCE
          + "deleted_at = $4, next_fire_at = null, next_logical_at = null,\n"
          + CHANGED
          + "select from changed";

  /**
   * Somebody had it fire. A command that has seen the task before has to look again: nothing else
   * would show it what has been queued meanwhile, as the schedule goes on as it was.
   */
  static final String FIRED =
      """
      with told as (
        update task t set revision = t.revision + 1, updated_at = $3
        where t.tenant_id = $1 and t.id = $2
        returning t.tenant_id, t.id, t.revision
      )
      insert into task_history (
        tenant_id, task_id, seq, action, actor_id, actor_kind, client, request_id, created_at)
      select tenant_id, id, revision, 'schedule_fired', $4, 'user', $5, $6, $3 from told
      """;

  private final Pg pg;
  private final Ids ids;

  ScheduleWrites(Pg pg, Ids ids) {
    this.pg = pg;
    this.ids = ids;
  }

  /** A schedule as it was read, who changes it, and when. */
  record Change(Schedule read, Caller caller, Instant at) {}

  /**
   * What of a schedule changes.
   *
   * @param name as it will be
   * @param task as it will be
   * @param spec the new one; null if it stays
   */
  record Edit(@Nullable String name, @Nullable JsonObject task, @Nullable NewSchedule spec) {

    /** Per field {@code {field, old, new}}, as the task's history names them. */
    JsonArray changes(Schedule read) {
      var changes = new JsonArray();
      note(changes, "schedule.name", read.label().name(), name);
      note(changes, "schedule.task", read.target().task(), task);
      if (spec != null) {
        note(changes, "schedule", read.spec(), spec.spec().toJson());
      }
      return changes;
    }
  }

  private static void note(
      JsonArray changes, String field, @Nullable Object old, @Nullable Object now) {
    if (!Objects.equals(old, now)) {
      changes.add(new JsonObject().put("field", field).put("old", old).put("new", now));
    }
  }

  Future<Boolean> update(Change change, Edit edit) {
    var spec = edit.spec();
    var changes = edit.changes(change.read());
    var fields = new JsonArray();
    changes.forEach(each -> fields.add(((JsonObject) each).getString("field")));
    var data = new JsonObject().put("updated_fields", fields).put("changes", changes);
    var parameters =
        words(change, new Words("schedule_updated", changes, null, data))
            .addString(edit.name())
            .addJsonObject(edit.task())
            .addJsonObject(spec == null ? null : spec.spec().toJson())
            .addOffsetDateTime(Columns.timestamp(spec == null ? null : spec.since()))
            .addOffsetDateTime(Columns.timestamp(spec == null ? null : spec.first()))
            .addOffsetDateTime(Columns.timestamp(spec == null ? null : spec.fireAt()));
    return pg.run(UPDATE, parameters).map(rows -> rows.size() > 0);
  }

  Future<Boolean> pause(Change change, @Nullable String reason) {
    var data = new JsonObject().put("reason", reason);
    var words = new Words("schedule_paused", paused(true), reason, data);
    return pg.run(PAUSE, words(change, words)).map(rows -> rows.size() > 0);
  }

  Future<Boolean> resume(Transaction transaction, Change change) {
    var words = new Words("schedule_resumed", paused(false), null, new JsonObject());
    return transaction.run(RESUME, words(change, words)).map(rows -> rows.size() > 0);
  }

  private static JsonArray paused(boolean now) {
    var changes = new JsonArray();
    note(changes, "schedule.paused", !now, now);
    return changes;
  }

  Future<Boolean> delete(Change change) {
    var changes = new JsonArray();
    note(changes, "schedule", change.read().spec(), null);
    var words = new Words("schedule_deleted", changes, null, new JsonObject());
    return pg.run(DELETE, words(change, words)).map(rows -> rows.size() > 0);
  }

  /** Remembers, within the transaction that fires, who wanted it. */
  static Future<Void> fired(Transaction transaction, Change change, @Nullable UUID taskId) {
    var caller = change.caller();
    return transaction
        .run(
            FIRED,
            Tuple.of(change.read().key().tenantId())
                .addUUID(taskId)
                .addOffsetDateTime(Columns.timestamp(change.at()))
                .addString(caller.userId())
                .addString(caller.request().client())
                .addString(caller.request().requestId()))
        .mapEmpty();
  }

  /** What history and the event say of a change. */
  private record Words(String action, JsonArray changes, @Nullable String notes, JsonObject data) {}

  private Tuple words(Change change, Words words) {
    var read = change.read();
    var caller = change.caller();
    return Tuple.of(read.key().tenantId(), read.key().id(), read.timeline().revision())
        .addOffsetDateTime(Columns.timestamp(change.at()))
        .addString(caller.userId())
        .addString(caller.request().client())
        .addString(caller.request().requestId())
        .addUUID(ids.next())
        .addString(words.action())
        .addJsonArray(words.changes())
        .addString(words.notes())
        .addJsonObject(words.data());
  }
}
