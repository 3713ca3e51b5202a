package dev.errand.core.identity;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks of a tenant somebody sees; to them the others are unknown. Statements say the same by
 * {@code $n::text is null or $n in (owner_id, created_by, assignee_id)}.
 *
 * @param userId whose tasks: those that they own, created, or are to do; null for all
 */
public record Sight(@Nullable String userId) {

  /** All tasks. */
  public static final Sight ALL = new Sight(null);

  /** True of a task that has these people. */
  public boolean covers(@Nullable String... people) {
    return userId == null || Arrays.asList(people).contains(userId);
  }
}
