package dev.errand.core.user;

import dev.errand.core.bus.Query;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.page.Page;
import dev.errand.core.page.Page.Part;
import java.util.List;
import java.util.Optional;

/**
 * What callers can ask about users.
 *
 * @param <R> the answer
 */
public sealed interface UserQuery<R> extends Query<R> {

  /** One of a tenant; a caller who asks for themselves is always known. */
  record GetUser(String id, Caller caller) implements UserQuery<User> {}

  /** The role of one of a tenant; empty for nobody known. */
  record GetRole(String tenantId, String id) implements UserQuery<Optional<Role>> {}

  /** The tenants that know somebody. Spans tenants. */
  record FindTenants(String userId) implements UserQuery<List<String>> {}

  /** A tenant's, by id. */
  record ListUsers(String tenantId, Part part) implements UserQuery<Page<User>> {}
}
