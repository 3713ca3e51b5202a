package dev.errand.core.event;

import dev.errand.core.event.EventQuery.FeedPart;
import dev.errand.core.event.EventQuery.FindFeedEnd;
import dev.errand.core.event.EventQuery.ReadEvents;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the outbox in the windows of {@link Events}, for readers that keep their place themselves:
 * nothing is written. Thread-safe.
 */
public final class FeedReads {

  static final String END = "select pg_current_snapshot()::text";

  /** All that is retained is one window. */
  static final String OPEN_FIRST =
      """
      select pg_current_snapshot()::text, (select xid from outbox_horizon)::text,
        (select min(seq) from outbox), (select max(seq) from outbox)
      """;

  /** The next window, as in {@link Events#TAKE}; and whether nothing before it is missing. */
  static final String OPEN_NEXT =
      """
      with place as (
        select $1::text::pg_snapshot as seen
      ), appeared as (
        select o.seq from outbox o
        where o.xid >= (select pg_snapshot_xmax(seen) from place)
          and o.xid < pg_snapshot_xmax(pg_current_snapshot())
        union all
        select ends.seq
        from place cross join pg_snapshot_xip(seen) as was_running(xid) cross join lateral (
          (select o.seq from outbox o where o.xid = was_running.xid order by o.seq limit 1)
          union all
          (select o.seq from outbox o where o.xid = was_running.xid order by o.seq desc limit 1)
        ) ends
      )
      select pg_current_snapshot()::text, min(a.seq), max(a.seq),
        (select h.xid < pg_snapshot_xmin(p.seen)
           and pg_snapshot_xmax(p.seen) <= pg_snapshot_xmax(pg_current_snapshot())
         from outbox_horizon h, place p)
      from appeared a
      """;

  /**
   * From a seq on, so many rows of whatever tenant at most; at least one row tells where that part
   * ends. The events of a tenant lie among all others, for an index by tenant would cost each
   * change.
   */
  static final String READ =
      """
      with part as materialized (
        select
          coalesce(
            (select o.seq from outbox o where o.seq >= $2 and o.seq <= $3
             order by o.seq offset $6 limit 1),
            $3 + 1) as ends,
          (h.xid < pg_snapshot_xmin($4::text::pg_snapshot)
              or (h.seq < $2 and h.xid < pg_snapshot_xmin($5::text::pg_snapshot)))
            and pg_snapshot_xmax($5::text::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())
            as whole
        from outbox_horizon h
      )
      select p.ends, p.whole, e.*
      from part p left join lateral (
        select o.xid::text, o.seq, o.created_at, o.event_id, o.tenant_id, o.task_id, o.verb,
          o.user_id, o.data, t.namespace, t.owner_id, t.assignee_id
        from outbox o left join lateral (
          select t.namespace, t.owner_id, t.assignee_id from task t
          where t.tenant_id = o.tenant_id and t.id = o.task_id
          union all
          select s.namespace, s.owner_id, null from schedule s
          where s.tenant_id = o.tenant_id and s.id = o.task_id
          limit 1
        ) t on true
        where o.tenant_id = any($1) and o.seq >= $2 and o.seq < p.ends
          and not pg_visible_in_snapshot(o.xid, (select $4::text::pg_snapshot))
          and pg_visible_in_snapshot(o.xid, (select $5::text::pg_snapshot))
        order by o.seq
        limit $7
      ) e on true
      order by e.seq
      """;

  /** Of rows of all tenants, so many are looked at by one statement. */
  private static final int PASSED_AT_ONCE = 10_000;

  private final Pg pg;

  /** On the given clients. */
  public FeedReads(Pg pg) {
    this.pg = pg;
  }

  /** The place after everything that there is. */
  public Future<FeedPlace> end(FindFeedEnd query) {
    return pg.run(END, Tuple.tuple())
        .map(rows -> FeedPlace.after(taken(rows.iterator().next().getString(0))));
  }

  /** Reads on. */
  public Future<FeedPart> read(ReadEvents query) {
    var place = query.place();
    if (place != null && !place.readOut()) {
      return read(query, place);
    }
    var opened = place == null ? first() : next(place.reading());
    return opened.compose(
        window ->
            window.readOut()
                ? Future.succeededFuture(
                    new FeedPart(window, List.of(), FeedPlace.after(window.reading()), false))
                : read(query, window));
  }

  private static Snapshot taken(String snapshot) {
    return FeedPlace.requireShort(Snapshot.parse(snapshot));
  }

  private Future<FeedPlace> first() {
    return pg.run(OPEN_FIRST, Tuple.tuple())
        .map(
            rows -> {
              var row = new RowReader(rows.iterator().next());
              var reading = taken(row.text());
              return window(Snapshot.upTo(Long.parseLong(row.text()) + 1), reading, row);
            });
  }

  private Future<FeedPlace> next(Snapshot seen) {
    return pg.run(OPEN_NEXT, Tuple.of(seen.toString()))
        .map(
            rows -> {
              var row = new RowReader(rows.iterator().next());
              var window = window(seen, taken(row.text()), row);
              requireWhole(row.bool());
              return window;
            });
  }

  private static FeedPlace window(Snapshot seen, Snapshot reading, RowReader row) {
    var first = row.bigintOrNull();
    var last = row.bigintOrNull();
    return new FeedPlace(seen, reading, first == null ? 1 : first, 0, last == null ? 0 : last);
  }

  private static void requireWhole(boolean whole) {
    if (!whole) {
      throw new Problem.Gone(
          "cursor_expired",
          "Events that follow this cursor are past their retention, or it comes from another"
              + " database: read the tasks as they are, and go on with after=now, or leave out after"
              + " to begin with the oldest event");
    }
  }

  private Future<FeedPart> read(ReadEvents query, FeedPlace place) {
    var parameters =
        Tuple.of(
            query.tenants().toArray(String[]::new),
            place.seq(),
            place.last(),
            place.seen().toString(),
            place.reading().toString(),
            PASSED_AT_ONCE,
            query.max());
    return pg.run(READ, parameters).map(rows -> part(query, place, rows));
  }

  private static FeedPart part(ReadEvents query, FeedPlace place, RowSet<Row> rows) {
    var events = new ArrayList<FeedEvent>(rows.size());
    long ends = 0;
    for (var row : rows) {
      var r = new RowReader(row);
      ends = r.bigint();
      requireWhole(r.bool());
      var xid = r.textOrNull();
      if (xid != null) {
        events.add(event(Long.parseLong(xid), r));
      }
    }
    boolean cut = events.size() == query.max();
    var next = place.at(cut ? events.getLast().event().seq() + 1 : ends, 0);
    return next.readOut()
        ? new FeedPart(place, events, FeedPlace.after(place.reading()), false)
        : new FeedPart(place, events, next, true);
  }

  private static FeedEvent event(long xid, RowReader r) {
    return new FeedEvent(xid, outbox(r), r.textOrNull(), r.textOrNull(), r.textOrNull());
  }

  static OutboxEvent outbox(RowReader r) {
    return new OutboxEvent(
        r.bigint(), r.instant(), r.uuid(), r.text(), r.uuid(), r.text(), r.textOrNull(), r.json());
  }
}
