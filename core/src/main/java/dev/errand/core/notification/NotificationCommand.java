package dev.errand.core.notification;

import dev.errand.core.bus.Command;
import dev.errand.core.identity.Caller;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to notifications. Those who send them take some, send each, and say what came of
 * it; whatever they do not say by the end of their claim is taken by somebody else.
 *
 * @param <R> the answer
 */
public sealed interface NotificationCommand<R> extends Command<R> {

  /**
   * Takes those that are to be sent now, of all tenants, the oldest first.
   *
   * @param claim names this attempt
   * @param max how many at most
   * @param until how long nobody else may take them
   */
  record ClaimNotifications(UUID claim, int max, Instant now, Instant until)
      implements NotificationCommand<List<Outgoing>> {}

  /**
   * One that is being sent.
   *
   * @param key which
   * @param claim the attempt that may say what came of it
   * @param taskId of which task; null for a day's summary
   * @param content what to say
   * @param wanted the channel that was asked for; null for those that the recipient prefers
   * @param attempt its number, from 1
   * @param createdAt when there was something to tell
   */
  record Outgoing(
      Key key,
      UUID claim,
      @Nullable UUID taskId,
      Content content,
      @Nullable String wanted,
      int attempt,
      Instant createdAt,
      Recipient recipient) {}

  /** Which notification. */
  record Key(String tenantId, UUID id) {}

  /** Says what came of attempts; answers how many of them could still say so. */
  record SettleNotifications(List<Settlement> all, Instant now)
      implements NotificationCommand<Integer> {}

  /**
   * What came of an attempt.
   *
   * @param status sent or failed; pending or held if there is to be another
   * @param channel by which it went, or was to; null if none was tried
   * @param error why it failed
   * @param nextAt when to try again; null if it is over
   */
  record Settlement(
      Outgoing outgoing,
      Notification.Status status,
      @Nullable String channel,
      @Nullable String error,
      @Nullable Instant nextAt) {}

  /** Notes that its reader has read one. */
  record ReadNotification(UUID id, Caller caller) implements NotificationCommand<Notification> {}

  /** Notes that a reader has read all that they can see; answers how many were unread. */
  record ReadNotifications(Caller caller) implements NotificationCommand<Integer> {}
}
