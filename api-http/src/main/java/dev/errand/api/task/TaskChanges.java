package dev.errand.api.task;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Input;
import dev.errand.api.execution.ExecutionEndpoints;
import dev.errand.api.execution.Waiting;
import dev.errand.core.bus.Bus;
import dev.errand.core.execution.Execution;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.CancelTask;
import dev.errand.core.task.TaskCommand.DeleteTask;
import dev.errand.core.task.TaskCommand.RunTask;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskMove;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.TaskStatus;
import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes tasks: their details, and by commands their status. Thread-safe. */
final class TaskChanges {

  private final Bus bus;
  private final Waiting waiting;
  private final TaskAnswers answers;

  TaskChanges(Bus bus, Waiting waiting, TaskAnswers answers) {
    this.bus = bus;
    this.waiting = waiting;
    this.answers = answers;
  }

  Future<Answer> update(Input input) {
    var word = input.body().getString("status");
    if (word != null) {
      return move(input, TaskStatus.of(word).orElseThrow());
    }
    var key = key(input);
    var patch = TaskInput.patch(input.body());
    return TaskTags.condition(bus, input, key)
        .compose(condition -> bus.request(new UpdateTask(key, patch, condition)))
        .map(task -> answers.of(200, task));
  }

  /** A status is reached by the command that leads there, and by nothing else. */
  private Future<Answer> move(Input input, TaskStatus wanted) {
    if (input.body().size() > 1
        || (wanted != TaskStatus.CANCELLED && wanted != TaskStatus.QUEUED)) {
      return bus.request(new GetTask(key(input)))
          .compose(task -> Future.failedFuture(unreachable(task, wanted, input.body().size() > 1)));
    }
    return wanted == TaskStatus.CANCELLED
        ? cancel(input, null)
        : run(input, new Execution.Trigger("manual", null))
            .compose(execution -> bus.request(new GetTask(key(input))))
            .map(task -> answers.of(200, task));
  }

  private static Problem unreachable(Task task, TaskStatus wanted, boolean more) {
    var status = task.progress().status();
    return new Problem.Conflict(
        "invalid_transition",
        more
            ? "The status can only be changed alone; leave out the other members"
            : "No change of a task leads from status %s to %s; use a command"
                .formatted(status.word(), wanted.word()),
        Map.of(
            "from",
            status.word(),
            "to",
            wanted.word(),
            "allowed",
            TaskMove.open(task.kind().performer(), status)));
  }

  Future<Answer> delete(Input input) {
    var key = key(input);
    return TaskTags.condition(bus, input, key)
        .compose(condition -> bus.request(new DeleteTask(key, condition)))
        .map(deleted -> Answer.empty(204));
  }

  Future<Answer> cancel(Input input) {
    return cancel(input, input.body().getString("reason"));
  }

  private Future<Answer> cancel(Input input, @Nullable String reason) {
    var key = key(input);
    return TaskTags.condition(bus, input, key)
        .compose(condition -> bus.request(new CancelTask(key, reason, condition)))
        .map(task -> answers.of(200, task));
  }

  Future<Answer> run(Input input) {
    var body = input.body();
    var trigger =
        new Execution.Trigger(
            body.getString("trigger_type", "manual"), body.getJsonObject("trigger_data"));
    return run(input, trigger)
        .compose(
            execution ->
                waiting
                    .ended(execution.id(), input)
                    .map(ended -> answer(ended.isPresent() ? 200 : 202, ended.orElse(execution))));
  }

  private Future<Execution> run(Input input, Execution.Trigger trigger) {
    var key = key(input);
    return TaskTags.condition(bus, input, key)
        .compose(condition -> bus.request(new RunTask(key, trigger, condition)));
  }

  private static Answer answer(int status, Execution execution) {
    return Answer.of(status, ExecutionEndpoints.json(execution))
        .with("Location", Contract.BASE + "/executions/" + execution.id());
  }

  private static TaskKey key(Input input) {
    return new TaskKey(input.caller().tenantId(), input.id("id"));
  }
}
