package dev.errand.core.reminder;

import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.reminder.Reminder.Standing;
import dev.errand.core.reminder.Reminder.Status;
import dev.errand.core.reminder.Reminder.Time;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskParts;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and writes reminders; each change with its event. */
final class ReminderRows {

  /** The task's row is locked, so that its due time is the one that counts. */
  static final String SET =
      """
      with wished as materialized (
        select t.tenant_id, t.id as task_id, t.due_at,
          coalesce($4::text, t.assignee_id, t.owner_id, $8::text) as user_id
        from task t where t.tenant_id = $1 and t.id = $2 and t.deleted_at is null
        for share
      ), timed as (
        select w.*,
          case when $5::timestamptz is null then coalesce(
            $6::integer, (p.preferences ->> 'reminder_minutes_before')::numeric::integer * 60, 1800)
          end as before_due_seconds
        from wished w left join person p on p.tenant_id = w.tenant_id and p.id = w.user_id
      ), written as (
        insert into reminder (
          tenant_id, id, task_id, user_id, remind_at, before_due_seconds, channel, status,
          snooze_count, created_by, created_at, updated_at)
        select tenant_id, $3, task_id, user_id,
          coalesce($5, due_at - make_interval(secs => before_due_seconds)), before_due_seconds, $7,
          'scheduled', 0, $8, $9, $9
        from timed where $5 is not null or due_at is not null
        returning tenant_id, id, task_id, user_id, remind_at
      ), published as (
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
        select $9, $10, tenant_id, task_id, 'reminder_set', user_id,
          jsonb_build_object('reminder_id', id, 'remind_at', remind_at)
        from written
      )
      select w.id from wished t left join written w on true
      """;

  static final String DELETE =
      """
      with written as (
        delete from reminder where tenant_id = $1 and id = $2 returning tenant_id, id, task_id, user_id
      )
      insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
      select $3, $4, tenant_id, task_id, 'reminder_deleted', user_id,
        jsonb_build_object('reminder_id', id)
      from written
      """;

  /** Provided that it is still to be sent. From now on it goes by its own time. */
  static final String SNOOZE =
      """
      with written as (
        update reminder set remind_at = $3, status = 'snoozed', snooze_count = snooze_count + 1,
          updated_at = $4
        where tenant_id = $1 and id = $2 and status in ('scheduled', 'snoozed')
        returning tenant_id, id, task_id, user_id, remind_at
      )
      insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
      select $4, $5, tenant_id, task_id, 'reminder_snoozed', user_id,
        jsonb_build_object('reminder_id', id, 'remind_at', remind_at)
      from written
      """;

  /** Commands cancel what a task's end makes needless; for other ends this says the same. */
  private static final String COLUMNS =
      """
      select r.id, r.tenant_id, r.task_id, r.user_id, r.remind_at, r.before_due_seconds, r.channel,
        case when r.status in ('scheduled', 'snoozed')
            and t.status in ('completed', 'failed', 'cancelled')
          then 'cancelled' else r.status end,
        r.sent_at, r.snooze_count, r.error, r.created_by, r.created_at
      from reminder r
      join lateral (
        select c.status, c.owner_id, c.assignee_id from task_current c
        where c.tenant_id = r.tenant_id and c.id = r.task_id and c.deleted_at is null limit 1
      ) t on true
      """;

  static final String FIND =
      COLUMNS
          + """
          where r.tenant_id = $1 and r.id = $2
            and ($3::text is null or t.owner_id = $3 or t.assignee_id = $3)
          """;

  static final String LIST =
      COLUMNS
          + """
          where r.tenant_id = $1 and r.task_id = $2 and ($3::uuid is null or r.id > $3)
          order by r.id limit $4 offset $5
          """;

  static final String COUNT =
      """
      select count(*)::integer from (
        select from reminder where tenant_id = $1 and task_id = $2 limit $3
      ) counted
      """;

  private static final TaskParts<Reminder> PARTS =
      new TaskParts<>(LIST, COUNT, ReminderRows::reminder, Reminder::id);

  private final Pg pg;
  private final Ids ids;

  ReminderRows(Pg pg, Ids ids) {
    this.pg = pg;
    this.ids = ids;
  }

  /** What came of setting a reminder. */
  enum Set {
    DONE,
    NO_TASK,
    NO_DUE_TIME
  }

  Future<Set> set(UUID id, ReminderCommand.SetReminder command, Instant now) {
    var wish = command.wish();
    var before = wish.beforeDue();
    return pg.run(
            SET,
            Tuple.of(command.task().tenantId(), command.task().id(), id)
                .addString(wish.userId())
                .addOffsetDateTime(Columns.timestamp(wish.at()))
                .addInteger(before == null ? null : (int) before.toSeconds())
                .addString(wish.channel())
                .addString(command.caller().userId())
                .addOffsetDateTime(Columns.timestamp(now))
                .addUUID(ids.next()))
        .map(
            rows ->
                rows.size() == 0
                    ? Set.NO_TASK
                    : rows.iterator().next().getUUID(0) == null ? Set.NO_DUE_TIME : Set.DONE);
  }

  Future<Void> delete(Reminder read, Instant now) {
    return pg.run(
            DELETE,
            Tuple.of(read.task().tenantId(), read.id())
                .addOffsetDateTime(Columns.timestamp(now))
                .addUUID(ids.next()))
        .mapEmpty();
  }

  /** False if it was sent or cancelled meanwhile. */
  Future<Boolean> snooze(Reminder read, Instant until, Instant now) {
    return pg.run(
            SNOOZE,
            Tuple.of(read.task().tenantId(), read.id())
                .addOffsetDateTime(Columns.timestamp(until))
                .addOffsetDateTime(Columns.timestamp(now))
                .addUUID(ids.next()))
        .map(rows -> rows.rowCount() > 0);
  }

  Future<Optional<Reminder>> find(String tenantId, UUID id, Sight sight) {
    return pg.run(FIND, Tuple.of(tenantId, id, sight.userId()))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(reminder(rows.iterator().next())));
  }

  Future<Page<Reminder>> list(TaskKey task, Page.Part part) {
    return PARTS.page(pg, task, part);
  }

  private static Reminder reminder(Row row) {
    var r = new RowReader(row);
    return new Reminder(
        r.uuid(),
        new TaskKey(r.text(), r.uuid()),
        r.text(),
        new Time(r.instantOrNull(), seconds(r.integerOrNull())),
        r.text(),
        new Standing(Status.of(r.text()), r.instantOrNull(), r.integer(), r.textOrNull()),
        r.text(),
        r.instant());
  }

  private static @Nullable Duration seconds(@Nullable Integer count) {
    return count == null ? null : Duration.ofSeconds(count);
  }
}
