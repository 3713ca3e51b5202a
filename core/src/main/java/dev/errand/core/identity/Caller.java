package dev.errand.core.identity;

import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, as established at the edge.
 *
 * @param tenantId whose data these are
 * @param userId who is calling
 * @param role what they may do
 * @param subscriptionLevel free, basic, pro or enterprise; null if nobody said
 * @param request the request this came with
 * @param sight which of the tenant's tasks exist for them
 */
public record Caller(
    String tenantId,
    String userId,
    Role role,
    @Nullable String subscriptionLevel,
    Origin request,
    Sight sight) {

  /** The same in another role. */
  public Caller as(Role other) {
    return new Caller(tenantId, userId, other, subscriptionLevel, request, sight);
  }

  /** The same, of whom only their own tasks are to be seen, unless they manage those of others. */
  public Caller confined() {
    return role.atLeast(Role.MANAGER)
        ? this
        : new Caller(tenantId, userId, role, subscriptionLevel, request, new Sight(userId));
  }

  /**
   * Where a request came from, kept in history.
   *
   * @param requestId made or taken over at the edge
   * @param client the caller's software, as it names itself
   * @param relayHops how many services have relayed it here, one after the other
   */
  public record Origin(String requestId, @Nullable String client, int relayHops) {

    /** Not relayed. */
    public Origin(String requestId, @Nullable String client) {
      this(requestId, client, 0);
    }
  }
}
