package dev.errand.core.analytics;

import dev.errand.core.analytics.RollupCommand.RemoveRollups;
import dev.errand.core.analytics.RollupCommand.RollUp;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;

/**
 * Adds up what executions have come to. One node at a time does; a pass that fails leaves nothing
 * behind. Thread-safe.
 */
public final class Rollups {

  /**
   * One pass at a time, and what it reads, it reads by key. What another pass has added is in sight
   * of the statements after this one.
   */
  static final String LOCK =
      """
      select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
        set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true),
        set_config('work_mem', '32MB', true)
      from rollup_feed
      for update skip locked
      """;

  /**
   * Up to now, or up to the end of the last transaction that so many changes reach into: as a
   * snapshot of then would have seen it, but for those who have ended since.
   */
  private static final String WINDOW =
      "with "
          + Ends.FEED
          + """
      reach as (
        select o.xid::text::bigint + 1 as xmax from outbox o
        where o.xid >= (select pg_snapshot_xmax(seen) from feed)
          and o.xid < pg_snapshot_xmax(pg_current_snapshot())
        order by o.xid offset $1::integer - 1 limit 1
      ), bound as (
        select coalesce((select xmax from reach),
          pg_snapshot_xmax(pg_current_snapshot())::text::bigint) as xmax
      ), upto as materialized (
        select format('%s:%s:%s', coalesce(min(r.xid), b.xmax), b.xmax,
          string_agg(r.xid::text, ',' order by r.xid))::pg_snapshot as reading
        from bound b
        left join (
          select running.xid::text::bigint as xid
          from pg_snapshot_xip(pg_current_snapshot()) as running(xid)
        ) r on r.xid < b.xmax
        group by b.xmax
      ),
      """;

  /** In order, so that what is read together lies together. */
  private static final String ADDED =
      """
      , counted as materialized (
        select m.*, u.user_id
        from measured m
        cross join lateral (
          select '' as user_id union all select m.owner_id where m.owner_id <> ''
        ) u
      ), rolled as (
        insert into rollup as r (
          tenant_id, user_id, slot, type, succeeded, failed, timed_out, lost, cancelled, snoozed,
          duration_ms, credits, tokens, api_calls)
        select tenant_id, user_id, slot, type,
      """
          + Ends.SUMS
          + """
              from counted
              group by tenant_id, user_id, slot, type
              order by tenant_id, user_id, slot, type
              on conflict (tenant_id, user_id, slot, type) do update set
                succeeded = r.succeeded + excluded.succeeded, failed = r.failed + excluded.failed,
                timed_out = r.timed_out + excluded.timed_out, lost = r.lost + excluded.lost,
                cancelled = r.cancelled + excluded.cancelled,
                snoozed = r.snoozed + excluded.snoozed,
                duration_ms = r.duration_ms + excluded.duration_ms,
                credits = r.credits + excluded.credits, tokens = r.tokens + excluded.tokens,
                api_calls = r.api_calls + excluded.api_calls
            ), timed as (
              insert into timing as t (tenant_id, user_id, span, slot, type, buckets, counts)
              select tenant_id, user_id, 'quarter', slot, type, array_agg(bucket), array_agg(n)
              from (
                select c.tenant_id, c.user_id, c.slot, c.type, b.bucket, count(*) as n
                from counted c
                cross join lateral (values (c.duration_bucket), (c.wait_bucket)) b(bucket)
                where c.status <> 'snoozed'
                group by c.tenant_id, c.user_id, c.slot, c.type, b.bucket
              ) parts
              group by tenant_id, user_id, slot, type
              order by tenant_id, user_id, slot, type
              on conflict (tenant_id, user_id, span, slot, type) do update set (buckets, counts) = (
                select array_agg(bucket), array_agg(n)
                from (
                  select bucket, sum(n)::bigint as n
                  from (
                    select unnest(t.buckets) as bucket, unnest(t.counts) as n
                    union all
                    select unnest(excluded.buckets), unnest(excluded.counts)
                  ) both_of_them
                  group by bucket
                ) merged)
            ), due as (
              insert into timing_due (tenant_id, user_id, day)
              select distinct tenant_id, user_id, (slot at time zone 'UTC')::date from counted
              where status <> 'snoozed'
              on conflict do nothing
            ), advanced as (
              update rollup_feed set seen = (select reading from upto)
              where exists (select from fresh) or exists (
                select from outbox o where o.xid >= (select pg_snapshot_xmax(seen) from feed)
                  and o.xid < (select pg_snapshot_xmax(reading) from upto))
            )
            select exists (select from reach)
            """;

