package dev.errand.core.persistence;

import dev.errand.core.dependency.Dependents;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskCommand.CreateTasks;
import dev.errand.core.task.TaskCommand.Created;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.task.Tasks;
import io.vertx.core.Future;
import java.util.List;

/**
 * Creates tasks, and looks afterwards whether what they wait for has ended meanwhile. Confined to
 * one event loop.
 */
final class Creations {

  private final Tasks tasks;
  private final Dependents dependents;

  Creations(Tasks tasks, Dependents dependents) {
    this.tasks = tasks;
    this.dependents = dependents;
  }

  Future<Task> create(CreateTask command) {
    var created = Claimed.once(tasks.create(command));
    return command.terms().dependsOn().isEmpty()
        ? created
        : created.compose(
            task -> {
              if (task.progress().status() != TaskStatus.BLOCKED) {
                return Future.succeededFuture(task);
              }
              return dependents
                  .waitedFor(prerequisites(command))
                  .compose(
                      any ->
                          any ? tasks.get(new GetTask(task.key())) : Future.succeededFuture(task));
            });
  }

  Future<List<Created>> createAll(CreateTasks command) {
    var waitedFor =
        command.tasks().stream().flatMap(one -> prerequisites(one).stream()).distinct().toList();
    var created = tasks.createAll(command);
    return waitedFor.isEmpty()
        ? created
        : created.compose(all -> dependents.waitedFor(waitedFor).map(all));
  }

  private static List<TaskKey> prerequisites(CreateTask command) {
    var tenantId = command.task().key().tenantId();
    return command.terms().dependsOn().stream()
        .map(on -> new TaskKey(tenantId, on.taskId()))
        .toList();
  }
}
