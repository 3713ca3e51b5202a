package dev.errand.core.dependency;

import dev.errand.core.bus.Command;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.Terms.Prerequisite;
import java.util.UUID;

/**
 * What can be done about dependencies.
 *
 * @param <R> the answer
 */
public sealed interface DependencyCommand<R> extends Command<R> {

  /**
   * Makes a task wait for another one, which blocks it unless that one is over.
   *
   * @param key the one that is to wait
   * @param on the one to wait for
   * @param condition whose change it is, and under which condition
   */
  record AddDependency(TaskKey key, Prerequisite on, Condition condition)
      implements DependencyCommand<Dependency> {}

  /** Makes a task wait no longer for another one, which unblocks it if that was the last. */
  record RemoveDependency(TaskKey key, UUID dependsOnId, Condition condition)
      implements DependencyCommand<Void> {}

  /**
   * Looks at all open dependencies for some whose task has ended without anybody seeing to those
   * who wait: its node crashed, or knew of none. Spans tenants. Answers with the number of tasks
   * that wait no longer.
   */
  record SweepDependencies() implements DependencyCommand<Integer> {}
}
