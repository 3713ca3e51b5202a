package dev.errand.core.webhook;

import dev.errand.core.bus.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How deliveries are carried out. All span tenants: for the service itself.
 *
 * @param <R> the answer
 */
public sealed interface DeliveryCommand<R> extends Command<R> {

  /**
   * Takes deliveries that are due. Each is the taker's for a time, after which others may take it,
   * too.
   *
   * @param wish how many of what
   * @param now as the asker's clock says
   * @param lease how long they are its own
   */
  record ClaimDeliveries(Wish wish, Instant now, Duration lease)
      implements DeliveryCommand<List<Claimed>> {}

  /**
   * How many are wanted.
   *
   * @param max at most
   * @param each of one webhook at most, with those under way
   * @param underWay how many of which webhook are
   * @param tired tenants that have enough under way
   */
  record Wish(int max, int each, Map<UUID, Integer> underWay, List<String> tired) {}

  /**
   * Notes what came of an attempt; answers false if the delivery is not the taker's any more.
   *
   * @param claimed which
   * @param outcome what came of it
   * @param now as the asker's clock says
   */
  record SettleDelivery(Claimed claimed, Outcome outcome, Instant now)
      implements DeliveryCommand<Boolean> {}

  /** Gives one back of which no attempt was made, to be taken after a while. */
  record PostponeDelivery(Claimed claimed, Instant until) implements DeliveryCommand<Boolean> {}

  /** Removes what is older; answers with how many. */
  record RemoveDeliveries(Instant before, int max) implements DeliveryCommand<Integer> {}

  /**
   * A delivery that was taken.
   *
   * @param key of the delivery
   * @param claim by which it is the taker's
   * @param webhookId for which webhook
   * @param parcel what to send where
   * @param attempts how many were made before
   */
  record Claimed(Key key, UUID claim, UUID webhookId, Parcel parcel, int attempts) {}

  /** Whose it is, and which. */
  record Key(String tenantId, UUID id) {}

  /**
   * What is sent where.
   *
   * @param eventId the same for all attempts
   * @param url where to
   * @param body as it was written once and for all
   * @param secrets to sign with, the newest first
   */
  record Parcel(UUID eventId, String url, String body, List<String> secrets) {}

  /**
   * What came of an attempt.
   *
   * @param attempt how it went
   * @param arrived whether the receiver has taken it
   * @param retryAt when the next begins; null if this was the last
   * @param off why the webhook is to be turned off at once; null if it is not
   * @param patience for how long a webhook may fail before it is turned off
   */
  record Outcome(
      Delivery.Attempt attempt,
      boolean arrived,
      @Nullable Instant retryAt,
      @Nullable String off,
      Duration patience) {}
}
