package dev.errand.core.trigger;

import dev.errand.core.bus.Command;
import dev.errand.core.identity.Caller;
import dev.errand.core.task.Task;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What callers can do to triggers and events.
 *
 * @param <R> the answer
 */
public sealed interface TriggerCommand<R> extends Command<R> {

  /**
   * Creates a trigger.
   *
   * @param id null for a new one
   * @param members as the contract has validated them
   */
  record CreateTrigger(@Nullable UUID id, JsonObject members, Caller caller)
      implements TriggerCommand<Trigger> {}

  /** Changes by JSON merge patch (RFC 7396), as the contract has validated it. */
  record UpdateTrigger(Target target, JsonObject patch) implements TriggerCommand<Trigger> {}

  /** Removes; its tasks keep its id. */
  record DeleteTrigger(Target target) implements TriggerCommand<Trigger> {}

  /**
   * Makes the triggers of these names as they are said to be, all or none of them; others stay as
   * they are.
   *
   * @param triggers complete members, as the contract has validated them
   */
  record ImportTriggers(List<JsonObject> triggers, Caller caller)
      implements TriggerCommand<Imported> {}

  /** How many triggers an import has made, changed and found to be so already. */
  record Imported(int created, int updated, int unchanged) {}

  /**
   * Stores an event and runs the triggers of its name; a repetition is answered with what was
   * stored.
   *
   * @param id null for a new one
   */
  record RecordEvent(@Nullable UUID id, Event.What what, Caller caller)
      implements TriggerCommand<Recorded> {}

  /**
   * An event, and what came of it.
   *
   * @param repeated whether it had been recorded before
   * @param tasks that have just been made of it
   */
  record Recorded(Event event, List<Outcome> outcomes, boolean repeated, List<Task> tasks) {}

  /**
   * Which is to be changed.
   *
   * @param caller whose change it is
   * @param ifMatch the tags of which it must have one; null for any
   */
  record Target(UUID id, Caller caller, @Nullable List<String> ifMatch) {}
}
