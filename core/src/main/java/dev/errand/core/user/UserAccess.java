package dev.errand.core.user;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.problem.Problem;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * Who may do what to users within a tenant: everyone reads; people change their own names,
 * addresses and preferences; who has created somebody, a manager and an admin change all of them.
 * Nobody gives a role above their own, or changes somebody who has one.
 */
final class UserAccess {

  private static final Set<String> OTHERS_DECIDE =
      Set.of("role", "subscription_level", "is_active");

  private UserAccess() {}

  static void requireCreate(Caller caller, User user) {
    if (caller.role() == Role.VIEWER || user.standing().role().compareTo(caller.role()) > 0) {
      throw new Problem.Denied("create");
    }
  }

  static void requireUpdate(Caller caller, User read, User changed) {
    boolean self = caller.userId().equals(read.id());
    boolean own = self && same(read.members(), changed.members());
    if (!own) {
      requireOther(caller, read, "update");
      if (changed.standing().role().compareTo(caller.role()) > 0) {
        throw new Problem.Denied("update");
      }
    }
  }

  private static boolean same(JsonObject old, JsonObject now) {
    return OTHERS_DECIDE.stream()
        .allMatch(name -> java.util.Objects.equals(old.getValue(name), now.getValue(name)));
  }

  static void requireOther(Caller caller, User read, String action) {
    boolean made = caller.userId().equals(read.timeline().createdBy());
    boolean self = caller.userId().equals(read.id());
    boolean may = caller.role().atLeast(Role.MANAGER) || (made && !self);
    if (!may
        || caller.role() == Role.VIEWER
        || read.standing().role().compareTo(caller.role()) > 0) {
      throw new Problem.Denied(action);
    }
  }
}
