package dev.errand.core.webhook;

import dev.errand.core.bus.Query;
import dev.errand.core.page.Page;
import dev.errand.core.page.Page.Part;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked about webhooks.
 *
 * @param <R> the answer
 */
public sealed interface WebhookQuery<R> extends Query<R> {

  /** One. */
  record GetWebhook(String tenantId, UUID id) implements WebhookQuery<Webhook> {}

  /** All of a tenant, the newest first. */
  record ListWebhooks(String tenantId, Part part) implements WebhookQuery<Page<Webhook>> {}

  /**
   * What was sent to one, the newest first.
   *
   * @param status only those; null for all
   */
  record ListDeliveries(String tenantId, UUID id, @Nullable String status, Part part)
      implements WebhookQuery<Page<Delivery>> {}

  /** Those of all tenants that are told of events; for the service itself. */
  record ListSubscribers() implements WebhookQuery<List<Subscriber>> {}

  /** A webhook that is told of events, and of which. */
  record Subscriber(String tenantId, UUID id, Webhook.Filter filter) {}
}
