package dev.errand.core.event;

import dev.errand.core.event.EventCommand.AdvanceFeed;
import dev.errand.core.event.EventCommand.Batch;
import dev.errand.core.event.EventCommand.ReadFeed;
import dev.errand.core.event.EventCommand.Reader;
import dev.errand.core.event.EventCommand.ReleaseFeed;
import dev.errand.core.event.EventQuery.GetLag;
import dev.errand.core.event.EventQuery.Lag;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.postgres.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the outbox as an ordered feed without writing to it. A window holds the rows that one
 * snapshot contains and the one before it did not. Snapshots follow the order of commits: one that
 * contains a change contains every change that it waited for or built upon. Within a window, seq is
 * the order in which changes of one task were made. So no change is passed over, none overtakes
 * another of its task, and a transaction that stays open holds nothing up. Thread-safe.
 */
public final class Events {

  /**
   * Takes or keeps the feed, and opens the next window when the present one has been read. The
   * second bound of xid excludes nothing, but has the planner expect few rows; for the same reason
   * the bounds are subselects of their own: it then uses the index, whatever it knows of the table.
   */
  static final String TAKE =
      """
      with feed as (
        select * from relay
        where name = $1 and (holder = $2 or holder is null or held_until < $3)
        for update skip locked
      ), done as (
        select reading from feed where seq_after >= seq_last
      ), appeared as (
        select o.seq from outbox o
        where o.xid >= (select pg_snapshot_xmax(reading) from done)
          and o.xid < pg_snapshot_xmax(pg_current_snapshot())
        union all
        select ends.seq
        from done cross join pg_snapshot_xip(reading) as was_running(xid) cross join lateral (
          (select o.seq from outbox o where o.xid = was_running.xid order by o.seq limit 1)
          union all
          (select o.seq from outbox o where o.xid = was_running.xid order by o.seq desc limit 1)
        ) ends
      ), next as (
        select done.reading as seen, pg_current_snapshot() as reading,
          coalesce(n.first - 1, 0) as seq_after, coalesce(n.last, 0) as seq_last
        from done cross join (select min(seq) as first, max(seq) as last from appeared) n
      )
      update relay r set
        holder = $2, held_until = $4, term = r.term + 1,
        seen = coalesce(n.seen, r.seen), reading = coalesce(n.reading, r.reading),
        seq_after = coalesce(n.seq_after, r.seq_after),
        seq_last = coalesce(n.seq_last, r.seq_last)
      from feed f left join next n on true
      where r.name = f.name
      returning r.term, r.seq_after, r.seq_last, r.seen::text, r.reading::text
      """;

  /** The snapshots are subselects to be parsed once, not once for each row. */
  static final String READ =
      """
      select o.seq, o.created_at, o.event_id, o.tenant_id, o.task_id, o.verb, o.user_id, o.data
      from outbox o
      where o.seq > $1 and o.seq <= $2
        and not pg_visible_in_snapshot(o.xid, (select $3::text::pg_snapshot))
        and pg_visible_in_snapshot(o.xid, (select $4::text::pg_snapshot))
      order by o.seq
      limit $5
      """;

  static final String ADVANCE =
      """
      update relay set seq_after = $4
      where name = $1 and holder = $2 and term = $3
      returning 1
      """;

  static final String RELEASE =
      "update relay set holder = null, held_until = '-infinity' where name = $1 and holder = $2";

  static final String LAG =
      """
      with feed as materialized (
        select * from relay where name = $1
      )
      select count(*)::integer, min(created_at) from (
        (
          select o.created_at from outbox o
          where o.seq > (select seq_after from feed) and o.seq <= (select seq_last from feed)
            and not pg_visible_in_snapshot(o.xid, (select seen from feed))
            and pg_visible_in_snapshot(o.xid, (select reading from feed))
          limit 10001
        )
        union all
        (
          select o.created_at
          from feed cross join pg_snapshot_xip(reading) as was_running(xid) cross join lateral (
            select created_at from outbox where xid = was_running.xid order by seq limit 10001
          ) o
          limit 10001
        )
        union all
        (
          select o.created_at from outbox o
          where o.xid >= (select pg_snapshot_xmax(reading) from feed)
            and o.xid < pg_snapshot_xmax(pg_current_snapshot())
          order by o.xid
          limit 10001
        )
        limit 10001
      ) waiting
      """;

  private static final Batch NOT_HELD = new Batch(false, 0, List.of(), 0);

  private final Pg pg;

  /** On the given clients. */
  public Events(Pg pg) {
    this.pg = pg;
  }

  /** Takes or keeps the right to a feed, and reads on. */
  public Future<Batch> read(ReadFeed command) {
    var reader = command.reader();
    return pg.run(
            TAKE,
            Tuple.of(
                reader.feed(),
                reader.holder(),
                Columns.timestamp(command.now()),
                Columns.timestamp(command.now().plus(command.held()))))
        .compose(
            taken ->
                taken.size() == 0
                    ? Future.succeededFuture(NOT_HELD)
                    : read(command, new Window(taken.iterator().next())));
  }

  private record Window(long term, long after, long last, String seen, String reading) {
    Window(Row row) {
      this(row.getLong(0), row.getLong(1), row.getLong(2), row.getString(3), row.getString(4));
    }
  }

  private Future<Batch> read(ReadFeed command, Window window) {
    if (window.after() >= window.last()) {
      return Future.succeededFuture(new Batch(true, window.term(), List.of(), window.after()));
    }
    return pg.run(
            READ,
            Tuple.of(window.after(), window.last(), window.seen(), window.reading(), command.max()))
        .compose(rows -> batch(command, window, rows));
  }

  private Future<Batch> batch(ReadFeed command, Window window, RowSet<Row> rows) {
    var events = new ArrayList<OutboxEvent>(rows.size());
    rows.forEach(row -> events.add(FeedReads.outbox(new RowReader(row))));
    boolean readOut = events.size() < command.max();
    var batch =
        new Batch(true, window.term(), events, readOut ? window.last() : events.getLast().seq());
    // What was left of the window is past its retention and gone: nobody would move on from here.
    return events.isEmpty()
        ? advance(command.reader(), batch).map(batch)
        : Future.succeededFuture(batch);
  }

  /** Moves on. */
  public Future<Boolean> advance(AdvanceFeed command) {
    return advance(command.reader(), command.batch());
  }

  private Future<Boolean> advance(Reader reader, Batch batch) {
    return pg.run(ADVANCE, place(reader, batch)).map(rows -> rows.size() > 0);
  }

  private static Tuple place(Reader reader, Batch batch) {
    return Tuple.of(reader.feed(), reader.holder(), batch.term(), batch.last());
  }

  /** Moves on together with what else the transaction does. */
  public static Future<Boolean> advance(Transaction transaction, AdvanceFeed command) {
    return transaction
        .run(ADVANCE, place(command.reader(), command.batch()))
        .map(rows -> rows.size() > 0);
  }

  /** Gives the right back. */
  public Future<Void> release(ReleaseFeed command) {
    var reader = command.reader();
    return pg.run(RELEASE, Tuple.of(reader.feed(), reader.holder())).mapEmpty();
  }

  /** Tells how far a feed is behind. */
  public Future<Lag> lag(GetLag query) {
    return pg.run(LAG, Tuple.of(query.feed()))
        .map(
            rows -> {
              var r = new RowReader(rows.iterator().next());
              return new Lag(r.integer(), r.instantOrNull());
            });
  }
}
