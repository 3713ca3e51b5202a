package dev.errand.api.execution;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Expansion;
import dev.errand.api.endpoint.Input;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionQuery;
import dev.errand.core.execution.ExecutionQuery.ExecutionPage;
import dev.errand.core.execution.ExecutionQuery.FindExecutions;
import dev.errand.core.execution.ExecutionQuery.GetExecution;
import dev.errand.core.execution.ExecutionQuery.ListExecutions;
import dev.errand.core.execution.ExecutionStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations on executions. Thread-safe. */
public final class ExecutionEndpoints {

  private static final int EXPANDED = 100;

  private final Bus bus;

  /** Asks over the given bus. */
  public ExecutionEndpoints(Bus bus) {
    this.bus = bus;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "getExecution", this::get, "listExecutions", this::list, "findExecutions", this::find);
  }

  /** A task's newest executions, beside the task. */
  public Expansion expansion() {
    return input ->
        bus.request(
                new ListExecutions(
                    input.caller().tenantId(),
                    input.id("id"),
                    EXPANDED,
                    0,
                    null,
                    input.caller().sight()))
            .map(page -> json -> json.objects("executions", page.items(), ExecutionJson::write));
  }

  /** An execution as an answer's body. */
  public static Buffer json(Execution execution) {
    return JsonWriter.write(json -> ExecutionJson.write(json, execution));
  }

  private Future<Answer> get(Input input) {
    return bus.request(
            new GetExecution(input.caller().tenantId(), input.id("id"), input.caller().sight()))
        .map(execution -> Answer.ok(json(execution)));
  }

  private Future<Answer> list(Input input) {
    int limit = input.integer("limit");
    int offset = input.integer("offset");
    var cursor = input.text("cursor");
    var query =
        new ListExecutions(
            input.caller().tenantId(),
            input.id("id"),
            limit,
            offset,
            cursor == null ? null : UUID.fromString(cursor),
            input.caller().sight());
    return bus.request(query).map(page -> Answer.ok(json(page, limit, offset)));
  }

  private static Buffer json(ExecutionPage page, int limit, int offset) {
    return JsonWriter.write(
        json ->
            json.objects("items", page.items(), ExecutionJson::write)
                .value("total", page.total())
                .integer("limit", limit)
                .integer("offset", offset)
                .id("next_cursor", page.next()));
  }

  private Future<Answer> find(Input input) {
    int limit = input.integer("limit");
    int offset = input.integer("offset");
    var statuses = input.texts("status").stream().map(ExecutionStatus::of).distinct().toList();
    var filter =
        new ExecutionQuery.Filter(
            statuses, id(input.text("task_id")), input.text("worker_id"), input.text("namespace"));
    var query =
        new FindExecutions(
            input.caller().tenantId(),
            filter,
            limit,
            offset,
            id(input.text("cursor")),
            input.caller().sight());
    return bus.request(query).map(page -> Answer.ok(json(page, limit, offset)));
  }

  private static @Nullable UUID id(@Nullable String text) {
    return text == null ? null : UUID.fromString(text);
  }
}
