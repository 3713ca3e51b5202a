package dev.errand.core.task;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.identity.Ids;
import dev.errand.core.postgres.Coalescer;
import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskCommand.CancelTask;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskCommand.CreateTasks;
import dev.errand.core.task.TaskCommand.Created;
import dev.errand.core.task.TaskCommand.DeleteTask;
import dev.errand.core.task.TaskCommand.ExpireTasks;
import dev.errand.core.task.TaskCommand.RunTask;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.task.TaskQuery.FindByKey;
import dev.errand.core.task.TaskQuery.GetHistory;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.TaskQuery.ListTasks;
import dev.errand.core.task.TaskWrites.Change;
import dev.errand.core.tasktype.RegisteredType;
import dev.errand.core.tasktype.TaskTypes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * The use cases of tasks. A change reads the task, checks the caller's right and the move, and
 * writes in one statement that holds only if the task is still what was read; else it starts over.
 * Confined to one event loop.
 */
public final class Tasks {

  /** Starting over more often than this means that a task changes without end. */
  private static final int TRIES = 10;

  private final TaskCreation creation;
  private final TaskExpiry expiry;
  private final TaskReads reads;
  private final TaskWrites writes;
  private final TaskTypes types;
  private final Ids ids;
  private final InstantSource clock;
  private final Coalescer<TaskKey, java.util.Optional<Task>> lookups;

  /** What the use cases work with. */
  public record Means(
      Pg pg, TaskTypes types, Ids ids, InstantSource clock, Coalescer.Limits limits) {}

  /** On the event loop of the verticle that will call it. */
  public Tasks(Means means) {
    reads = new TaskReads(means.pg(), means.clock());
    expiry = new TaskExpiry(means.pg());
    writes = new TaskWrites(means.pg(), means.ids());
    types = means.types();
    ids = means.ids();
    clock = means.clock();
    lookups = new Coalescer<>(means.limits(), reads::find);
    creation = new TaskCreation(means, lookups);
  }

  /** Creates; concurrent creations share statements. */
  public Future<Task> create(CreateTask command) {
    return creation.create(command);
  }

  /** Creates many as one unit, which waits for no others. */
  public Future<List<Created>> createAll(CreateTasks command) {
    return creation.createAll(command.tasks());
  }

  /** Finds the task of a unique key. */
  public Future<Task> byKey(FindByKey query) {
    return reads
        .byKey(query)
        .compose(
            found ->
                found
                    .map(this::read)
                    .orElseThrow(
                        () -> new Problem.NotFound("task", "unique_key", query.uniqueKey())));
  }

  /** Reads one; concurrent reads share statements. */
  public Future<Task> get(GetTask query) {
    return read(query.key());
  }

  /** Lists. */
  public Future<TaskPage> list(ListTasks query) {
    return reads.list(query);
  }

  /** Reads the history. */
  public Future<List<HistoryEntry>> history(GetHistory query) {
    return reads
        .history(query)
        .map(entries -> entries.orElseThrow(() -> new Problem.NotFound("task", query.key().id())));
  }

  /** Changes details. A patch that changes nothing writes nothing. */
  public Future<Task> update(UpdateTask command) {
    return change(
            new Attempt(
                command.key(),
                command.condition(),
                "update",
                change -> {
                  var old = change.read().details();
                  var details = patched(change.read(), command.patch());
                  var changes = changes(old.toJson(), details.toJson());
                  return changes.isEmpty()
                      ? Future.succeededFuture(true)
                      : writes.update(change, details, changes);
                }))
        .compose(done -> read(command.key()));
  }

  /** Takes out of sight. */
  public Future<Task> delete(DeleteTask command) {
    return change(
            new Attempt(
                command.key(),
                command.condition(),
                "delete",
                change -> {
                  TaskMove.DELETE.require(change.read());
                  return writes.delete(change);
                }))
        .map(Change::read);
  }

  /** Queues for execution. */
  public Future<Execution> run(RunTask command) {
    var trigger = command.trigger();
    var executionId = ids.next();
    return change(
            new Attempt(
                command.key(),
                command.condition(),
                "run",
                change -> {
                  TaskMove.RUN.require(change.read());
                  return writes.run(change, executionId, trigger.type(), trigger.data());
                }))
        .map(change -> queued(change, executionId, trigger));
  }

  /** Calls off. */
  public Future<Task> cancel(CancelTask command) {
    return change(
            new Attempt(
                command.key(),
                command.condition(),
                "cancel",
                change -> {
                  TaskMove.CANCEL.require(change.read());
                  return writes.cancel(change, command.reason());
                }))
        .compose(done -> read(command.key()));
  }

  /** Calls off what has waited too long. */
  public Future<List<TaskKey>> expire(ExpireTasks command) {
    return expiry.expire(command);
  }

  private record Attempt(
      TaskKey key, Condition condition, String action, Function<Change, Future<Boolean>> write) {}

  private Future<Change> change(Attempt attempt) {
    return change(attempt, TRIES);
  }

  private Future<Change> change(Attempt attempt, int triesLeft) {
    return read(attempt.key())
        .compose(
            task -> {
              var condition = attempt.condition();
              TaskAccess.requireChange(condition.caller(), task, attempt.action());
              requireMatch(task, condition);
              var change = new Change(task, condition.caller(), clock.instant());
              return attempt
                  .write()
                  .apply(change)
                  .compose(
                      applied -> {
                        if (applied) {
                          return Future.succeededFuture(change);
                        }
                        return triesLeft > 1
                            ? change(attempt, triesLeft - 1)
                            : Future.failedFuture(
                                new Problem.Unavailable("The task keeps changing; try again"));
                      });
            });
  }

  private static void requireMatch(Task task, Condition condition) {
    if (condition.ifMatch() != null && !condition.ifMatch().equals(task.etag())) {
      throw new Problem.PreconditionFailed(task.etag());
    }
  }

  private Future<Task> read(TaskKey key) {
    return lookups
        .submit(key)
        .map(found -> found.orElseThrow(() -> new Problem.NotFound("task", key.id())));
  }

  private TaskDetails patched(Task task, JsonObject patch) {
    var members = task.details().toJson();
    var type =
        types
            .find(task.kind().type())
            .orElseGet(() -> RegisteredType.ofWorkers(task.kind().type()));
    var merged = MergePatch.apply(members, patch);
    var retry = patch.getJsonObject("retry_policy");
    if (retry != null) {
      // Not by merge patch: there null would remove max_attempts, here it means no limit.
      var policy = RetryPolicy.of(type.descriptor().defaults().retry());
      var own = task.details().policy().retry();
      merged.put("retry_policy", (own == null ? policy : policy.with(own)).with(retry).toJson());
    }
    var details = TaskDetails.from(merged);
    var problems = type.checkConfig(details.content().config());
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
    return details;
  }

  private static JsonArray changes(JsonObject old, JsonObject now) {
    var changes = new JsonArray();
    for (var field : now.fieldNames()) {
      if (!MergePatch.same(old, now, field)) {
        changes.add(
            new JsonObject()
                .put("field", field)
                .put("old", old.getValue(field))
                .put("new", now.getValue(field)));
      }
    }
    return changes;
  }

  private static Execution queued(Change change, UUID executionId, Execution.Trigger trigger) {
    return new Execution(
        change.read().key().tenantId(),
        executionId,
        change.read().key().id(),
        1,
        ExecutionStatus.QUEUED,
        trigger,
        new Execution.Timeline(null, change.at(), null, null),
        Execution.Outcome.NONE);
  }
}
