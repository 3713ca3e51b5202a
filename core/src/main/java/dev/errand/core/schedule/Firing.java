package dev.errand.core.schedule;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * A time at which a schedule fires.
 *
 * @param at the logical time
 * @param local the same in the schedule's zone
 * @param note what a change of clocks did to it, or to one before it that was left out; else null
 */
public record Firing(Instant at, OffsetDateTime local, @Nullable String note) {

  /** For a preview's answer. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("at", at.toString())
        .put("local", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(local))
        .put("note", note);
  }
}
