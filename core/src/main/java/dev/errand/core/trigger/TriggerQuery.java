package dev.errand.core.trigger;

import dev.errand.core.bus.Query;
import dev.errand.core.identity.Caller;
import dev.errand.core.page.Page;
import dev.errand.core.page.Page.Part;
import dev.errand.core.problem.Violation;
import dev.errand.core.trigger.TriggerCommand.Recorded;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What callers can ask about triggers and events.
 *
 * @param <R> the answer
 */
public sealed interface TriggerQuery<R> extends Query<R> {

  /** One of a tenant. */
  record GetTrigger(String tenantId, UUID id) implements TriggerQuery<Trigger> {}

  /**
   * A tenant's, by name.
   *
   * @param eventName only those that look at these events; null for all
   * @param active only those that are, or are not; null for all
   */
  record ListTriggers(
      String tenantId, @Nullable String eventName, @Nullable Boolean active, Part part)
      implements TriggerQuery<Page<Trigger>> {}

  /** All of a tenant's, by name. */
  record ExportTriggers(String tenantId) implements TriggerQuery<List<Trigger>> {}

  /** What a trigger would make of an event for this caller; stores nothing. */
  record TryTrigger(UUID id, Event.What what, Caller caller) implements TriggerQuery<Trial> {}

  /**
   * What would happen.
   *
   * @param fires whether the condition holds
   * @param task that would be created, as a request would ask for it; null if it does not fire, or
   *     if placeholders cannot be filled
   * @param problems all that is in the way
   */
  record Trial(boolean fires, @Nullable JsonObject task, List<Violation> problems) {}

  /** An event that was recorded under this id, with what came of it. */
  record GetEvent(String tenantId, UUID id) implements TriggerQuery<Recorded> {}
}
