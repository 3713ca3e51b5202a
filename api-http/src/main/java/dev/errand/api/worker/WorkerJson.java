package dev.errand.api.worker;

import dev.errand.api.execution.ExecutionJson;
import dev.errand.api.json.JsonWriter;
import dev.errand.api.problem.Problems;
import dev.errand.api.task.TaskJson;
import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.worker.Settlement;
import dev.errand.core.worker.Settlement.Accepted;
import dev.errand.core.worker.Settlement.Refused;
import dev.errand.core.worker.WorkerCommand.Claimed;
import dev.errand.core.worker.WorkerQuery.RemoteWorker;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** What remote workers read, as JSON. Thread-safe. */
final class WorkerJson {

  private final TaskJson tasks;

  WorkerJson(TaskJson tasks) {
    this.tasks = tasks;
  }

  /** The tasks that a worker has taken, as an answer's body. */
  Buffer claims(List<Claimed> claimed, String workerId) {
    return JsonWriter.write(
        json ->
            json.objects(
                "items",
                claimed,
                (item, each) ->
                    item.object("task", task -> tasks.write(task, each.task()))
                        .object(
                            "execution",
                            execution -> ExecutionJson.write(execution, execution(each, workerId)))
                        .integer("lease_token", each.held().claim().lease().token())
                        .time("lease_expires_at", each.held().expiresAt())));
  }

  private static Execution execution(Claimed claimed, String workerId) {
    var claim = claimed.held().claim();
    var lease = claim.lease();
    var trigger = claim.trigger();
    return new Execution(
        lease.task().tenantId(),
        lease.executionId(),
        lease.task().id(),
        lease.attempt(),
        ExecutionStatus.RUNNING,
        new Execution.Trigger(trigger.type(), trigger.data()),
        new Execution.Timeline(workerId, trigger.queuedAt(), lease.startedAt(), null),
        Execution.Outcome.NONE);
  }

  /** Writes the members of what became of one outcome. */
  static void write(JsonWriter json, Settlement settlement) {
    switch (settlement) {
      case Accepted accepted -> accepted(json, accepted);
      case Refused refused ->
          json.id("execution_id", refused.executionId())
              .flag("accepted", false)
              .value("error", Problems.members(refused.problem()));
    }
  }

  static void accepted(JsonWriter json, Accepted accepted) {
    json.id("execution_id", accepted.executionId())
        .flag("accepted", true)
        .id("task_id", accepted.taskId())
        .text("status", accepted.status().word())
        .text("task_status", accepted.taskStatus().word())
        .time("run_at", accepted.runAt());
  }

  /** Writes the members of a worker. */
  static void worker(JsonWriter json, RemoteWorker worker) {
    json.text("id", worker.id())
        .value("namespaces", worker.namespaces())
        .value("types", worker.types())
        .time("first_seen_at", worker.firstSeenAt())
        .time("last_seen_at", worker.seenAt())
        .integer("running", worker.running());
  }
}
