package dev.errand.core.fact;

import dev.errand.core.bus.Query;
import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page;
import dev.errand.core.page.Page.Part;
import dev.errand.core.task.TaskKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What callers can ask about facts. Whoever sees some tasks only sees the facts that those read or
 * produced, and their own.
 *
 * @param <R> the answer
 */
public sealed interface FactQuery<R> extends Query<R> {

  /** One of a tenant. */
  record GetFact(String tenantId, UUID id, Sight sight) implements FactQuery<Fact> {}

  /** A tenant's, the newest first. */
  record ListFacts(String tenantId, Filter filter, Part part, Sight sight)
      implements FactQuery<Page<Fact>> {}

  /** How many there are of what. */
  record GetFactStats(String tenantId, @Nullable String namespace, Sight sight)
      implements FactQuery<Stats> {}

  /** The facts of a task that is not deleted. */
  record ListTaskFacts(TaskKey task, Part part, Sight sight)
      implements FactQuery<Page<LinkedFact>> {}

  /** The tasks of a fact that are in sight and not deleted. */
  record ListFactTasks(String tenantId, UUID factId, Part part, Sight sight)
      implements FactQuery<Page<FactLink>> {}

  /** A fact, and what the task asked about has to do with it. */
  record LinkedFact(FactLink link, Fact fact) {}

  /**
   * Which ones; null or empty for any.
   *
   * @param text stands literally in their text or metadata, in whatever case
   * @param tags they have all of these
   * @param validAt they hold then
   */
  record Filter(
      @Nullable String text,
      List<String> tags,
      @Nullable String namespace,
      @Nullable String subject,
      @Nullable String predicate,
      @Nullable Instant validAt) {}

  /**
   * How many there are of what.
   *
   * @param total of all
   * @param valid that hold now
   * @param expired that hold no longer
   * @param statements that have a subject, a predicate and an object
   * @param linked that a task reads or has produced
   * @param namespaces how many there are in each
   * @param tags how many have each; the 100 most frequent
   */
  record Stats(
      int total,
      int valid,
      int expired,
      int statements,
      int linked,
      Map<String, Integer> namespaces,
      Map<String, Integer> tags) {}
}
