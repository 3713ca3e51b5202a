package dev.errand.core.namespace;

import dev.errand.core.bus.Command;
import dev.errand.core.identity.Caller;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What callers can do to namespaces.
 *
 * @param <R> the answer
 */
public sealed interface NamespaceCommand<R> extends Command<R> {

  /**
   * Sets limits by JSON merge patch; for managers. A namespace need not have tasks yet.
   *
   * @param name of the namespace
   * @param patch validated members of its limits: what is absent stays, null clears
   * @param caller whose change it is
   * @param ifMatch entity tags of which it must have one; null for any
   */
  record SetNamespace(String name, JsonObject patch, Caller caller, @Nullable List<String> ifMatch)
      implements NamespaceCommand<Namespace> {}
}
