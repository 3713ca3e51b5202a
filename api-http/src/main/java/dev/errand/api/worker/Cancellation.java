package dev.errand.api.worker;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.task.TaskJson;
import dev.errand.core.bus.Bus;
import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionQuery.GetExecution;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskCommand.CancelTask;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskKey;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * Calls an execution off. What is under way is its task's, so calling it off is calling the task
 * off. Thread-safe.
 */
final class Cancellation implements Endpoint {

  private final Bus bus;
  private final TaskJson tasks;

  Cancellation(Bus bus, TaskJson tasks) {
    this.bus = bus;
    this.tasks = tasks;
  }

  @Override
  public Future<Answer> handle(Input input) {
    var reason = input.body().getString("reason");
    return bus.request(
            new GetExecution(input.caller().tenantId(), input.id("id"), input.caller().sight()))
        .compose(
            execution -> {
              if (execution.status().ended()) {
                return Future.failedFuture(over(execution));
              }
              var key = new TaskKey(execution.tenantId(), execution.taskId());
              var condition = new Condition(input.caller(), null);
              return bus.request(new CancelTask(key, reason, condition));
            })
        .map(task -> Answer.ok(tasks.body(task)));
  }

  private static Problem over(Execution execution) {
    var status = execution.status().word();
    return new Problem.Conflict(
        "invalid_transition",
        "Cannot cancel an execution in status " + status,
        Map.of("from", status, "command", "cancel", "allowed", List.of()));
  }
}
