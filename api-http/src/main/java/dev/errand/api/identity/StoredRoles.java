package dev.errand.api.identity;

import dev.errand.core.bus.Bus;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.memory.Memory;
import dev.errand.core.user.UserQuery.GetRole;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;

/** The roles of people of whom a gateway does not say any: those of their users. Thread-safe. */
public final class StoredRoles {

  /** How long a role still counts that was changed on another node. */
  static final Duration REMEMBERED = Duration.ofSeconds(5);

  private final Bus bus;
  private final Memory<Name, Role> roles;

  StoredRoles(Bus bus, InstantSource clock) {
    this.bus = bus;
    roles = new Memory<>(REMEMBERED, clock);
  }

  private record Name(String tenantId, String userId) {}

  /** The caller with the role of their user; of nobody known, with the one that they have. */
  Future<Caller> of(Caller caller) {
    var name = new Name(caller.tenantId(), caller.userId());
    return roles
        .of(
            name,
            () ->
                bus.request(new GetRole(name.tenantId(), name.userId()))
                    .map(stored -> stored.orElse(caller.role())))
        .map(caller::as);
  }

  /** Forgets a user who was changed, so that their role counts on this node from now on. */
  public void forget(String tenantId, String userId) {
    var changed = new Name(tenantId, userId);
    roles.forget((name, role) -> name.equals(changed));
  }
}
