package dev.errand.core.task;

import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskAttempts.Attempt;
import dev.errand.core.task.TaskCommand.AssignTask;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.task.TaskWrites.Edit;
import dev.errand.core.tasktype.RegisteredType;
import dev.errand.core.tasktype.TaskTypes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** The use cases that change a task's details. Confined to one event loop. */
final class TaskEdits {

  private final TaskAttempts attempts;
  private final Function<TaskKey, Future<Task>> read;
  private final TaskWrites writes;
  private final TaskTypes types;

  TaskEdits(
      TaskAttempts attempts,
      Function<TaskKey, Future<Task>> read,
      TaskWrites writes,
      TaskTypes types) {
    this.attempts = attempts;
    this.read = read;
    this.writes = writes;
    this.types = types;
  }

  Future<Task> update(UpdateTask command) {
    var caller = command.condition().caller();
    return attempts
        .change(
            new Attempt(
                command.key(),
                command.condition(),
                read,
                task -> TaskAccess.requireChange(caller, task, "update"),
                change -> edit(change, patched(change.read(), command.patch()))))
        .compose(done -> read.apply(command.key()));
  }

  Future<Task> assign(AssignTask command) {
    var caller = command.condition().caller();
    var patch = new JsonObject().put("assignee_id", command.assigneeId());
    return attempts
        .change(
            new Attempt(
                command.key(),
                command.condition(),
                read,
                task -> TaskAccess.requireChange(caller, task, "assign"),
                change -> assign(change, TaskDetails.from(details(change.read(), patch)))))
        .compose(done -> read.apply(command.key()));
  }

  private Future<Boolean> edit(Change change, TaskDetails details) {
    var changes = changes(change.read().details().toJson(), details.toJson());
    var fields = new JsonArray();
    changes.forEach(c -> fields.add(((JsonObject) c).getString("field")));
    var data = new JsonObject().put("updated_fields", fields).put("changes", changes);
    return changes.isEmpty()
        ? Future.succeededFuture(true)
        : writes.update(change, new Edit("updated", details, changes, data));
  }

  private Future<Boolean> assign(Change change, TaskDetails details) {
    var changes = changes(change.read().details().toJson(), details.toJson());
    var data =
        new JsonObject()
            .put("assigned_to", details.place().assigneeId())
            .put("assigned_by", change.caller().userId());
    return changes.isEmpty()
        ? Future.succeededFuture(true)
        : writes.update(change, new Edit("assigned", details, changes, data));
  }

  private static JsonObject details(Task task, JsonObject patch) {
    return MergePatch.apply(task.details().toJson(), patch);
  }

  private TaskDetails patched(Task task, JsonObject patch) {
    var merged = details(task, patch);
    var type =
        types
            .find(task.kind().type())
            .orElseGet(() -> RegisteredType.ofWorkers(task.kind().type()));
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
}
