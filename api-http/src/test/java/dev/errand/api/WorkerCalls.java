package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Requests as remote workers make them. */
record WorkerCalls(ApiFixture api) {

  static JsonObject task(String namespace) {
    return new JsonObject()
        .put("type", "picking")
        .put("performer", "worker")
        .put("namespace", namespace);
  }

  static JsonObject claim(String worker, String namespace) {
    return new JsonObject()
        .put("worker_id", worker)
        .put("namespaces", new JsonArray().add(namespace));
  }

  List<JsonObject> claimed(JsonObject claim) {
    var reply = api.post("/queue/claim", claim).send();
    return reply.status() == 204
        ? List.of()
        : reply.expect(200).json().getJsonArray("items").stream()
            .map(JsonObject.class::cast)
            .toList();
  }

  JsonObject claimOne(String namespace) {
    var items = claimed(claim("w1", namespace));
    assertEquals(1, items.size());
    return items.getFirst();
  }

  static String path(JsonObject item, String verb) {
    return "/executions/" + item.getJsonObject("execution").getString("id") + "/" + verb;
  }

  static JsonObject token(JsonObject item) {
    return new JsonObject().put("lease_token", item.getLong("lease_token"));
  }

  JsonObject get(JsonObject item) {
    return api.get("/tasks/" + item.getJsonObject("task").getString("id")).send().json();
  }
}
