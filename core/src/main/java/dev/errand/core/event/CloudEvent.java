package dev.errand.core.event;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * A message in the envelope of CloudEvents 1.0, structured JSON. Immutable; its data must not be
 * changed.
 *
 * @param id the same each time that the message is made: receivers recognise repetitions by it
 * @param source the service, as it is configured to name itself
 * @param verb what happened: created, completed, …
 * @param time when it happened
 * @param task to which task
 * @param data by verb; always with task_id, user_id and tenant_id
 */
public record CloudEvent(
    UUID id, String source, String verb, Instant time, Subject task, JsonObject data) {

  /** What all types begin with. */
  public static final String PREFIX = "task_service.task.";

  /** The version of the members of data, an extension of the envelope. */
  static final String VERSION = "1.0";

  /** A larger member of data is what makes a message too large. */
  private static final int LARGE_MEMBER = 512;

  /** The task that a message is about, and whose it is. */
  public record Subject(String tenantId, UUID taskId) {}

  /** The type, which is also the subject that it is published under. */
  public String type() {
    return PREFIX + verb;
  }

  /** The whole message, as it is sent. */
  public Buffer encode() {
    return toJson().toBuffer();
  }

  /** The whole message. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("specversion", "1.0")
        .put("id", id.toString())
        .put("source", source)
        .put("type", type())
        .put("subject", task.taskId().toString())
        .put("time", time.toString())
        .put("datacontenttype", "application/json")
        .put("tenantid", task.tenantId())
        .put("version", VERSION)
        .put("data", data);
  }

  /** The same without the large members of its data, and marked as such. */
  public CloudEvent truncated() {
    var small = new JsonObject();
    for (var member : data) {
      if (Json.encodeToBuffer(member.getValue()).length() <= LARGE_MEMBER) {
        small.put(member.getKey(), member.getValue());
      }
    }
    return new CloudEvent(id, source, verb, time, task, small.put("truncated", true));
  }
}
