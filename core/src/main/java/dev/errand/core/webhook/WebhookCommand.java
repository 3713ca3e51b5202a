package dev.errand.core.webhook;

import dev.errand.core.bus.Command;
import dev.errand.core.identity.Caller;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What managers can do to the webhooks of their tenant.
 *
 * @param <R> the answer
 */
public sealed interface WebhookCommand<R> extends Command<R> {

  /**
   * Creates one.
   *
   * @param members as the contract has validated them, with the secret if one is given
   */
  record CreateWebhook(JsonObject members, Caller caller) implements WebhookCommand<Revealed> {}

  /** Changes by JSON merge patch (RFC 7396), as the contract has validated it. */
  record UpdateWebhook(Target target, JsonObject patch) implements WebhookCommand<Webhook> {}

  /** Removes; what is on its way to it is dropped. */
  record DeleteWebhook(Target target) implements WebhookCommand<Webhook> {}

  /**
   * Gives it another secret; for a day deliveries are signed with both.
   *
   * @param secret null for one that is made here
   */
  record RotateSecret(Target target, @Nullable String secret) implements WebhookCommand<Revealed> {}

  /** Sends it an event that says nothing, to see whether it arrives. */
  record PingWebhook(UUID id, Caller caller) implements WebhookCommand<Delivery> {}

  /**
   * Sends again, at once and with all attempts before it; answers with how many.
   *
   * @param deliveryId this one, whatever became of it; null for all that failed
   * @param since of those, the ones made since then; null for all that are still known
   */
  record Redeliver(UUID id, @Nullable UUID deliveryId, @Nullable Instant since, Caller caller)
      implements WebhookCommand<Integer> {}

  /** A webhook with its secret, which is shown when it is made and never again. */
  record Revealed(Webhook webhook, String secret) {}

  /**
   * Which is to be changed.
   *
   * @param id which
   * @param caller whose change it is
   * @param ifMatch the tags of which it must have one; null for any
   */
  record Target(UUID id, Caller caller, @Nullable List<String> ifMatch) {}
}
