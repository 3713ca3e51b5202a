package dev.errand.core.lease;

import dev.errand.core.lease.LaneBook.Gap;
import dev.errand.core.lease.LaneBook.Place;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds lanes by stepping from one to the next in the index of claims, which takes as long however
 * many executions each has. Steps over known lanes, whose beginnings may be full of dead entries.
 */
final class LaneSearch {

  /** A step ends at the next lane, or, without a lane, at the end of its gap. */
  private static final String WALK =
      """
      with recursive walk as (
        select
          null::bigint as lane, null::text as tenant_id, null::text as namespace,
          null::text as type, null::text as concurrency_key, 1 as gap, ($1::bigint[])[1] as low
        union all
        select
          n.lane, n.tenant_id, n.namespace, n.type, n.concurrency_key,
          case when n.lane is null then w.gap + 1 else w.gap end,
          case when n.lane is null then ($1::bigint[])[w.gap + 1] else n.lane end
        from walk w
        left join lateral (
          select r.lane, r.tenant_id, r.namespace, r.type, r.concurrency_key
          from ready r
      """;

  private static final String STEPS =
      """
            and r.lane > w.low and r.lane <= ($2::bigint[])[w.gap]
          order by r.lane
          limit 1
        ) n on true
        where w.gap <= cardinality($1::bigint[])
      )
      select lane, tenant_id, namespace, type, concurrency_key, gap, low
      from walk
      limit $3
      """;

  static final String OF_SERVICE = WALK + "    where r.performer = 'service'\n" + STEPS;

  static final String OF_WORKERS =
      WALK
          + """
          where r.performer = 'worker' and r.tenant_id = $4
            and r.namespace = ($5::text[])[w.gap]
      """
          + STEPS;

  private final Pg pg;

  LaneSearch(Pg pg) {
    this.pg = pg;
  }

  /** What a search has found, and where it stopped; null if it came to the end of all gaps. */
  record Found(Map<Place, Lane> lanes, @Nullable Place stoppedAt) {}

  /** Searches gaps for a number of lanes at most; of service tasks if there is no tenant. */
  Future<Found> search(@Nullable String tenantId, List<Gap> gaps, int lanes) {
    if (gaps.isEmpty()) {
      return Future.succeededFuture(new Found(Map.of(), null));
    }
    int steps = 1 + gaps.size() + lanes;
    var parameters =
        Tuple.tuple()
            .addArrayOfLong(gaps.stream().map(Gap::low).toArray(Long[]::new))
            .addArrayOfLong(gaps.stream().map(Gap::high).toArray(Long[]::new))
            .addInteger(steps);
    if (tenantId != null) {
      parameters.addString(tenantId);
      parameters.addArrayOfString(gaps.stream().map(Gap::section).toArray(String[]::new));
    }
    return pg.hot(tenantId == null ? OF_SERVICE : OF_WORKERS, parameters)
        .map(rows -> found(rows, gaps));
  }

  private static Found found(RowSet<Row> rows, List<Gap> gaps) {
    var lanes = new HashMap<Place, Lane>();
    Place stoppedAt = null;
    for (var row : rows) {
      int gap = row.getInteger(5);
      if (row.getLong(0) != null) {
        var r = new RowReader(row);
        var lane = new Lane(r.bigint(), r.text(), r.text(), r.text(), r.text());
        lanes.put(new Place(gaps.get(gap - 1).section(), lane.hash()), lane);
      }
      stoppedAt = gap > gaps.size() ? null : new Place(gaps.get(gap - 1).section(), row.getLong(6));
    }
    return new Found(lanes, stoppedAt);
  }
}
