package dev.errand.core.fanout;

import dev.errand.core.event.EventCommand.AdvanceFeed;
import dev.errand.core.event.Events;
import dev.errand.core.fanout.FanOut.Message;
import dev.errand.core.forward.Forwards;
import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Columns;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.Transaction;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** Writes what events mean for others. Thread-safe. */
public final class FanOuts {

  /**
   * Only now is it known of which namespace a task is: few webhooks ask for it. What is about no
   * task is of none.
   */
  static final String DELIVER =
      """
      insert into webhook_delivery (
        tenant_id, id, webhook_id, event_id, event_type, task_id, body, status, attempts, next_at,
        created_at)
      select m.tenant_id, m.id, m.webhook_id, m.event_id, m.event_type, m.task_id, m.body,
        'pending', 0, $9, $9
      from unnest(
          $1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::text[],
          $8::timestamptz[])
        with ordinality
        as m(tenant_id, id, webhook_id, event_id, event_type, task_id, body, at, place)
      join webhook w on w.tenant_id = m.tenant_id and w.id = m.webhook_id
      where w.active and w.active_since <= m.at
        and (cardinality(w.namespaces) = 0 or exists (
          select from task t
          where t.tenant_id = m.tenant_id and t.id = m.task_id and t.namespace = any(w.namespaces)))
      order by m.place
      on conflict (webhook_id, event_id) do nothing
      """;

  private final Pg pg;
  private final Ids ids;

  /** On the given clients. */
  public FanOuts(Pg pg, Ids ids) {
    this.pg = pg;
    this.ids = ids;
  }

  /** Writes what a batch means, and moves the feed past it. */
  public Future<Boolean> write(FanOut command) {
    return pg.transaction(
        transaction ->
            Events.advance(transaction, new AdvanceFeed(command.reader(), command.batch()))
                .compose(
                    advanced ->
                        advanced
                            ? deliver(transaction, command.messages(), command.now())
                                .compose(
                                    done ->
                                        Forwards.take(
                                            transaction,
                                            command.batch().events(),
                                            ids,
                                            command.now()))
                                .map(true)
                            : Future.succeededFuture(false)));
  }

  private Future<?> deliver(Transaction transaction, List<Message> messages, Instant now) {
    if (messages.isEmpty()) {
      return Future.succeededFuture();
    }
    var columns =
        new Columns<>(messages)
            .text(Message::tenantId)
            .uuid(message -> ids.next())
            .uuid(Message::webhookId)
            .uuid(message -> message.event().id())
            .text(message -> message.event().type())
            .uuid(message -> message.event().taskId())
            .text(Message::body)
            .instant(Message::at);
    return transaction.run(DELIVER, columns.tuple().addOffsetDateTime(Columns.timestamp(now)));
  }
}
