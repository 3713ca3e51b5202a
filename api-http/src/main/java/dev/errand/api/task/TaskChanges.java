package dev.errand.api.task;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Input;
import dev.errand.api.execution.ExecutionEndpoints;
import dev.errand.api.execution.Waiting;
import dev.errand.core.bus.Bus;
import dev.errand.core.execution.Execution;
import dev.errand.core.task.TaskCommand.DeleteTask;
import dev.errand.core.task.TaskCommand.RunTask;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskStatus;
import io.vertx.core.Future;

/** Changes tasks: their details, and by running and deleting them. Thread-safe. */
final class TaskChanges {

  private final Bus bus;
  private final Waiting waiting;
  private final TaskMoving moving;
  private final TaskAnswers answers;

  TaskChanges(Bus bus, Waiting waiting, TaskMoving moving, TaskAnswers answers) {
    this.bus = bus;
    this.waiting = waiting;
    this.moving = moving;
    this.answers = answers;
  }

  Future<Answer> update(Input input) {
    var revision = (Number) input.body().remove("revision");
    var word = input.body().getString("status");
    if (word != null) {
      return moving.to(input, TaskStatus.of(word).orElseThrow(), revision);
    }
    var key = key(input);
    var patch = TaskInput.patch(input.body());
    return TaskTags.condition(bus, input, key)
        .compose(
            condition -> bus.request(new UpdateTask(key, patch, TaskTags.of(condition, revision))))
        .map(task -> answers.of(200, task));
  }

  Future<Answer> delete(Input input) {
    var key = key(input);
    return TaskTags.condition(bus, input, key)
        .compose(condition -> bus.request(new DeleteTask(key, condition)))
        .map(deleted -> Answer.empty(204));
  }

  Future<Answer> run(Input input) {
    var body = input.body();
    var trigger =
        new Execution.Trigger(
            body.getString("trigger_type", "manual"), body.getJsonObject("trigger_data"));
    var key = key(input);
    return TaskTags.condition(bus, input, key)
        .compose(condition -> bus.request(new RunTask(key, trigger, condition)))
        .compose(
            execution ->
                waiting
                    .ended(execution.id(), input)
                    .map(
                        ended ->
                            Waiting.applied(
                                input,
                                answer(ended.isPresent() ? 200 : 202, ended.orElse(execution)))));
  }

  private static Answer answer(int status, Execution execution) {
    return Answer.of(status, ExecutionEndpoints.json(execution))
        .with("Location", Contract.BASE + "/executions/" + execution.id());
  }

  private static TaskKey key(Input input) {
    return new TaskKey(input.caller().tenantId(), input.id("id"));
  }
}
