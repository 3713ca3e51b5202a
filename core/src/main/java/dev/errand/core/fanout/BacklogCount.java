package dev.errand.core.fanout;

import dev.errand.core.fanout.CountBacklogs.Backlog;
import dev.errand.core.fanout.CountBacklogs.Backlogs;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/** Counts what waits. Thread-safe. */
public final class BacklogCount {

  static final String COUNT =
      """
      select d.waiting, d.due, n.waiting, n.due
      from (
        select count(*)::integer as waiting, min(next_at) as due
        from (select next_at from webhook_delivery where status = 'pending' limit 10001) p
      ) d cross join (
        select count(*)::integer as waiting, min(next_attempt_at) as due
        from (
          select next_attempt_at from notification where next_attempt_at is not null limit 10001
        ) p
      ) n
      """;

  private final Pg pg;

  /** On the given clients. */
  public BacklogCount(Pg pg) {
    this.pg = pg;
  }

  /** Counts now. */
  public Future<Backlogs> count(CountBacklogs query) {
    return pg.run(COUNT, Tuple.tuple())
        .map(
            rows -> {
              var r = new RowReader(rows.iterator().next());
              return new Backlogs(
                  new Backlog(r.integer(), r.instantOrNull()),
                  new Backlog(r.integer(), r.instantOrNull()));
            });
  }
}
