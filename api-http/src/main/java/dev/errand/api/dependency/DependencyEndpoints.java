package dev.errand.api.dependency;

import dev.errand.api.contract.Contract;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Expansion;
import dev.errand.api.endpoint.Input;
import dev.errand.api.json.JsonWriter;
import dev.errand.api.task.TaskTags;
import dev.errand.core.bus.Bus;
import dev.errand.core.dependency.Dependency;
import dev.errand.core.dependency.DependencyCommand.AddDependency;
import dev.errand.core.dependency.DependencyCommand.RemoveDependency;
import dev.errand.core.dependency.DependencyQuery.ListDependencies;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.Terms.OnFailure;
import dev.errand.core.task.Terms.Prerequisite;
import io.vertx.core.Future;
import java.util.Map;
import java.util.UUID;

/** The operations on dependencies. Thread-safe. */
public final class DependencyEndpoints {

  private final Bus bus;

  /** Asks over the given bus. */
  public DependencyEndpoints(Bus bus) {
    this.bus = bus;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "addDependency", this::add,
        "listDependencies", this::list,
        "removeDependency", this::remove);
  }

  /** What a task waits or has waited for, beside the task. */
  public Expansion expansion() {
    return input ->
        bus.request(new ListDependencies(key(input), input.caller().sight()))
            .map(found -> json -> json.objects("dependencies", found, DependencyEndpoints::write));
  }

  private Future<Answer> add(Input input) {
    var key = key(input);
    var on =
        new Prerequisite(
            UUID.fromString(input.body().getString("task_id")),
            OnFailure.of(input.body().getString("on_failure", "block")));
    return TaskTags.condition(bus, input, key)
        .compose(condition -> bus.request(new AddDependency(key, on, condition)))
        .map(
            added ->
                Answer.of(201, JsonWriter.write(json -> write(json, added)))
                    .with("Location", Contract.BASE + "/tasks/" + key.id() + "/dependencies"));
  }

  private Future<Answer> list(Input input) {
    return bus.request(new ListDependencies(key(input), input.caller().sight()))
        .map(
            found ->
                Answer.ok(
                    JsonWriter.write(
                        json ->
                            json.objects("items", found, DependencyEndpoints::write)
                                .integer("total", found.size()))));
  }

  private Future<Answer> remove(Input input) {
    var key = key(input);
    return TaskTags.condition(bus, input, key)
        .compose(
            condition ->
                bus.request(new RemoveDependency(key, input.id("depends_on_id"), condition)))
        .map(removed -> Answer.empty(204));
  }

  private static void write(JsonWriter json, Dependency dependency) {
    var status = dependency.status();
    json.id("task_id", dependency.task().id())
        .id("depends_on_id", dependency.dependsOnId())
        .text("on_failure", dependency.onFailure().word())
        .flag("open", dependency.open())
        .text("depends_on_status", status == null ? null : status.word())
        .time("created_at", dependency.createdAt());
  }

  private static TaskKey key(Input input) {
    return new TaskKey(input.caller().tenantId(), input.id("id"));
  }
}
