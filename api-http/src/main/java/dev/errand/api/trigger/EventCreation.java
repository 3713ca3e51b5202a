package dev.errand.api.trigger;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.Priority;
import dev.errand.core.trigger.Event;
import dev.errand.core.trigger.Outcome;
import dev.errand.core.trigger.TriggerCommand.RecordEvent;
import dev.errand.core.trigger.TriggerCommand.Recorded;
import dev.errand.core.trigger.TriggerQuery.GetEvent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells of events from outside. Thread-safe. */
final class EventCreation implements Endpoint {

  private final Bus bus;

  EventCreation(Bus bus) {
    this.bus = bus;
  }

  @Override
  public Future<Answer> handle(Input input) {
    var caller = input.caller();
    var what = what(input.body(), "event");
    return input
        .once(
            id -> bus.request(new GetEvent(caller.tenantId(), id)),
            id -> bus.request(new RecordEvent(id, what, caller)))
        .map(recorded -> Answer.of(recorded.repeated() ? 200 : 201, body(recorded)));
  }

  /** What a body tells of, whose name may be missing. */
  static Event.What what(JsonObject body, String usualName) {
    var given = body.getJsonObject("payload");
    var payload = given == null ? new JsonObject() : given;
    if (payload.toBuffer().length() > Event.PAYLOAD_BYTES) {
      throw new Problem.Invalid(
          List.of(
              Violation.ofBody(
                  "payload", "must have at most 256 KiB, written as JSON", "maxLength")));
    }
    return new Event.What(
        text(body, "name", usualName),
        text(body, "namespace", "default"),
        payload,
        rank(body.getValue("priority")),
        body.getString("operator"),
        body.getString("dedupe_key"));
  }

  private static String text(JsonObject body, String name, String usual) {
    var given = body.getString(name);
    return given == null ? usual : given;
  }

  private static @Nullable Integer rank(@Nullable Object priority) {
    return switch (priority) {
      case null -> null;
      case Number rank -> rank.intValue();
      default -> Priority.of(priority.toString()).rank();
    };
  }

  private static Buffer body(Recorded recorded) {
    var event = recorded.event();
    var what = event.what();
    return JsonWriter.write(
        json ->
            json.object(
                    "event",
                    members ->
                        members
                            .id("id", event.id())
                            .text("name", what.name())
                            .text("namespace", what.namespace())
                            .value("payload", what.payload())
                            .value("priority_rank", what.priority())
                            .text("operator", what.operator())
                            .text("dedupe_key", what.dedupeKey())
                            .text("created_by", event.createdBy())
                            .time("created_at", event.createdAt()))
                .objects("outcomes", recorded.outcomes(), EventCreation::write));
  }

  private static void write(JsonWriter json, Outcome outcome) {
    json.id("trigger_id", outcome.triggerId())
        .text("trigger", outcome.trigger())
        .text("outcome", outcome.result().word())
        .id("task_id", outcome.taskId())
        .text("error", outcome.error());
  }
}
