package dev.errand.core.apikey;

import dev.errand.core.identity.Role;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key, without its secret, which nobody has but whom it was given to.
 *
 * @param grant what it opens
 * @param createdBy who made it
 * @param lastUsedAt to the minute; null if never
 * @param revocation when it was called back, and by whom; null if it was not
 */
public record ApiKey(
    String tenantId,
    UUID id,
    Grant grant,
    String createdBy,
    Instant createdAt,
    @Nullable Instant lastUsedAt,
    @Nullable Revocation revocation) {

  /** What the user ids of keys begin with. */
  public static final String ACTOR = "key:";

  /**
   * What a key opens.
   *
   * @param name for people
   * @param scopes the operations that it may call
   * @param role what it may do to the things of others
   * @param expiresAt from when on it opens nothing; null for never
   */
  public record Grant(String name, Set<Scope> scopes, Role role, @Nullable Instant expiresAt) {

    /** With the role of a word; null for the least that the scopes need. */
    public static Grant of(
        String name, Set<Scope> scopes, @Nullable String role, @Nullable Instant expiresAt) {
      return new Grant(
          name, scopes, role == null ? least(scopes) : Role.of(role).orElseThrow(), expiresAt);
    }

    private static Role least(Set<Scope> scopes) {
      if (scopes.contains(Scope.ADMIN)) {
        return Role.ADMIN;
      }
      return scopes.equals(Set.of(Scope.READ)) ? Role.VIEWER : Role.TECHNICIAN;
    }
  }

  /** The end of a key. */
  public record Revocation(Instant at, String by) {}

  /** True if it opens anything at a time. */
  public boolean isValidAt(Instant time) {
    var end = grant.expiresAt();
    return revocation == null && (end == null || time.isBefore(end));
  }

  /** The user that stands in history for whoever uses it. */
  public String userId() {
    return ACTOR + id;
  }
}
