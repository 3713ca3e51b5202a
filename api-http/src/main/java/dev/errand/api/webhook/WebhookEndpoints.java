package dev.errand.api.webhook;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.DateOrTime;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Parts;
import dev.errand.api.endpoint.Tagged;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.task.MergePatch;
import dev.errand.core.webhook.Delivery;
import dev.errand.core.webhook.Webhook;
import dev.errand.core.webhook.WebhookCommand.CreateWebhook;
import dev.errand.core.webhook.WebhookCommand.DeleteWebhook;
import dev.errand.core.webhook.WebhookCommand.PingWebhook;
import dev.errand.core.webhook.WebhookCommand.Redeliver;
import dev.errand.core.webhook.WebhookCommand.Revealed;
import dev.errand.core.webhook.WebhookCommand.RotateSecret;
import dev.errand.core.webhook.WebhookCommand.Target;
import dev.errand.core.webhook.WebhookCommand.UpdateWebhook;
import dev.errand.core.webhook.WebhookQuery.GetWebhook;
import dev.errand.core.webhook.WebhookQuery.ListDeliveries;
import dev.errand.core.webhook.WebhookQuery.ListWebhooks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;

/** The operations on webhooks. Thread-safe. */
public final class WebhookEndpoints {

  private static final String ID = "webhook_id";

  private final Bus bus;

  /** Asks over the given bus. */
  public WebhookEndpoints(Bus bus) {
    this.bus = bus;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "createWebhook", this::create,
        "listWebhooks", this::list,
        "getWebhook", this::get,
        "updateWebhook", this::update,
        "deleteWebhook", this::delete,
        "rotateWebhookSecret", this::rotate,
        "pingWebhook", this::ping,
        "redeliverWebhook", this::redeliver,
        "listWebhookDeliveries", this::deliveries);
  }

  private Future<Answer> create(Input input) {
    // Null says the same as absence.
    var members = MergePatch.apply(new JsonObject(), input.body());
    return bus.request(new CreateWebhook(members, input.caller()))
        .map(
            revealed ->
                revealed(201, revealed, input)
                    .with("Location", Contract.BASE + "/webhooks/" + revealed.webhook().id()));
  }

  private Future<Answer> list(Input input) {
    var part = Parts.ofIds(input);
    return bus.request(new ListWebhooks(input.caller().tenantId(), part))
        .map(page -> Parts.answer(page, part, WebhookEndpoints::write));
  }

  private Future<Answer> get(Input input) {
    return bus.request(new GetWebhook(input.caller().tenantId(), input.id(ID)))
        .map(
            webhook ->
                Tagged.unlessKnown(
                    input, webhook.etag(), () -> JsonWriter.write(json -> write(json, webhook))));
  }

  private Future<Answer> update(Input input) {
    return bus.request(new UpdateWebhook(target(input), input.body()))
        .map(
            webhook ->
                Tagged.of(200, JsonWriter.write(json -> write(json, webhook)), webhook.etag()));
  }

  private Future<Answer> delete(Input input) {
    return bus.request(new DeleteWebhook(target(input))).map(deleted -> Answer.empty(204));
  }

  private Future<Answer> rotate(Input input) {
    return bus.request(new RotateSecret(target(input), input.body().getString("secret")))
        .map(revealed -> revealed(200, revealed, input));
  }

  private Future<Answer> ping(Input input) {
    return bus.request(new PingWebhook(input.id(ID), input.caller()))
        .map(delivery -> Answer.of(202, JsonWriter.write(json -> write(json, delivery))));
  }

  private Future<Answer> redeliver(Input input) {
    var body = input.body();
    var delivery = body.getString("delivery_id");
    return bus.request(
            new Redeliver(
                input.id(ID),
                delivery == null ? null : UUID.fromString(delivery),
                DateOrTime.parse(body.getString("failed_since")),
                input.caller()))
        .map(count -> Answer.of(202, JsonWriter.write(json -> json.integer("count", count))));
  }

  private Future<Answer> deliveries(Input input) {
    var part = Parts.ofIds(input);
    return bus.request(
            new ListDeliveries(input.caller().tenantId(), input.id(ID), input.text("status"), part))
        .map(page -> Parts.answer(page, part, WebhookEndpoints::write));
  }

  private static Target target(Input input) {
    return new Target(input.id(ID), input.caller(), Tagged.wanted(input));
  }

  /** What signs nothing is not shown. */
  private static Answer revealed(int status, Revealed revealed, Input input) {
    var webhook = revealed.webhook();
    var body =
        JsonWriter.write(
            json -> {
              json.text("secret", input.dryRun() ? null : revealed.secret());
              write(json, webhook);
            });
    return Tagged.of(status, body, webhook.etag()).with("Cache-Control", "no-store");
  }

  private static void write(JsonWriter json, Webhook webhook) {
    var health = webhook.health();
    var timeline = webhook.timeline();
    json.id("id", webhook.id())
        .text("url", webhook.url())
        .text("description", webhook.description())
        .value("event_types", new JsonArray(webhook.filter().eventTypes()))
        .value("namespaces", new JsonArray(webhook.filter().namespaces()))
        .flag("active", webhook.active())
        .text("disabled_reason", health.disabledReason())
        .time("failing_since", health.failingSince())
        .time("old_secret_until", health.oldSecretUntil())
        .text("created_by", timeline.createdBy())
        .integer("revision", timeline.revision())
        .time("created_at", timeline.createdAt())
        .time("updated_at", timeline.updatedAt());
  }

  private static void write(JsonWriter json, Delivery delivery) {
    var event = delivery.event();
    var last = delivery.last();
    json.id("id", delivery.id())
        .id("event_id", event.id())
        .text("event_type", event.type())
        .id("task_id", event.taskId())
        .text("status", delivery.status())
        .integer("attempts", delivery.attempts())
        .time("next_attempt_at", delivery.nextAt())
        .value("last_status_code", last.status())
        .text("last_error", last.error())
        .value("duration_ms", last.durationMs())
        .time("created_at", delivery.createdAt())
        .time("ended_at", delivery.endedAt());
  }
}
