package dev.errand.api.namespace;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.EntityTag;
import dev.errand.api.endpoint.Input;
import dev.errand.api.json.JsonWriter;
import dev.errand.api.problem.HttpProblem;
import dev.errand.core.bus.Bus;
import dev.errand.core.namespace.Namespace;
import dev.errand.core.namespace.NamespaceCommand.SetNamespace;
import dev.errand.core.namespace.NamespaceQuery.GetNamespace;
import dev.errand.core.namespace.NamespaceQuery.ListNamespaces;
import dev.errand.core.namespace.NamespaceQuery.ListTypes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations on namespaces. Thread-safe. */
public final class NamespaceEndpoints {

  private final Bus bus;

  /** Asks over the given bus. */
  public NamespaceEndpoints(Bus bus) {
    this.bus = bus;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of(
        "listNamespaces",
        this::list,
        "getNamespace",
        this::get,
        "setNamespace",
        this::set,
        "listNamespaceTaskTypes",
        this::types);
  }

  private Future<Answer> list(Input input) {
    return bus.request(new ListNamespaces(input.caller().tenantId(), input.caller().sight()))
        .map(
            all ->
                Answer.ok(
                    JsonWriter.write(
                        json ->
                            json.objects("items", all, NamespaceEndpoints::write)
                                .integer("total", all.size()))));
  }

  private Future<Answer> get(Input input) {
    return find(input)
        .map(
            namespace -> {
              var known = input.header("If-None-Match");
              return EntityTag.any(known) || EntityTag.in(known, true).contains(namespace.etag())
                  ? Answer.empty(304).with("ETag", namespace.etag())
                  : answer(namespace);
            });
  }

  private Future<Answer> set(Input input) {
    return bus.request(
            new SetNamespace(
                input.required("namespace"), input.body(), input.caller(), ifMatch(input)))
        .map(NamespaceEndpoints::answer);
  }

  private Future<Answer> types(Input input) {
    return find(input)
        .compose(
            namespace ->
                bus.request(
                        new ListTypes(
                            input.caller().tenantId(), namespace.name(), input.caller().sight()))
                    .map(types -> types(namespace, types)));
  }

  private static Answer types(Namespace namespace, List<String> types) {
    var limits = namespace.limits();
    return Answer.ok(
        JsonWriter.write(
            json ->
                json.objects(
                        "items",
                        types,
                        (item, type) -> {
                          var own = limits.taskTypes().getJsonObject(type, new JsonObject());
                          item.text("name", type)
                              .value("max_running", own.getInteger("max_running"))
                              .value(
                                  "max_running_per_key",
                                  own.getInteger("max_running_per_key", limits.maxRunningPerKey()));
                        })
                    .integer("total", types.size())));
  }

  private Future<Namespace> find(Input input) {
    var name = input.required("namespace");
    return bus.request(new GetNamespace(input.caller().tenantId(), name, input.caller().sight()))
        .map(
            found -> found.orElseThrow(() -> HttpProblem.notFound("Namespace", "namespace", name)));
  }

  private static @Nullable List<String> ifMatch(Input input) {
    var header = input.header("If-Match");
    return header == null || EntityTag.any(header) ? null : EntityTag.in(header, false);
  }

  private static Answer answer(Namespace namespace) {
    return Answer.ok(JsonWriter.write(json -> write(json, namespace)))
        .with("ETag", namespace.etag());
  }

  private static void write(JsonWriter json, Namespace namespace) {
    var limits = namespace.limits();
    var relay = namespace.relay();
    json.text("name", namespace.name())
        .flag("paused", limits.paused())
        .value("max_running", limits.maxRunning())
        .integer("max_running_per_key", limits.maxRunningPerKey())
        .value("task_types", limits.taskTypes())
        .text("relay_url", relay == null ? null : relay.url())
        .flag("has_relay_api_key", relay != null && relay.key() != null)
        .integer("revision", namespace.revision())
        .time("created_at", namespace.createdAt())
        .time("updated_at", namespace.updatedAt());
  }
}
