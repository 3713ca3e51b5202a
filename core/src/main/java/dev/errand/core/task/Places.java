package dev.errand.core.task;

import dev.errand.core.problem.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the people, sites and other tasks that tasks name.
 *
 * @param sites those that tasks may name
 * @param parents tasks that others may be part of
 * @param zonesOfSites where somebody has said
 * @param zonesOfPeople where somebody has said
 */
public record Places(
    Sought sites,
    Sought parents,
    Map<UUID, String> zonesOfSites,
    Map<String, String> zonesOfPeople) {

  /** Nothing was looked for, so nothing is objected to. */
  public static final Places UNKNOWN =
      new Places(Sought.NOTHING, Sought.NOTHING, Map.of(), Map.of());

  /** What was looked for, and what of it is there. */
  record Sought(Set<UUID> asked, Set<UUID> found) {

    static final Sought NOTHING = new Sought(Set.of(), Set.of());

    private boolean misses(@Nullable UUID id) {
      return id != null && asked.contains(id) && !found.contains(id);
    }
  }

  /** The zone of who does the work, or else of where it is done. */
  Optional<String> zone(@Nullable String assigneeId, @Nullable UUID siteId) {
    return Optional.ofNullable(assigneeId)
        .map(zonesOfPeople::get)
        .or(() -> Optional.ofNullable(siteId).map(zonesOfSites::get));
  }

  /** Objects to a site that was looked for in vain. */
  void check(@Nullable UUID siteId, List<Violation> problems) {
    if (sites.misses(siteId)) {
      problems.add(
          Violation.ofBody(
              "site_id", "must be the id of a site that is active; there is none", "unknown_site"));
    }
  }

  /** Objects to a parent that was looked for in vain. */
  void checkParent(@Nullable UUID parentId, List<Violation> problems) {
    if (parents.misses(parentId)) {
      problems.add(
          Violation.ofBody("parent_id", "must be the id of a task; there is none", "unknown_task"));
    }
  }
}
