package dev.errand.api.task;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.execution.Waiting;
import dev.errand.core.bus.Bus;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskFactory;
import dev.errand.core.task.TaskQuery.GetTask;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/** Creates one task, and waits for its result if the caller wishes to. Thread-safe. */
final class TaskCreation implements Endpoint {

  private final Bus bus;
  private final TaskFactory factory;
  private final Waiting waiting;
  private final TaskAnswers answers;

  TaskCreation(Bus bus, TaskFactory factory, Waiting waiting, TaskAnswers answers) {
    this.bus = bus;
    this.factory = factory;
    this.waiting = waiting;
    this.answers = answers;
  }

  @Override
  public Future<Answer> handle(Input input) {
    var command = factory.create(TaskInput.newTask(input.body()), input.caller());
    boolean waits =
        Boolean.TRUE.equals(input.body().getBoolean("run_immediately"))
            && Waiting.wished(input).isPositive();
    return bus.request(command)
        .compose(
            task ->
                waits
                    ? withResult(task, input)
                    : Future.succeededFuture(answers.created(201, task)));
  }

  private Future<Answer> withResult(Task task, Input input) {
    var execution = task.progress().execution().id();
    if (execution == null) {
      return Future.succeededFuture(answers.created(201, task));
    }
    return waiting
        .ended(execution, input)
        .compose(
            ended ->
                bus.request(new GetTask(task.key()))
                    .map(now -> answers.created(ended.isPresent() ? 201 : 202, now)));
  }

  @Override
  public List<Violation> further(Input rest, Set<String> faulty) {
    if (faulty.contains("type") || faulty.contains("performer")) {
      return List.of();
    }
    try {
      factory.create(TaskInput.newTask(rest.body()), rest.caller());
      return List.of();
    } catch (Problem.Invalid invalid) {
      return invalid.violations();
    }
  }
}
