package dev.errand.core.event;

import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/**
 * Opens the feed from which webhooks and relayed namespaces are served while there are any, and
 * closes it when there are none, so that nobody reads the outbox for nothing and none of it is kept
 * for nobody. It begins with what is written after it was opened. Thread-safe.
 */
public final class Feeds {

  /** The name of the feed. */
  public static final String DELIVERIES = "deliveries";

  /** Whoever opens or closes takes turns, and looks when it is his. */
  static final String LOCK = "select pg_advisory_xact_lock(hashtext('errand.feeds'))";

  static final String OPEN =
      """
      insert into relay (name, term, held_until, seen, reading, seq_after, seq_last)
      select 'deliveries', 0, '-infinity', pg_current_snapshot(), pg_current_snapshot(), 0, 0
      where exists (select from webhook where active)
        or exists (select from namespace where relay_url is not null)
      on conflict (name) do nothing
      """;

  static final String CLOSE =
      """
      delete from relay r
      where r.name = 'deliveries' and not exists (select from webhook where active)
        and not exists (select from namespace where relay_url is not null)
      """;

  private Feeds() {}

  /** Both, after a change that one statement has made. */
  public static Future<Void> settled(Pg pg) {
    return pg.transaction(transaction -> lock(transaction).compose(locked -> settle(transaction)));
  }

  /** To be the first of a transaction that changes who is served. */
  public static Future<Void> lock(Transaction transaction) {
    return transaction.run(LOCK, Tuple.tuple()).mapEmpty();
  }

  /** To be the last of such a transaction. */
  public static Future<Void> settle(Transaction transaction) {
    return transaction
        .run(OPEN, Tuple.tuple())
        .compose(opened -> transaction.run(CLOSE, Tuple.tuple()))
        .mapEmpty();
  }
}
