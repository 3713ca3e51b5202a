package dev.errand.api.notification;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Parts;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.notification.Notification;
import dev.errand.core.notification.NotificationCommand.ReadNotification;
import dev.errand.core.notification.NotificationCommand.ReadNotifications;
import dev.errand.core.notification.NotificationQuery.ListNotifications;
import io.vertx.core.Future;
import java.util.Map;

/** The operations on notifications: everybody has their own. Thread-safe. */
public final class NotificationEndpoints {

  private final Bus bus;

  /** Asks over the given bus. */
  public NotificationEndpoints(Bus bus) {
    this.bus = bus;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "listNotifications", this::list,
        "readNotification", this::read,
        "readNotifications", this::readAll);
  }

  private Future<Answer> list(Input input) {
    var caller = input.caller();
    var part = Parts.ofNumbers(input);
    return bus.request(
            new ListNotifications(caller.tenantId(), caller.userId(), input.flag("unread"), part))
        .map(page -> Parts.answer(page, part, NotificationEndpoints::write));
  }

  private Future<Answer> read(Input input) {
    return bus.request(new ReadNotification(input.id("notification_id"), input.caller()))
        .map(read -> Answer.ok(JsonWriter.write(json -> write(json, read))));
  }

  private Future<Answer> readAll(Input input) {
    return bus.request(new ReadNotifications(input.caller()))
        .map(count -> Answer.ok(JsonWriter.write(json -> json.integer("read", count))));
  }

  private static void write(JsonWriter json, Notification notification) {
    var content = notification.content();
    var delivery = notification.delivery();
    var taskId = notification.taskId();
    json.id("id", notification.id())
        .text("kind", content.kind().word())
        .text("task_id", taskId == null ? null : taskId.toString())
        .text("title", content.title())
        .text("body", content.text(notification.zone()))
        .time("due_at", content.dueAt())
        .text("channel", delivery.channel())
        .text("status", delivery.status().word())
        .text("error", delivery.error())
        .time("created_at", notification.createdAt())
        .time("sent_at", delivery.sentAt())
        .time("read_at", notification.readAt());
  }
}
