package dev.errand.core.fact;

import dev.errand.core.bus.Command;
import dev.errand.core.fact.FactLink.Relation;
import dev.errand.core.identity.Caller;
import dev.errand.core.task.TaskKey;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What callers can do to facts.
 *
 * @param <R> the answer
 */
public sealed interface FactCommand<R> extends Command<R> {

  /**
   * Creates one.
   *
   * @param id null for a new one
   * @param members as the contract has validated them, without nulls
   */
  record CreateFact(@Nullable UUID id, JsonObject members, Caller caller)
      implements FactCommand<Fact> {}

  /** Changes by JSON merge patch (RFC 7396), as the contract has validated it. */
  record UpdateFact(Target target, JsonObject patch) implements FactCommand<Fact> {}

  /** Removes, with its links to tasks. */
  record DeleteFact(Target target) implements FactCommand<Fact> {}

  /**
   * Removes what holds no longer.
   *
   * @param namespace where; null for the whole tenant
   * @param dryRun whether to count and leave them
   */
  record CleanUpFacts(Caller caller, @Nullable String namespace, boolean dryRun)
      implements FactCommand<CleanUp> {}

  /** Says what a task has to do with a fact, in place of what was said before. */
  record LinkFact(TaskKey task, UUID factId, Relation relation, Caller caller)
      implements FactCommand<FactLink> {}

  /** Takes that back. */
  record UnlinkFact(TaskKey task, UUID factId, Caller caller) implements FactCommand<Void> {}

  /**
   * What was cleaned up.
   *
   * @param expired how many held no longer
   * @param deleted how many of them were removed
   */
  record CleanUp(int expired, int deleted) {}

  /**
   * Which is to be changed.
   *
   * @param id its id
   * @param caller whose change it is
   * @param ifMatch the tags of which it must have one; null for any
   */
  record Target(UUID id, Caller caller, @Nullable List<String> ifMatch) {}
}
