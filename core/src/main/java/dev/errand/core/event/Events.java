package dev.errand.core.event;

import dev.errand.core.event.EventCommand.AdvanceFeed;
import dev.errand.core.event.EventCommand.Batch;
import dev.errand.core.event.EventCommand.ReadFeed;
import dev.errand.core.event.EventCommand.ReleaseFeed;
import dev.errand.core.event.EventQuery.GetLag;
import dev.errand.core.event.EventQuery.Lag;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the outbox as an ordered feed without writing to it. A window is a range of transactions
 * that have all ended; within it, seq is the order in which changes of one task were made; when a
 * window has been read, the next one opens at the oldest transaction then still running. So
 * whatever commits later stands in a later window, and nothing is passed over. Thread-safe.
 */
public final class Events {

  /** Takes or keeps the feed, and opens the next window when the present one has been read. */
  static final String TAKE =
      """
      with feed as (
        select * from relay
        where name = $1 and (holder = $2 or holder is null or held_until < $3)
        for update
      ), horizon as materialized (
        select f.*, pg_snapshot_xmin(pg_current_snapshot()) as xmin,
          not exists (
            select from outbox o where o.seq > f.seq_after
              and o.xid >= f.xid_from and o.xid < f.xid_to) as read_out
        from feed f
      )
      update relay r set
        holder = $2, held_until = $4,
        term = case when h.holder = $2 then h.term else h.term + 1 end,
        xid_from = case when h.read_out then h.xid_to else h.xid_from end,
        xid_to = case when h.read_out then h.xmin else h.xid_to end,
        seq_after = case when h.read_out then coalesce(
          (select min(o.seq) - 1 from outbox o where o.xid >= h.xid_to and o.xid < h.xmin),
          h.seq_after) else h.seq_after end
      from horizon h
      where r.name = h.name
      returning r.term
      """;

  static final String READ =
      """
      select o.seq, o.created_at, o.event_id, o.tenant_id, o.task_id, o.verb, o.user_id, o.data
      from relay r
      join outbox o on o.seq > r.seq_after and o.xid >= r.xid_from and o.xid < r.xid_to
      where r.name = $1 and r.holder = $2 and r.term = $3
      order by o.seq
      limit $4
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
      select count(*)::integer, min(created_at) from (
        select o.created_at
        from relay r
        join outbox o on o.seq > r.seq_after and o.xid >= r.xid_from and o.xid < r.xid_to
        where r.name = $1
        union all
        select o.created_at from relay r join outbox o on o.xid >= r.xid_to where r.name = $1
        limit 10001
      ) waiting
      """;

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
                    ? Future.succeededFuture(new Batch(false, 0, List.of(), 0))
                    : batch(command, taken.iterator().next().getLong(0)));
  }

  private Future<Batch> batch(ReadFeed command, long term) {
    var reader = command.reader();
    return pg.run(READ, Tuple.of(reader.feed(), reader.holder(), term, command.max()))
        .map(
            rows -> {
              var events = new ArrayList<OutboxEvent>(rows.size());
              rows.forEach(row -> events.add(event(row)));
              var last = events.isEmpty() ? 0 : events.getLast().seq();
              return new Batch(true, term, events, last);
            });
  }

  /** Moves on. */
  public Future<Boolean> advance(AdvanceFeed command) {
    var reader = command.reader();
    var batch = command.batch();
    return pg.run(ADVANCE, Tuple.of(reader.feed(), reader.holder(), batch.term(), batch.last()))
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

  private static OutboxEvent event(Row row) {
    var r = new RowReader(row);
    return new OutboxEvent(
        r.bigint(), r.instant(), r.uuid(), r.text(), r.uuid(), r.text(), r.textOrNull(), r.json());
  }
}