  static final String ROLL =
      WINDOW + Ends.fresh("true") + ", " + Ends.ENDED + ", " + Ends.MEASURED + ADDED;

  /** A day is what its quarters are, however often it is summed. */
  static final String FOLD =
      """
      with due as (
        delete from timing_due d
        where d.ctid = any(array(
          select x.ctid from timing_due x where x.day < $1::date order by x.day limit $2))
        returning d.tenant_id, d.user_id, d.day::timestamp at time zone 'UTC' as slot
      ), folded as (
        insert into timing (tenant_id, user_id, span, slot, type, buckets, counts)
        select tenant_id, user_id, 'day', slot, type, array_agg(bucket), array_agg(n)
        from (
          select d.tenant_id, d.user_id, d.slot, t.type, b.bucket, sum(b.n)::bigint as n
          from due d
          join timing t on t.tenant_id = d.tenant_id and t.user_id = d.user_id
            and t.span = 'quarter' and t.slot >= d.slot and t.slot < d.slot + interval '24 hours'
          cross join lateral unnest(t.buckets, t.counts) as b(bucket, n)
          group by d.tenant_id, d.user_id, d.slot, t.type, b.bucket
        ) parts
        group by tenant_id, user_id, slot, type
        on conflict (tenant_id, user_id, span, slot, type)
          do update set buckets = excluded.buckets, counts = excluded.counts
      )
      select count(*)::integer from due
      """;

  static final String REMOVE_COUNTS =
      """
      delete from rollup r
      where r.ctid = any(array(select x.ctid from rollup x where x.slot < $1 limit $2))
      """;

  static final String REMOVE_TIMINGS =
      """
      delete from timing t
      where t.ctid = any(array(select x.ctid from timing x where x.slot < $1 limit $2))
      """;

  /** What commits after midnight would only have a day summed again. */
  private static final Duration GRACE = Duration.ofHours(1);

  private static final int DAYS = 200;

  private final Pg pg;

  /** On the given clients. */
  public Rollups(Pg pg) {
    this.pg = pg;
  }

  /** Adds up what there is, up to a bound. */
  public Future<Boolean> rollUp(RollUp command) {
    return pg.transaction(
        work ->
            work.run(LOCK, Tuple.tuple())
                .compose(
                    locked ->
                        locked.size() == 0
                            ? Future.succeededFuture(false)
                            : rollUp(work, command)));
  }

  private static Future<Boolean> rollUp(Transaction work, RollUp command) {
    var today = command.now().minus(GRACE).atOffset(ZoneOffset.UTC).toLocalDate();
    return work.run(ROLL, Tuple.of(command.max()))
        .compose(
            rolled ->
                work.run(FOLD, Tuple.of(today, DAYS))
                    .map(
                        folded ->
                            rolled.iterator().next().getBoolean(0)
                                || folded.iterator().next().getInteger(0) == DAYS));
  }

  /** Removes a batch of each table. */
  public Future<Integer> remove(RemoveRollups command) {
    var which = Tuple.of(Columns.timestamp(command.before()), command.max());
    return pg.run(REMOVE_COUNTS, which)
        .compose(
            counts ->
                pg.run(REMOVE_TIMINGS, which)
                    .map(timings -> Math.max(counts.rowCount(), timings.rowCount())));
  }
}
