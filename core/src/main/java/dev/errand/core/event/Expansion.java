package dev.errand.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.errand.core.event.CloudEvent.Subject;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the messages of one row of the outbox, in the order in which things happened. The same row
 * always makes the same messages. Thread-safe.
 */
public final class Expansion {

  private static final int CHANGES_LIMIT = 64 * 1024;

  private final String source;

  /** The source that all messages name. */
  public Expansion(String source) {
    this.source = source;
  }

  /** The messages of a row, at least one. */
  public List<CloudEvent> expand(OutboxEvent event) {
    var messages = new Messages(event);
    switch (event.verb()) {
      case "executed" -> executed(event, messages);
      case "started", "completed", "cancelled", "paused", "resumed" -> moved(event, messages);
      case "merged" -> merged(event, messages);
      case "updated" -> messages.add("updated", event.at(), updated(event.data()));
      default -> messages.add(event.verb(), event.at(), event.data());
    }
    return messages.made;
  }

  /** A run leaves one row when it has ended, and receivers are to see it begin, too. */
  private static void executed(OutboxEvent event, Messages messages) {
    var run = event.data();
    var executionId = run.getString("execution_id");
    int attempt = run.getInteger("attempt", 1);
    var newStatus = run.getString("new_status", "");
    messages.add(
        "started",
        startedAt(event),
        new JsonObject().put("execution_id", executionId).put("attempt", attempt));
    messages.add(
        "executed",
        event.at(),
        only(run, "execution_id", "status", "attempt", "credits", "duration_ms"));
    switch (newStatus) {
      case "completed" ->
          messages.add("completed", event.at(), new JsonObject().put("execution_id", executionId));
      case "failed" ->
          messages.add("failed", event.at(), only(run, "error").put("execution_id", executionId));
      case "retry" ->
          messages.add(
              "retry_scheduled", event.at(), only(run, "run_at").put("attempt", attempt + 1));
      default -> {
        // Put off, or called off.
      }
    }
    // The command that called the task off has told of its new status already.
    if (!newStatus.equals("cancelled")) {
      messages.add("status_changed", event.at(), move("running", newStatus));
    }
  }

  private static Instant startedAt(OutboxEvent event) {
    var duration = event.data().getLong("duration_ms");
    return event.at().minusMillis(duration == null ? 0 : duration);
  }

  /** A move that has a name of its own tells of the status, too. */
  private static void moved(OutboxEvent event, Messages messages) {
    var data = event.data();
    var own = data.copy();
    own.remove("old_status");
    own.remove("new_status");
    messages.add(event.verb(), event.at(), own);
    messages.add(
        "status_changed",
        event.at(),
        move(data.getString("old_status"), data.getString("new_status", "")));
  }

  /** Another task was asked for, and this one, which has its unique key, took its place. */
  private static void merged(OutboxEvent event, Messages messages) {
    var data = event.data();
    messages.add("merged", event.at(), updated(only(data, "updated_fields", "changes")));
    var oldStatus = data.getString("old_status");
    var newStatus = data.getString("new_status");
    if (!newStatus.equals(oldStatus)) {
      messages.add("status_changed", event.at(), move(oldStatus, newStatus));
    }
  }

  private static JsonObject updated(JsonObject data) {
    var changes = data.getJsonArray("changes");
    if (changes == null || Json.encodeToBuffer(changes).length() <= CHANGES_LIMIT) {
      return data;
    }
    return only(data, "updated_fields").put("truncated", true);
  }

  private static JsonObject move(@Nullable String oldStatus, String newStatus) {
    return new JsonObject().put("old_status", oldStatus).put("new_status", newStatus);
  }

  private static JsonObject only(JsonObject data, String... members) {
    var some = new JsonObject();
    for (var member : members) {
      some.put(member, data.getValue(member));
    }
    return some;
  }

  private final class Messages {
    private final List<CloudEvent> made = new ArrayList<>(5);
    private final OutboxEvent event;

    Messages(OutboxEvent event) {
      this.event = event;
    }

    void add(String verb, Instant time, JsonObject members) {
      var data =
          new JsonObject()
              .put("task_id", event.taskId().toString())
              .put("user_id", event.userId())
              .put("tenant_id", event.tenantId())
              .mergeIn(members);
      var task = new Subject(event.tenantId(), event.taskId());
      made.add(new CloudEvent(id(verb), source, verb, time, task, data));
    }

    /** The row's own id for what it is named after, ids derived from it for the rest. */
    private UUID id(String verb) {
      return verb.equals(event.verb())
          ? event.id()
          : UUID.nameUUIDFromBytes((event.id() + "." + verb).getBytes(UTF_8));
    }
  }
}
