package dev.errand.core.quota;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Counts what users have, and holds room for what they are about to have. Thread-safe. */
public final class QuotaRows {

  /** Longer than anything takes that room is held for: what holds it then has been cut off. */
  private static final Duration HELD = Duration.ofSeconds(60);

  /** Answers with a word for each item: empty, or the limit that it would exceed. */
  static final String CLAIM =
      """
      with new as (select $1::text as tenant_id, $2::text as user_id)
      select claim_quota(
        tenant_id, user_id, $3::integer, $4::integer, $5::uuid[], $6::boolean[], $7::timestamptz,
        $8::timestamptz)
      from new
      """;

  static final String SETTLE =
      """
      with freed as (
        delete from quota_claim where tenant_id = $1 and user_id = $2 and task_id = any($3::uuid[])
      )
      update quota_day set executions = greatest(0, executions - $4)
      where tenant_id = $1 and user_id = $2 and day = $5 and $4 > 0
      """;

  private final Pg pg;

  QuotaRows(Pg pg) {
    this.pg = pg;
  }

  /** Whose quota, and how much it is. */
  public record Account(String tenantId, String userId, Allowance allowance) {}

  /**
   * What room is needed for.
   *
   * @param taskId the task that is to be open, of the user's own; null if none of these is
   * @param runs whether an execution is asked for
   */
  public record Item(UUID taskId, boolean counts, boolean runs) {}

  Future<List<String>> claim(Account account, List<Item> items, Instant now) {
    return pg.run(CLAIM, claiming(account, items, now, HELD)).map(QuotaRows::words);
  }

  /** Claims within a transaction that uses what it claims. */
  public static Future<List<String>> claim(
      Transaction transaction, Account account, List<Item> items, Instant now) {
    return transaction
        .run(CLAIM, claiming(account, items, now, Duration.ZERO))
        .map(QuotaRows::words);
  }

  private static Tuple claiming(Account account, List<Item> items, Instant now, Duration held) {
    var columns =
        new Columns<>(
                items,
                Tuple.of(
                    account.tenantId(),
                    account.userId(),
                    account.allowance().tasks(),
                    account.allowance().executionsPerDay()))
            .uuid(item -> item.counts() ? item.taskId() : null)
            .bool(Item::runs);
    return columns
        .tuple()
        .addOffsetDateTime(Columns.timestamp(now))
        .addOffsetDateTime(Columns.timestamp(now.plus(held)));
  }

  private static List<String> words(RowSet<Row> rows) {
    return Arrays.asList(rows.iterator().next().getArrayOfStrings(0));
  }

  Future<Void> settle(Account account, List<Item> claimed, int unused, Instant claimedAt) {
    return pg.run(
            SETTLE,
            new Columns<>(claimed, Tuple.of(account.tenantId(), account.userId()))
                .uuid(Item::taskId)
                .tuple()
                .addInteger(unused)
                .addLocalDate(claimedAt.atOffset(ZoneOffset.UTC).toLocalDate()))
        .mapEmpty();
  }
}
