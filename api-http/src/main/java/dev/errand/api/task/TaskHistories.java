package dev.errand.api.task;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.DateOrTime;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.endpoint.Parts;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.identity.Role;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.HistoryEntry;
import dev.errand.core.task.HistoryFilter;
import dev.errand.core.task.TaskFilter.Span;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskQuery.FindHistory;
import dev.errand.core.task.TaskQuery.GetHistory;
import io.vertx.core.Future;
import java.util.Map;
import java.util.UUID;

/** Reads what happened, to one task or to all of a tenant. Thread-safe. */
final class TaskHistories {

  private final Bus bus;

  TaskHistories(Bus bus) {
    this.bus = bus;
  }

  /** By the names that the contract gives them. */
  Map<String, Endpoint> byOperation() {
    return Map.of("getTaskHistory", this::ofTask, "findHistory", this::ofTenant);
  }

  private Future<Answer> ofTask(Input input) {
    var caller = input.caller();
    boolean includeDeleted = input.flag("include_deleted");
    if (includeDeleted && !caller.role().atLeast(Role.ADMIN)) {
      throw new Problem.Denied("include_deleted");
    }
    var part = Parts.ofNames(input);
    var key = new TaskKey(caller.tenantId(), input.id("id"));
    return bus.request(new GetHistory(key, includeDeleted, part, caller.sight()))
        .map(page -> Parts.answer(page, part, TaskHistories::write));
  }

  private Future<Answer> ofTenant(Input input) {
    var part = Parts.ofNames(input);
    var taskId = input.text("task_id");
    var filter =
        new HistoryFilter(
            input.text("actor"),
            input.text("action"),
            taskId == null ? null : UUID.fromString(taskId),
            new Span(
                DateOrTime.parse(input.text("after")), DateOrTime.parse(input.text("before"))));
    return bus.request(new FindHistory(input.caller().tenantId(), filter, part))
        .map(page -> Parts.answer(page, part, TaskHistories::write));
  }

  private static void write(JsonWriter json, HistoryEntry entry) {
    var actor = entry.actor();
    json.time("at", entry.at())
        .text("action", entry.action())
        .text("old_status", entry.move().oldStatus())
        .text("new_status", entry.move().newStatus())
        .value("seq", entry.seq())
        .id("execution_id", entry.executionId())
        .id("task_id", entry.taskId())
        .text("actor_id", actor.id())
        .text("actor_kind", actor.kind())
        .text("client", actor.client())
        .text("request_id", actor.requestId())
        .value("changes", entry.changes())
        .text("notes", entry.notes());
  }
}
