package dev.errand.core.lease;

import dev.errand.core.notification.Telling;

/**
 * What an ending writes whose executor has something to say: a notification for each, and its
 * event.
 */
final class Notices {

  /** Who is not named is the assignee, or else the owner. */
  static final String WRITES =
      """
        ), noticed as (
          select
            gen_random_uuid() as event_id, e.tenant_id, e.task_id, e.execution_id, e.ended_at, n.place,
            coalesce(n.item ->> 'recipient_id', t.assignee_id, t.owner_id) as user_id,
            case when t.type = 'reminder' then 'reminder' else 'alert' end as kind,
            left(n.item ->> 'title', 500) as title, n.item ->> 'body' as body
          from ended e
          cross join lateral (
            select * from task k where k.tenant_id = e.tenant_id and k.id = e.task_id limit 1
          ) t
          cross join lateral
            jsonb_array_elements(e.notices::jsonb -> 'items') with ordinality as n(item, place)
        ), told as (
      """
          + Telling.of(
              """
              select tenant_id, user_id, kind, task_id, null::uuid,
                'notice:' || execution_id || ':' || place, title, body, null::timestamptz, null,
                ended_at
              from noticed
              """)
          + """
            ), announced as (
              insert into outbox (created_at, event_id, tenant_id, task_id, verb, user_id, data)
              select ended_at, event_id, tenant_id, task_id, 'notified', user_id,
                jsonb_build_object(
                  'execution_id', execution_id, 'kind', kind, 'title', title, 'body', body)
              from noticed where user_id is not null
          """;

  private Notices() {}
}
