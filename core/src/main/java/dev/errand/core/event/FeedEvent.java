package dev.errand.core.event;

import dev.errand.core.identity.Sight;
import org.jspecify.annotations.Nullable;

/**
 * A row of the outbox as readers of the feed get it: with what decides whether it is for them.
 *
 * @param xid the transaction that wrote it
 * @param namespace of its task now; null if there is no such task any more
 * @param ownerId whose the task is now
 * @param assigneeId who is to do it now
 */
public record FeedEvent(
    long xid,
    OutboxEvent event,
    @Nullable String namespace,
    @Nullable String ownerId,
    @Nullable String assigneeId) {

  /** True if it tells of a task that exists for who looks. */
  public boolean isSeenBy(Sight sight) {
    return sight.covers(ownerId, assigneeId);
  }
}
