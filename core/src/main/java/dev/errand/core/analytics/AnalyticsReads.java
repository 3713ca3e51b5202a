package dev.errand.core.analytics;

import dev.errand.core.analytics.Analytics.OfType;
import dev.errand.core.analytics.Analytics.Times;
import dev.errand.core.analytics.AnalyticsQuery.Usage;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what has been added up, and adds what has not been, in one statement: it sees exactly the
 * executions that a count of them would see at the same moment.
 */
final class AnalyticsReads {

  /**
   * {@code tallied}: $1 the tenant, $2 the user or '' for all, from $3 to before $4. {@code
   * placed}: the same by local time, which from $5 on is so many seconds of $6 ahead of UTC.
   */
  private static final String TALLIED =
      "with "
          + Ends.FEED
          + "upto as (select pg_current_snapshot() as reading),\n"
          + Ends.fresh("o.tenant_id = $1")
          + ", "
          + Ends.ENDED
          + ", "
          + Ends.MEASURED
          + """
            , opened as materialized (
              select * from measured
              where ($2 = '' or owner_id = $2) and completed_at >= $3 and completed_at < $4
            ), tallied as (
              select slot, type, succeeded, failed, timed_out, lost, cancelled, snoozed,
                duration_ms, credits, tokens, api_calls
              from rollup
              where tenant_id = $1 and user_id = $2 and slot >= $3 and slot < $4
              union all
              select slot, type,
            """
          + Ends.SUMS
          + """
              from opened group by slot, type
            ), placed as (
              select slot at time zone 'UTC' + make_interval(
                  secs => ($6::integer[])[width_bucket(slot, $5::timestamptz[])]) as local,
                tallied.*
              from tallied
            )
            """;

  private static final String SUMS =
      """
      sum(succeeded)::bigint, sum(failed)::bigint, sum(timed_out)::bigint, sum(lost)::bigint,
      sum(cancelled)::bigint, sum(snoozed)::bigint, sum(duration_ms)::bigint, sum(credits),
      sum(tokens)::bigint, sum(api_calls)::bigint
      """;

  /**
   * Days that are over and summed are read as such, the others by the quarter: those that have
   * changed since, today, and what of a UTC day belongs to the period at either end of it. In
   * order, since the planner leaves what is ordered to be looked up day by day.
   */
  static final String FIGURES =
      TALLIED
          + """
            , days as (
              select day, $3 <= day and $4 >= day + interval '24 hours' and not exists (
                  select from timing_due d
                  where d.tenant_id = $1 and d.user_id = $2
                    and d.day = (days.day at time zone 'UTC')::date) as whole
              from generate_series(
                date_bin('1 day', $3, 'epoch'::timestamptz), $4, interval '24 hours') as days(day)
              where day < $4
            ), times as (
              select type, buckets, counts
              from days cross join lateral (
                select * from timing t
                where t.tenant_id = $1 and t.user_id = $2 and t.span = 'day' and t.slot = day
                order by t.type
              ) t
              where whole
              union all
              select type, buckets, counts
              from days cross join lateral (
                select * from timing t
                where t.tenant_id = $1 and t.user_id = $2 and t.span = 'quarter'
                  and t.slot >= greatest(day, $3)
                  and t.slot < least(day + interval '24 hours', $4)
                order by t.slot, t.type
              ) t
              where not whole
            ), timed as (
              select type, bucket, sum(n)::bigint as n
              from (
                select type, unnest(buckets) as bucket, unnest(counts) as n from times
                union all
                select o.type, b.bucket, 1 from opened o
                cross join lateral (values (o.duration_bucket), (o.wait_bucket)) b(bucket)
                where o.status <> 'snoozed'
              ) parts
              group by type, bucket
            )
            select
              case when grouping(local::date) = 0 then 'day'
                when grouping(extract(hour from local)) = 0 then 'hour' else 'type' end,
              to_char(local::date, 'YYYY-MM-DD'), extract(hour from local)::integer, type,
            """
          + SUMS
          + """
            from placed
            group by grouping sets ((local::date), (extract(hour from local)), (type))
            union all
            select 'times', null, bucket, type, n, null, null, null, null, null, null, null, null, null
            from timed
            """;

  static final String USAGE =
      TALLIED
          + "select to_char(local::date, 'YYYY-MM-DD'), type,\n"
          + SUMS
          + "from placed group by local::date, type order by local::date, type";

  /**
   * To compile what looks as if it took long, and does not, takes longer than to run it; and a
   * table that was empty when the plan was made may be long when it is used.
   */
  static final String PLANNED_BY_KEY =
      "select set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true)";

  private final Pg pg;

