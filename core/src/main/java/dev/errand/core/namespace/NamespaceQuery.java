package dev.errand.core.namespace;

import dev.errand.core.bus.Query;
import dev.errand.core.identity.Sight;
import java.util.List;
import java.util.Optional;

/**
 * What callers can ask about the namespaces of their tenant. A namespace exists if its limits were
 * set or if tasks use it.
 *
 * @param <R> the answer
 */
public sealed interface NamespaceQuery<R> extends Query<R> {

  /** All that exist, by name. */
  record ListNamespaces(String tenantId, Sight sight) implements NamespaceQuery<List<Namespace>> {}

  /** One, if it exists. */
  record GetNamespace(String tenantId, String name, Sight sight)
      implements NamespaceQuery<Optional<Namespace>> {}

  /** The types of its tasks and those that have limits in it, by name. */
  record ListTypes(String tenantId, String name, Sight sight)
      implements NamespaceQuery<List<String>> {}
}
