package dev.errand.core.analytics;

/**
 * The ends of executions that have not been added up, as parts of statements. They are found by the
 * events that were written with them, since these can be asked for by transaction. The end of a
 * person's work is told by the event of the move that ended it, which bears the same time.
 */
final class Ends {

  /** Events of the kinds that an execution can end with. */
  private static final String KINDS = "o.verb in ('executed', 'completed', 'cancelled')";

  /** {@code feed}: what has been added up. */
  static final String FEED = "feed as (select seen from rollup_feed limit 1),\n";

  /**
   * {@code fresh}: the events that {@code feed} has not seen and {@code upto} has. The bounds are
   * subselects of their own, so that the index is used whatever is known of the table; whoever was
   * running when the feed was read is looked up one by one.
   *
   * @param whose a condition on {@code o}
   */
  static String fresh(String whose) {
    return """
      fresh as materialized (
        select o.verb, o.event_id, o.tenant_id, o.task_id, o.created_at
        from outbox o
        where o.xid >= (select pg_snapshot_xmax(seen) from feed)
          and o.xid < (select pg_snapshot_xmax(reading) from upto)
          and pg_visible_in_snapshot(o.xid, (select reading from upto))
          and %1$s and %2$s
        union all
        select o.verb, o.event_id, o.tenant_id, o.task_id, o.created_at
        from feed cross join pg_snapshot_xip(seen) as was_running(xid)
        cross join lateral (
          select * from outbox x where x.xid = was_running.xid order by x.seq
        ) o
        where pg_visible_in_snapshot(o.xid, (select reading from upto)) and %1$s and %2$s
      )
      """
        .formatted(KINDS, whose);
  }

  /** {@code ended}: the executions that those events tell of, each once. */
  static final String ENDED =
      """
      ended as (
        select e.tenant_id, t.owner_id, t.type, e.status, e.completed_at, e.queued_at,
          e.started_at, e.credits_consumed, e.tokens_used, e.api_calls_made
        from fresh o
        cross join lateral (
          select * from execution x where x.tenant_id = o.tenant_id and x.id = o.event_id limit 1
        ) e
        cross join lateral (
          select * from task k where k.tenant_id = o.tenant_id and k.id = o.task_id limit 1
        ) t
        where o.verb = 'executed'
        union all
        select w.tenant_id, w.owner_id, w.type, w.status, w.completed_at, w.queued_at,
          w.started_at, w.credits_consumed, w.tokens_used, w.api_calls_made
        from (
          select distinct e.id, e.tenant_id, t.owner_id, t.type, e.status, e.completed_at,
            e.queued_at, e.started_at, e.credits_consumed, e.tokens_used, e.api_calls_made
          from fresh o
          cross join lateral (
            select * from task k where k.tenant_id = o.tenant_id and k.id = o.task_id limit 1
          ) t
          cross join lateral (
            select * from execution x
            where x.tenant_id = o.tenant_id and x.task_id = o.task_id
              and x.completed_at = o.created_at and x.worker_id like 'user:%'
            order by x.id
          ) e
          where o.verb <> 'executed' and t.performer = 'human'
        ) w
      )
      """;

  /** {@code measured}: the same, by what is added up. */
  static final String MEASURED =
      """
      measured as materialized (
        select m.*, timing_bucket(duration_ms) as duration_bucket,
          (-1 - timing_bucket(wait_ms))::smallint as wait_bucket
        from (
          select tenant_id, owner_id, type, status, credits_consumed, tokens_used, api_calls_made,
            completed_at, date_bin('15 minutes', completed_at, 'epoch'::timestamptz) as slot,
            greatest(0, floor(extract(epoch from completed_at - started_at) * 1000))::bigint
              as duration_ms,
            greatest(0, floor(extract(epoch from started_at - queued_at) * 1000))::bigint
              as wait_ms
          from ended
        ) m
      )
      """;

  /** The sums of {@code rollup}, over rows of {@code measured}. */
  static final String SUMS =
      """
      count(*) filter (where status = 'succeeded') as succeeded,
      count(*) filter (where status = 'failed') as failed,
      count(*) filter (where status = 'timed_out') as timed_out,
      count(*) filter (where status = 'lost') as lost,
      count(*) filter (where status = 'cancelled') as cancelled,
      count(*) filter (where status = 'snoozed') as snoozed,
      coalesce(sum(duration_ms) filter (where status <> 'snoozed'), 0)::bigint as duration_ms,
      sum(credits_consumed) as credits, sum(tokens_used)::bigint as tokens,
      sum(api_calls_made)::bigint as api_calls
      """;

  private Ends() {}
}