  AnalyticsReads(Pg pg) {
    this.pg = pg;
  }

  /** What executions have come to, without how tasks stand. */
  record Ended(
      Figures total,
      Times times,
      List<Figures> days,
      List<Long> hours,
      Map<String, OfType> types) {}

  Future<Ended> ended(String tenantId, @Nullable String userId, Period period) {
    var parameters = parameters(tenantId, userId, period.offsets(), period.until());
    return run(FIGURES, parameters).map(rows -> ended(period, rows));
  }

  Future<List<Usage>> usage(String tenantId, @Nullable String userId, Period period) {
    var parameters = parameters(tenantId, userId, period.offsets(), period.until());
    return run(USAGE, parameters)
        .map(
            rows -> {
              var usage = new ArrayList<Usage>(rows.size());
              for (var row : rows) {
                var r = new RowReader(row);
                usage.add(new Usage(day(period, r.text()), r.text(), figures(r)));
              }
              return List.copyOf(usage);
            });
  }

  /** All executions that ended from a moment on, the beginning of a quarter of an hour. */
  Future<Figures> since(String tenantId, @Nullable String userId, Instant from, Instant until) {
    var utc = List.of(new Period.Offset(from, ZoneOffset.UTC));
    return run(USAGE, parameters(tenantId, userId, utc, until))
        .map(
            rows -> {
              var all = Figures.NONE;
              for (var row : rows) {
                var r = new RowReader(row);
                r.text();
                r.text();
                all = all.plus(figures(r));
              }
              return all;
            });
  }

  private Future<RowSet<Row>> run(String sql, Tuple parameters) {
    return pg.transaction(
        work -> work.run(PLANNED_BY_KEY, Tuple.tuple()).compose(set -> work.run(sql, parameters)));
  }

  /** From the first of the offsets on. */
  private static Tuple parameters(
      String tenantId, @Nullable String userId, List<Period.Offset> offsets, Instant until) {
    var parameters =
        Tuple.of(
            tenantId,
            userId == null ? "" : userId,
            Columns.timestamp(offsets.getFirst().from()),
            Columns.timestamp(until));
    return new Columns<>(offsets, parameters)
        .instant(Period.Offset::from)
        .integer(each -> each.offset().getTotalSeconds())
        .tuple();
  }

  private static Ended ended(Period period, RowSet<Row> rows) {
    var days = new ArrayList<>(Collections.nCopies(period.days(), Figures.NONE));
    var hours = new ArrayList<>(Collections.nCopies(24, 0L));
    var types = new TreeMap<String, Figures>();
    var times = new HashMap<String, Both>();
    for (var row : rows) {
      var r = new RowReader(row);
      var kind = r.text();
      var date = r.textOrNull();
      var number = r.integerOrNull();
      var type = r.textOrNull();
      if (kind.equals("day") && date != null) {
        days.set(day(period, date), figures(r));
      } else if (kind.equals("hour") && number != null) {
        hours.set(number, figures(r).executions());
      } else if (kind.equals("type") && type != null) {
        types.put(type, figures(r));
      } else if (number != null && type != null) {
        times.computeIfAbsent(type, named -> new Both()).add(number, r.bigint());
      }
    }
    var all = new Both();
    times.values().forEach(all::add);
    var ofTypes = new TreeMap<String, OfType>();
    types.forEach(
        (type, figures) ->
            ofTypes.put(
                type, new OfType(figures, times.getOrDefault(type, new Both()).percentiles())));
    var total = types.values().stream().reduce(Figures.NONE, Figures::plus);
    return new Ended(total, all.percentiles(), List.copyOf(days), List.copyOf(hours), ofTypes);
  }

  /** How long executions ran, and how long they waited. */
  private static final class Both {

    private final Timings durations = new Timings();
    private final Timings waits = new Timings();

    void add(int bucket, long count) {
      if (bucket < 0) {
        waits.add(-1 - bucket, count);
      } else {
        durations.add(bucket, count);
      }
    }

    void add(Both others) {
      durations.add(others.durations);
      waits.add(others.waits);
    }

    Times percentiles() {
      return new Times(durations.percentiles(), waits.percentiles());
    }
  }

  private static int day(Period period, String date) {
    return (int) ChronoUnit.DAYS.between(period.first(), LocalDate.parse(date));
  }

  private static Figures figures(RowReader r) {
    var counts =
        new Figures.Counts(r.bigint(), r.bigint(), r.bigint(), r.bigint(), r.bigint(), r.bigint());
    long durationMs = r.bigint();
    return new Figures(counts, durationMs, new Figures.Used(r.decimal(), r.bigint(), r.bigint()));
  }
}
