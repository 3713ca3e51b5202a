package dev.errand.core.retention;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.retention.RetentionCommand.KeepPartitions;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** Makes partitions ahead and drops them behind. Any node may, at any time. Thread-safe. */
public final class Partitions {

  static final String ENSURE = "select ensure_partitions($1, $2)";
  static final String DROP = "select drop_partitions($1, $2)";

  /** Of the partitions that lie wholly before a moment; each of both is found by its index. */
  static final String MARK =
      """
      with gone as (
        select date_trunc('week', $1::timestamptz at time zone 'UTC') at time zone 'UTC' as before
      ), passed as (
        select
          (select o.seq from outbox o
           where o.created_at < (select before from gone) order by o.seq desc limit 1) as seq,
          (select o.xid from outbox o
           where o.created_at < (select before from gone) order by o.xid desc limit 1) as xid
      )
      update outbox_horizon h set seq = greatest(h.seq, p.seq), xid = greatest(h.xid, p.xid)
      from passed p
      where p.seq > h.seq or p.xid > h.xid
      """;

  private static final int WEEKS_AHEAD = 4;

  private final Pg pg;

  /** On the given clients. */
  public Partitions(Pg pg) {
    this.pg = pg;
  }

  /** Makes and drops what is due, and has readers of events know what is gone. */
  public Future<Integer> keep(KeepPartitions command) {
    var before = command.now().minus(Duration.ofDays(command.days()));
    return pg.run(ENSURE, Tuple.of(Columns.timestamp(command.now()), WEEKS_AHEAD))
        .compose(made -> pg.run(MARK, Tuple.of(Columns.timestamp(before))))
        .compose(told -> pg.run(DROP, Tuple.of(Columns.timestamp(before), command.keepUnrelayed())))
        .map(rows -> rows.iterator().next().getInteger(0));
  }
}
