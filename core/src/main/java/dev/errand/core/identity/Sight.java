package dev.errand.core.identity;

import org.jspecify.annotations.Nullable;

/**
 * Which tasks of a tenant somebody sees; to them the others are unknown. Who creates a task owns
 * it, so these are the tasks that they own or are to do. Statements say the same by {@code $n::text
 * is null or owner_id = $n or assignee_id = $n}.
 *
 * @param userId whose tasks; null for all
 */
public record Sight(@Nullable String userId) {

  /** All tasks. */
  public static final Sight ALL = new Sight(null);

  /** True of a task with these people. */
  public boolean covers(@Nullable String ownerId, @Nullable String assigneeId) {
    return userId == null || userId.equals(ownerId) || userId.equals(assigneeId);
  }
}
