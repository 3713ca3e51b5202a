package dev.errand.core.quota;

import dev.errand.core.identity.Level;
import io.vertx.core.Future;
import java.util.Optional;

/** A service that knows what people have subscribed to. */
@FunctionalInterface
public interface Accounts {

  /** Nobody knows. */
  Accounts NONE = (tenantId, userId) -> Future.succeededFuture(Optional.empty());

  /** The level of a user; empty if they have none there. Fails if it cannot be asked. */
  Future<Optional<Level>> level(String tenantId, String userId);
}
