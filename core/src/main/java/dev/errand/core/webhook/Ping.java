package dev.errand.core.webhook;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/** An event of one webhook alone, which says that it works. */
record Ping(UUID id, UUID webhookId, UUID eventId, String body, Instant at) {

  static final String TYPE = "task_service.webhook.ping";

  static Ping of(String tenantId, Webhook webhook, Webhooks.Means means, Instant now) {
    var eventId = means.ids().next();
    var body =
        new JsonObject()
            .put("specversion", "1.0")
            .put("id", eventId.toString())
            .put("source", means.source())
            .put("type", TYPE)
            .put("subject", webhook.id().toString())
            .put("time", now.toString())
            .put("datacontenttype", "application/json")
            .put("tenantid", tenantId)
            .put("version", "1.0")
            .put(
                "data",
                new JsonObject()
                    .put("webhook_id", webhook.id().toString())
                    .put("tenant_id", tenantId));
    return new Ping(means.ids().next(), webhook.id(), eventId, body.encode(), now);
  }
}
