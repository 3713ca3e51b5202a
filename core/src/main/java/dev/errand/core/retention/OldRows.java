package dev.errand.core.retention;

import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.retention.RetentionCommand.RemoveOld;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/** Removes old rows of tables that have no partitions. Any node may, at any time. Thread-safe. */
public final class OldRows {

  /**
   * What became of a time keeps that time from firing again, so it stays until that is long past,
   * too: a person's next task may be there long before its time.
   */
  static final String FIRINGS =
      """
      delete from firing f
      where f.ctid = any(array(
        select o.ctid from firing o
        where o.fired_at < $1 and o.logical_at < $1
        order by o.fired_at limit $2
        for update skip locked))
      """;

  /** A task that was created long ago may still be under way, or have succeeded lately. */
  static final String FRESHNESS =
      """
      delete from freshness f
      where f.ctid = any(array(
        select o.ctid from freshness o
        where o.task_id < uuid_from($1) and not exists (
          select from task_current c
          where c.tenant_id = o.tenant_id and c.id = o.task_id and c.deleted_at is null
            and (c.status not in ('completed', 'failed', 'cancelled') or c.last_success_at >= $1))
        order by o.task_id limit $2
        for update of o skip locked))
      """;

  /** With what came of them; tasks stay. */
  static final String EVENTS =
      """
      delete from event e
      where e.ctid = any(array(
        select o.ctid from event o
        where o.created_at < $1
        order by o.created_at limit $2
        for update skip locked))
      """;

  /** Who has not been sent one yet is still to be. */
  static final String NOTIFICATIONS =
      """
      delete from notification n
      where n.ctid = any(array(
        select o.ctid from notification o
        where o.created_at < $1 and o.next_attempt_at is null
        order by o.created_at limit $2
        for update skip locked))
      """;

  private final Pg pg;

  /** On the given clients. */
  public OldRows(Pg pg) {
    this.pg = pg;
  }

  /** Removes a batch of each. */
  public Future<Integer> remove(RemoveOld command) {
    var firings = remove(FIRINGS, command);
    var freshness = remove(FRESHNESS, command);
    var events = remove(EVENTS, command);
    var notifications = remove(NOTIFICATIONS, command);
    return Future.join(firings, freshness, events, notifications)
        .map(
            all ->
                firings.result() + freshness.result() + events.result() + notifications.result());
  }

  private Future<Integer> remove(String sql, RemoveOld command) {
    return pg.run(sql, Tuple.of(Columns.timestamp(command.before()), command.max()))
        .map(rows -> rows.rowCount());
  }
}
