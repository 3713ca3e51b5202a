package dev.errand.core.reminder;

import dev.errand.core.notification.Telling;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.reminder.TellCommand.TellDueSoon;
import dev.errand.core.reminder.TellCommand.TellOverdue;
import dev.errand.core.reminder.TellCommand.TellReminders;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells people of times that have come. What marks a reminder or a task as told writes its event
 * and its notification, so any number of nodes may look, and each is told once. Thread-safe.
 */
public final class DueTelling {

  /** Nobody is told of what became overdue longer ago, however long the service was away. */
  private static final Duration LATEST = Duration.ofDays(7);

  static final String REMINDERS =
      """
      with due as materialized (
        select tenant_id, id, task_id from reminder
        where status in ('scheduled', 'snoozed') and remind_at <= $1
        order by remind_at limit $2
        for update skip locked
      ), judged as (
        select d.*, t.title, t.due_at,
          coalesce(t.status, 'deleted') in ('completed', 'failed', 'cancelled', 'deleted') as needless
        from due d
        left join lateral (
          select c.title, c.due_at, c.status from task_current c
          where c.tenant_id = d.tenant_id and c.id = d.task_id and c.deleted_at is null limit 1
        ) t on true
      ), sent as (
        update reminder r set
          status = case when j.needless then 'cancelled' else 'sent' end,
          sent_at = case when not j.needless then $1::timestamptz end, updated_at = $1
        from judged j where r.tenant_id = j.tenant_id and r.id = j.id
        returning r.tenant_id, r.id, r.task_id, r.user_id, r.remind_at, r.channel, j.title,
          j.due_at, j.needless
      ), published as (
        insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
        select $1, gen_random_uuid(), tenant_id, task_id, 'reminder_triggered', user_id,
          jsonb_build_object('reminder_id', id, 'remind_at', remind_at, 'name', title)
        from sent where not needless
      ), told as (
      """
          + Telling.of(
              """
              select tenant_id, user_id, 'reminder', task_id, id, 'reminder:' || id, title,
                null, due_at, nullif(channel, 'event'), $1::timestamptz
              from sent where not needless
              """)
          + """
          )
          select count(*)::integer from sent
          """;

  /** What is over is passed over from then on; so is what is told. */
  static final String OVERDUE =
      """
      with due as materialized (
        select t.tenant_id, t.id, t.due_at
        from task t
        where t.due_at is not null and t.due_at is distinct from t.overdue_told_for
          and t.deleted_at is null and t.resting_status in ('pending', 'paused', 'blocked')
          and t.due_at < $1 and t.due_at >= $3
        order by t.due_at limit $2
        for update of t skip locked
      ),
      """
          + marked("overdue", "overdue_told_for");

  /**
   * Nobody is told so after the due time. Few want to know earlier than is usual, and what they
   * have to do is looked for apart, so that others' tasks need not be read so far ahead.
   */
  static final String DUE_SOON =
      """
      with near as materialized (
        (
          select t.tenant_id, t.id from task t
          where t.due_at is not null and t.due_at is distinct from t.overdue_told_for
            and t.deleted_at is null and t.resting_status in ('pending', 'paused', 'blocked')
            and t.due_at > $1 and t.due_at <= $1 + interval '30 minutes'
            and t.soon_told_for is distinct from t.due_at
        )
        union
        (
          select t.tenant_id, t.id
          from person p
          cross join lateral (
            select k.tenant_id, k.id from task k
            where k.tenant_id = p.tenant_id and k.assignee_id = p.id and k.deleted_at is null
              and k.resting_status in ('pending', 'paused', 'blocked')
              and coalesce(k.due_at, 'infinity'::timestamptz) > $1
              and coalesce(k.due_at, 'infinity'::timestamptz)
                <= $1 + (p.preferences ->> 'reminder_minutes_before')::numeric * interval '1 minute'
              and k.soon_told_for is distinct from k.due_at
            union all
            select k.tenant_id, k.id from task k
            where k.tenant_id = p.tenant_id and k.owner_id = p.id and k.deleted_at is null
              and k.assignee_id is null
              and k.resting_status in ('pending', 'paused', 'blocked')
              and coalesce(k.due_at, 'infinity'::timestamptz) > $1
              and coalesce(k.due_at, 'infinity'::timestamptz)
                <= $1 + (p.preferences ->> 'reminder_minutes_before')::numeric * interval '1 minute'
              and k.soon_told_for is distinct from k.due_at
          ) t
          where (p.preferences ->> 'reminder_minutes_before')::numeric > 30
        )
      ), due as materialized (
        select t.tenant_id, t.id, t.due_at
        from near n
        join task t on t.tenant_id = n.tenant_id and t.id = n.id
        left join person p
          on p.tenant_id = t.tenant_id and p.id = coalesce(t.assignee_id, t.owner_id)
        where t.due_at > $1 and t.soon_told_for is distinct from t.due_at
          and t.due_at <= $1
            + coalesce((p.preferences ->> 'reminder_minutes_before')::numeric, 30)
              * interval '1 minute'
        order by t.due_at limit $2
        for update of t skip locked
      ),
      """
          + marked("due_soon", "soon_told_for");

  private final Pg pg;

  /** On the given clients. */
  public DueTelling(Pg pg) {
    this.pg = pg;
  }

  /** Marks tasks that are {@code due}, and tells of those that are not over. */
  private static String marked(String kind, String column) {
    return """
        marked as (
          update task t set %2$s = d.due_at
          from due d where t.tenant_id = d.tenant_id and t.id = d.id
          returning t.tenant_id, t.id, t.due_at, t.title, coalesce(t.assignee_id, t.owner_id) as user_id
        ), open as (
          select m.* from marked m
          cross join lateral (
            select c.status from task_current c
            where c.tenant_id = m.tenant_id and c.id = m.id limit 1
          ) s
          where s.status not in ('completed', 'failed', 'cancelled')
        ), published as (
          insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
          select $1, gen_random_uuid(), tenant_id, id, '%1$s', user_id,
            jsonb_build_object('due_at', due_at, 'name', title)
          from open
        ), told as (
        """
            .formatted(kind, column)
        + Telling.of(
            """
            select tenant_id, user_id, '%1$s', id, null::uuid,
              '%1$s:' || id || ':' || extract(epoch from due_at), title, null, due_at, null,
              $1::timestamptz
            from open
            """
                .formatted(kind))
        + """
        )
        select count(*)::integer from marked
        """;
  }

  /** Sends reminders. */
  public Future<Integer> reminders(TellReminders command) {
    return tell(REMINDERS, Tuple.of(Columns.timestamp(command.now()), command.max()));
  }

  /** Tells of what is due soon. */
  public Future<Integer> dueSoon(TellDueSoon command) {
    return tell(DUE_SOON, Tuple.of(Columns.timestamp(command.now()), command.max()));
  }

  /** Tells of what is overdue. */
  public Future<Integer> overdue(TellOverdue command) {
    Instant now = command.now();
    return tell(
        OVERDUE,
        Tuple.of(Columns.timestamp(now), command.max(), Columns.timestamp(now.minus(LATEST))));
  }

  private Future<Integer> tell(String sql, Tuple parameters) {
    return pg.run(sql, parameters).map(rows -> rows.iterator().next().getInteger(0));
  }
}
