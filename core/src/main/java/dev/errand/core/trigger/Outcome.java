package dev.errand.core.trigger;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an event came to at one trigger.
 *
 * @param triggerId of the trigger
 * @param trigger its name
 * @param result in a word
 * @param taskId created, or merged into; else null
 * @param error why there is none although the condition may hold; else null
 */
public record Outcome(
    UUID triggerId, String trigger, Result result, @Nullable UUID taskId, @Nullable String error) {

  /** In a word. */
  public enum Result {
    /** There is a new task. */
    CREATED,
    /** The task that holds the same unique key has taken it in. */
    MERGED,
    /** The condition does not hold. */
    IGNORED,
    /** Condition or draft do not fit the event, or the task was refused. */
    FAILED;

    /** The word that JSON uses. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Outcome of(Trigger trigger, Result result, @Nullable UUID taskId) {
    return new Outcome(trigger.id(), trigger.name(), result, taskId, null);
  }

  static Outcome failed(Trigger trigger, String error) {
    return new Outcome(trigger.id(), trigger.name(), Result.FAILED, null, error);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("trigger_id", triggerId.toString())
        .put("trigger", trigger)
        .put("outcome", result.word())
        .put("task_id", taskId == null ? null : taskId.toString())
        .put("error", error);
  }

  static Outcome from(JsonObject json) {
    var taskId = json.getString("task_id");
    return new Outcome(
        UUID.fromString(json.getString("trigger_id")),
        json.getString("trigger"),
        Result.valueOf(json.getString("outcome").toUpperCase(Locale.ROOT)),
        taskId == null ? null : UUID.fromString(taskId),
        json.getString("error"));
  }
}
