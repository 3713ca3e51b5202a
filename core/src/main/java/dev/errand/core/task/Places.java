package dev.errand.core.task;

import dev.errand.core.problem.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the people and sites that tasks name.
 *
 * @param sites those that were looked for
 * @param active of those, the ones that tasks may name
 * @param zonesOfSites where somebody has said
 * @param zonesOfPeople where somebody has said
 */
public record Places(
    Set<UUID> sites,
    Set<UUID> active,
    Map<UUID, String> zonesOfSites,
    Map<String, String> zonesOfPeople) {

  /** Nothing was looked for, so no site is objected to. */
  public static final Places UNKNOWN = new Places(Set.of(), Set.of(), Map.of(), Map.of());

  /** The zone of who does the work, or else of where it is done. */
  Optional<String> zone(@Nullable String assigneeId, @Nullable UUID siteId) {
    return Optional.ofNullable(assigneeId)
        .map(zonesOfPeople::get)
        .or(() -> Optional.ofNullable(siteId).map(zonesOfSites::get));
  }

  /** Objects to a site that was looked for in vain. */
  void check(@Nullable UUID siteId, List<Violation> problems) {
    if (siteId != null && sites.contains(siteId) && !active.contains(siteId)) {
      problems.add(
          Violation.ofBody(
              "site_id", "must be the id of a site that is active; there is none", "unknown_site"));
    }
  }
}
