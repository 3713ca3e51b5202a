package dev.errand.core.dependency;

import static dev.errand.core.task.TaskStatus.BLOCKED;
import static dev.errand.core.task.TaskStatus.PENDING;
import static dev.errand.core.task.TaskStatus.QUEUED;
import static dev.errand.core.task.TaskStatus.SCHEDULED;

import dev.errand.core.dependency.DependencyCommand.AddDependency;
import dev.errand.core.dependency.DependencyCommand.RemoveDependency;
import dev.errand.core.dependency.DependencyQuery.ListDependencies;
import dev.errand.core.dependency.DependencyWrites.Change;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Sight;
import dev.errand.core.postgres.Pg;
import dev.errand.core.postgres.RowReader;
import dev.errand.core.postgres.Transaction;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskMove;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.TaskStatus;
import dev.errand.core.task.Tasks;
import dev.errand.core.task.Terms;
import dev.errand.core.task.Terms.OnFailure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The use cases of dependencies. A change holds only if the task is still what was read; else it
 * starts over. Confined to one event loop.
 */
public final class Dependencies {

  private static final int TRIES = 10;

  /** Those that can be blocked, or are. */
  private static final Set<TaskStatus> MAY_WAIT = EnumSet.of(PENDING, SCHEDULED, QUEUED, BLOCKED);

  static final String LIST =
      """
      select d.tenant_id, d.task_id, d.depends_on_id, d.on_failure, d.open, d.created_at, c.status
      from dependency d
      left join lateral (
        select t.status from task_current t
        where t.tenant_id = d.tenant_id and t.id = d.depends_on_id and t.deleted_at is null
          and ($3::text is null or t.owner_id = $3 or t.assignee_id = $3)
        limit 1
      ) c on true
      where d.tenant_id = $1 and d.task_id = $2
      order by d.created_at, d.depends_on_id
      """;

  private final Pg pg;
  private final Tasks tasks;
  private final Dependents dependents;
  private final DependencyWrites writes;
  private final InstantSource clock;

  /** What the use cases work with. */
  public record Means(Pg pg, Ids ids, InstantSource clock) {}

  /** On the event loop of the verticle that will call it. */
  public Dependencies(Means means, Tasks tasks, Dependents dependents) {
    pg = means.pg();
    clock = means.clock();
    writes = new DependencyWrites(means.ids());
    this.tasks = tasks;
    this.dependents = dependents;
  }

  /** What a task waits for. */
  public Future<List<Dependency>> list(ListDependencies query) {
    return tasks
        .get(new GetTask(query.key(), query.sight()))
        .compose(task -> all(query.key(), query.sight()));
  }

  private Future<List<Dependency>> all(TaskKey key, Sight sight) {
    return pg.run(LIST, Tuple.of(key.tenantId(), key.id(), sight.userId()))
        .map(
            rows -> {
              var found = new ArrayList<Dependency>(rows.size());
              rows.forEach(row -> found.add(dependency(row)));
              return List.copyOf(found);
            });
  }

