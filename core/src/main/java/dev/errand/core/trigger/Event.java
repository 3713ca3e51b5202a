package dev.errand.core.trigger;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened. Immutable; its payload is shared and must not be changed.
 *
 * @param id of the event
 * @param what it is
 * @param createdBy who told of it
 * @param createdAt when that was
 */
public record Event(UUID id, What what, String createdBy, Instant createdAt) {

  /** How large a payload may be, written as JSON. */
  public static final int PAYLOAD_BYTES = 256 * 1024;

  /**
   * What somebody tells of.
   *
   * @param name 1 to 128 characters, which triggers go by
   * @param namespace where it happened
   * @param payload what else there is to say
   * @param priority the rank of the tasks that come of it; null if nobody said
   * @param operator whose tasks they will be to do; null if nobody said
   * @param dedupeKey the same for repetitions, which change nothing; null if there are none
   */
  public record What(
      String name,
      String namespace,
      JsonObject payload,
      @Nullable Integer priority,
      @Nullable String operator,
      @Nullable String dedupeKey) {}

  /** What conditions and placeholders see. */
  JsonObject view() {
    return new JsonObject()
        .put("payload", what.payload())
        .put(
            "event",
            new JsonObject()
                .put("id", id.toString())
                .put("name", what.name())
                .put("namespace", what.namespace())
                .put("priority", what.priority())
                .put("operator", what.operator())
                .put("dedupe_key", what.dedupeKey())
                .put("created_at", createdAt.toString()));
  }
}
