package dev.errand.events.notification;

import dev.errand.core.notification.NotificationCommand.Outgoing;
import dev.errand.core.notification.Recipient;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** A notification in words. */
record Message(Outgoing outgoing) {

  /** The same at each attempt, so that receivers know it again. */
  UUID id() {
    return outgoing.key().id();
  }

  Recipient recipient() {
    return outgoing.recipient();
  }

  String title() {
    return outgoing.content().title();
  }

  String text() {
    return outgoing.content().text(recipient().zone());
  }

  /** For receivers that are programs. */
  JsonObject json() {
    var taskId = outgoing.taskId();
    return new JsonObject()
        .put("id", id().toString())
        .put("tenant_id", outgoing.key().tenantId())
        .put("user_id", recipient().userId())
        .put("kind", outgoing.content().kind().word())
        .put("task_id", taskId == null ? null : taskId.toString())
        .put("title", title())
        .put("body", text())
        .put("created_at", outgoing.createdAt().toString());
  }
}