  private Future<Dependency> one(TaskKey key, UUID dependsOnId, Sight sight) {
    return all(key, sight)
        .map(
            found ->
                found.stream()
                    .filter(dependency -> dependency.dependsOnId().equals(dependsOnId))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new Problem.NotFound(
                                "dependency", "depends_on_id", dependsOnId.toString())));
  }

  /** Adds one; answers with it. */
  public Future<Dependency> add(AddDependency command) {
    var on = new TaskKey(command.key().tenantId(), command.on().taskId());
    if (on.equals(command.key())) {
      return Future.failedFuture(
          new Problem.Invalid(unfit("must be another task: no task can wait for itself", "self")));
    }
    return again(() -> add(command, on), TRIES)
        .compose(added -> dependents.waitedFor(List.of(on)))
        .compose(settled -> one(command.key(), on.id(), command.condition().caller().sight()));
  }

  private Future<Boolean> add(AddDependency command, TaskKey on) {
    return tasks
        .get(new GetTask(command.key(), command.condition().caller().sight()))
        .compose(
            task -> {
              command.condition().require(task, "update");
              requireMayWait(task);
              return tasks
                  .get(new GetTask(on, command.condition().caller().sight()))
                  .recover(
                      unknown ->
                          Future.failedFuture(
                              unknown instanceof Problem.NotFound
                                  ? new Problem.Invalid(
                                      unfit(
                                          "must be the id of a task; there is none",
                                          "unknown_task"))
                                  : unknown))
                  .compose(
                      waitedFor -> {
                        boolean open =
                            !Terms.closed(command.on().onFailure(), waitedFor.progress().status());
                        var change =
                            new Change(task, command.condition().caller(), clock.instant());
                        return pg.transaction(
                            transaction -> add(transaction, change, command, open));
                      });
            });
  }

  /** One at a time for each tenant, so that two halves of a cycle cannot miss each other. */
  private Future<Boolean> add(
      Transaction transaction, Change change, AddDependency command, boolean open) {
    return writes
        .alone(transaction, change)
        .compose(alone -> writes.known(transaction, change, command.on().taskId()))
        .compose(
            known -> {
              if (known.exists()) {
                throw new Problem.Conflict(
                    "duplicate_dependency",
                    "The task depends on that one already; delete the dependency to change it",
                    Map.of("depends_on_id", command.on().taskId().toString()));
              }
              if (known.closesCycle()) {
                throw new Problem.Invalid(
                    "dependency_cycle",
                    unfit(
                        "must not wait for this task itself, not even by way of others",
                        "dependency_cycle"));
              }
              return writes.add(transaction, change, command.on(), open);
            });
  }

  private static void requireMayWait(Task task) {
    var status = task.progress().status();
    if (!MAY_WAIT.contains(status)) {
      throw new Problem.Conflict(
          "invalid_transition",
          "Cannot add a dependency to a task in status " + status.word(),
          Map.of(
              "from",
              status.word(),
              "command",
              "add_dependency",
              "allowed",
              TaskMove.open(task.kind().performer(), status)));
    }
  }

  /** Removes one; the task goes on if it was the last that was open. */
  public Future<Void> remove(RemoveDependency command) {
    return again(() -> removeOnce(command), TRIES).mapEmpty();
  }

  private Future<Boolean> removeOnce(RemoveDependency command) {
    return tasks
        .get(new GetTask(command.key(), command.condition().caller().sight()))
        .compose(
            task -> {
              Condition condition = command.condition();
              condition.require(task, "update");
              var change = new Change(task, condition.caller(), clock.instant());
              return one(command.key(), command.dependsOnId(), condition.caller().sight())
                  .compose(
                      known ->
                          pg.transaction(
                              transaction ->
                                  writes
                                      .remove(transaction, change, command.dependsOnId())
                                      .compose(
                                          removed ->
                                              Release.release(
                                                      transaction,
                                                      List.of(command.key()),
                                                      change.at())
                                                  .map(removed))));
            });
  }

  private static Future<Boolean> again(Supplier<Future<Boolean>> attempt, int triesLeft) {
    return attempt
        .get()
        .compose(
            applied -> {
              if (applied) {
                return Future.succeededFuture(true);
              }
              return triesLeft > 1
                  ? again(attempt, triesLeft - 1)
                  : Future.failedFuture(
                      new Problem.Unavailable("The task keeps changing; try again"));
            });
  }

  private static List<Violation> unfit(String msg, String type) {
    return List.of(Violation.ofBody("task_id", msg, type));
  }

  private static Dependency dependency(Row row) {
    var r = new RowReader(row);
    return new Dependency(
        new TaskKey(r.text(), r.uuid()),
        r.uuid(),
        OnFailure.of(r.text()),
        r.bool(),
        r.instant(),
        status(r));
  }

  private static @org.jspecify.annotations.Nullable TaskStatus status(RowReader r) {
    var word = r.textOrNull();
    return word == null ? null : TaskStatus.of(word).orElseThrow();
  }
}
