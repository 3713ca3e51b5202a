package dev.errand.core.lease;

import dev.errand.core.postgres.Columns;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** How statements name leases, and how they answer which of them they have found. */
final class LeaseColumns {

  private LeaseColumns() {}

  /** Tenant, task, execution and token: the first four columns. */
  static <T> Columns<T> of(Columns<T> columns, Function<T, Claim.Lease> lease) {
    return columns
        .text(row -> lease.apply(row).task().tenantId())
        .uuid(row -> lease.apply(row).task().id())
        .uuid(row -> lease.apply(row).executionId())
        .bigint(row -> lease.apply(row).token());
  }

  static Set<UUID> executionIds(RowSet<Row> rows) {
    var ids = new HashSet<UUID>(rows.size() * 2);
    rows.forEach(row -> ids.add(row.getUUID(0)));
    return ids;
  }
}
