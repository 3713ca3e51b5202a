package dev.errand.core.dependency;

import dev.errand.core.bus.Query;
import dev.errand.core.identity.Sight;
import dev.errand.core.task.TaskKey;
import java.util.List;

/**
 * What callers can ask about dependencies.
 *
 * @param <R> the answer
 */
public sealed interface DependencyQuery<R> extends Query<R> {

  /** What a task waits or has waited for, in the order in which it was added. */
  record ListDependencies(TaskKey key, Sight sight) implements DependencyQuery<List<Dependency>> {}
}
