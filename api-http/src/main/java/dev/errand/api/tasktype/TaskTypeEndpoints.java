package dev.errand.api.tasktype;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.json.JsonWriter;
import dev.errand.api.problem.HttpProblem;
import dev.errand.core.task.RetryPolicy;
import dev.errand.core.tasktype.RegisteredType;
import dev.errand.core.tasktype.TaskTypes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import java.util.Map;

/** The operations on task types. Thread-safe. */
public final class TaskTypeEndpoints {

  private final TaskTypes types;

  /** Of the given registry. */
  public TaskTypeEndpoints(TaskTypes types) {
    this.types = types;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of("listTaskTypes", this::list, "getTaskType", this::get);
  }

  private Future<Answer> list(Input input) {
    var all = types.all();
    return Future.succeededFuture(
        Answer.ok(
            JsonWriter.write(
                json ->
                    json.objects("items", all, TaskTypeEndpoints::write)
                        .integer("total", all.size()))));
  }

  private Future<Answer> get(Input input) {
    var name = input.required("name");
    var type =
        types.find(name).orElseThrow(() -> HttpProblem.notFound("Task type", "task_type", name));
    return Future.succeededFuture(Answer.ok(described(type)));
  }

  /** All that there is to know of a type, as JSON. */
  public static Buffer described(RegisteredType type) {
    return JsonWriter.write(json -> write(json, type));
  }

  private static void write(JsonWriter json, RegisteredType type) {
    var descriptor = type.descriptor();
    var defaults = descriptor.defaults();
    json.text("name", descriptor.name())
        .value("aliases", descriptor.aliases())
        .text("title", descriptor.title())
        .text("description", descriptor.description())
        .text("performer", type.performer().word())
        .value("config_schema", descriptor.config().schema())
        .value("config_defaults", descriptor.config().defaults())
        .value("examples", new JsonArray(descriptor.config().examples()))
        .integer("timeout_seconds", defaults.timeout().toSeconds())
        .value("required_evidence", type.requiredEvidence())
        .value("credits_per_run", defaults.credits())
        .value("retry_policy", RetryPolicy.of(defaults.retry()).toJson())
        .flag("result_is_fact", descriptor.resultIsFact());
  }
}
