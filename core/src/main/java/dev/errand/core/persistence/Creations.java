package dev.errand.core.persistence;

import dev.errand.core.dependency.Dependents;
import dev.errand.core.quota.Grant;
import dev.errand.core.quota.QuotaRows.Item;
import dev.errand.core.quota.Quotas;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskCommand.CreateTasks;
import dev.errand.core.task.TaskCommand.Created;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.task.Tasks;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Creates tasks, as many as their caller may have, and looks afterwards whether what they wait for
 * has ended meanwhile. Confined to one event loop.
 */
final class Creations {

  private final Tasks tasks;
  private final Quotas quotas;
  private final Dependents dependents;

  Creations(Tasks tasks, Quotas quotas, Dependents dependents) {
    this.tasks = tasks;
    this.quotas = quotas;
    this.dependents = dependents;
  }

  Future<Task> create(CreateTask command) {
    return quotas.within(
        command.caller(),
        item(command),
        () -> inserted(command),
        task -> task.key().equals(command.task().key()));
  }

  private Future<Task> inserted(CreateTask command) {
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

  /** As many as there is room for; the others are refused. */
  Future<List<Created>> createAll(CreateTasks command) {
    var wanted = command.tasks();
    return quotas
        .claim(wanted.getFirst().caller(), () -> wanted.stream().map(Creations::item).toList())
        .compose(
            grant -> {
              if (grant.unlimited()) {
                return allInserted(command);
              }
              var fitting =
                  IntStream.range(0, wanted.size())
                      .filter(index -> grant.refusal(index) == null)
                      .mapToObj(wanted::get)
                      .toList();
              var work =
                  (fitting.isEmpty()
                          ? Future.<List<Created>>succeededFuture(List.of())
                          : allInserted(new CreateTasks(fitting, command.again())))
                      .map(created -> merged(wanted, grant, created.iterator()));
              return Quotas.settled(
                  grant, work, (all, index) -> isOf(wanted.get(index), all.get(index)));
            });
  }

  private static List<Created> merged(
      List<CreateTask> wanted, Grant grant, Iterator<Created> created) {
    var all = new ArrayList<Created>(wanted.size());
    for (int index = 0; index < wanted.size(); index++) {
      var refusal = grant.refusal(index);
      all.add(refusal == null ? created.next() : new Created(null, refusal));
    }
    return all;
  }

  private static boolean isOf(CreateTask command, Created created) {
    var task = created.task();
    return task != null && task.key().equals(command.task().key());
  }

  private Future<List<Created>> allInserted(CreateTasks command) {
    var waitedFor =
        command.tasks().stream().flatMap(one -> prerequisites(one).stream()).distinct().toList();
    var created = tasks.createAll(command);
    return waitedFor.isEmpty()
        ? created
        : created.compose(all -> dependents.waitedFor(waitedFor).map(all));
  }

  /** The room that a task needs: its own, and an execution unless a person does it. */
  static Item item(CreateTask command) {
    return new Item(command.task().key().id(), true, command.trigger() != null);
  }

  private static List<TaskKey> prerequisites(CreateTask command) {
    var tenantId = command.task().key().tenantId();
    return command.terms().dependsOn().stream()
        .map(on -> new TaskKey(tenantId, on.taskId()))
        .toList();
  }
}
