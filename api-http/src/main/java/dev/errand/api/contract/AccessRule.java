package dev.errand.api.contract;

import dev.errand.core.apikey.Scope;
import dev.errand.core.identity.Role;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Who may call an operation at all, as {@code x-access} beside it says; the owner of what it is
 * about may matter beyond that.
 *
 * @param role the least that may
 * @param scope what a key needs besides
 * @param action what is refused to others, such as {@code update}
 */
public record AccessRule(Role role, Scope scope, String action) {

  private static final String WANTED = "x-access: {role: viewer, scope: read, action: read}";

  /** An operation without a rule would be open to everybody, so there is none. */
  static AccessRule of(String operation, @Nullable JsonObject declared) {
    if (declared == null) {
      throw new IllegalStateException(
          "The operation %s does not say who may call it; add for example %s"
              .formatted(operation, WANTED));
    }
    try {
      return new AccessRule(
          Role.of(declared.getString("role")).orElseThrow(),
          Scope.of(declared.getString("scope")),
          declared.getString("action"));
    } catch (RuntimeException wrong) {
      throw new IllegalStateException(
          "The x-access of the operation %s is %s, but must look like %s"
              .formatted(operation, declared.encode(), WANTED),
          wrong);
    }
  }
}
