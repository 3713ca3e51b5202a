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

  private static final int WEEKS_AHEAD = 4;

  private final Pg pg;

  /** On the given clients. */
  public Partitions(Pg pg) {
    this.pg = pg;
  }

  /** Makes and drops what is due. */
  public Future<Integer> keep(KeepPartitions command) {
    var before = command.now().minus(Duration.ofDays(command.days()));
    return pg.run(ENSURE, Tuple.of(Columns.timestamp(command.now()), WEEKS_AHEAD))
        .compose(made -> pg.run(DROP, Tuple.of(Columns.timestamp(before), command.keepUnrelayed())))
        .map(rows -> rows.iterator().next().getInteger(0));
  }
}
