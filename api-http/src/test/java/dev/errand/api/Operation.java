package dev.errand.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An operation as the contract describes it.
 *
 * @param parameters resolved, of path, query and headers
 * @param body the media object of its JSON; null if it reads none
 */
record Operation(
    String id,
    HttpMethod method,
    String path,
    List<JsonObject> parameters,
    @Nullable JsonObject body) {

  static List<Operation> all(JsonObject document) {
    var found = new ArrayList<Operation>();
    for (var path : document.getJsonObject("paths")) {
      var item = (JsonObject) path.getValue();
      for (var method : item.fieldNames()) {
        if (!method.equals("parameters")) {
          found.add(of(document, path.getKey(), item, method));
        }
      }
    }
    return found;
  }

  private static Operation of(JsonObject document, String path, JsonObject item, String method) {
    var operation = item.getJsonObject(method);
    var parameters = new ArrayList<JsonObject>();
    for (var declared : List.of(item, operation)) {
      declared
          .getJsonArray("parameters", new JsonArray())
          .forEach(parameter -> parameters.add(resolve(document, (JsonObject) parameter)));
    }
    var body = operation.getJsonObject("requestBody");
    return new Operation(
        operation.getString("operationId"),
        HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)),
        path,
        parameters,
        body == null ? null : body.getJsonObject("content").getJsonObject("application/json"));
  }

  static JsonObject resolve(JsonObject document, JsonObject object) {
    var reference = object.getString("$ref");
    if (reference == null) {
      return object;
    }
    JsonObject at = document;
    for (var token : reference.substring(2).split("/", -1)) {
      at = Objects.requireNonNull(at.getJsonObject(token), reference);
    }
    return resolve(document, at);
  }

  List<JsonObject> parametersIn(String place) {
    return parameters.stream().filter(p -> p.getString("in").equals(place)).toList();
  }

  /** A body of the contract's own examples; empty if it has none. */
  JsonObject example(JsonObject document) {
    if (body == null) {
      return new JsonObject();
    }
    var example = body.getJsonObject("example");
    if (example == null && body.containsKey("examples")) {
      var named = body.getJsonObject("examples");
      example = named.getJsonObject(named.fieldNames().iterator().next()).getJsonObject("value");
    }
    if (example == null) {
      example = resolve(document, body.getJsonObject("schema")).getJsonObject("example");
    }
    return example == null ? new JsonObject() : example.copy();
  }
}
