package dev.errand.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Imports and exports of tenants, by a manager. */
record Exchange(ApiFixture api) {

  static Call as(Call call, String tenant) {
    return call.as(tenant, "boss").header("X-Roles", "manager");
  }

  Call.Reply get(String tenant, String path) {
    return as(api.get(path), tenant).send();
  }

  Call.Reply imported(String tenant, String query, String type, Buffer file) {
    return as(api.post("/imports/tasks" + query), tenant).body(type, file).send();
  }

  JsonObject report(String tenant, String query, String file) {
    return imported(tenant, query, "text/csv", Buffer.buffer(file)).expect(200).json();
  }

  String exported(String tenant, String query) {
    var body = get(tenant, "/tasks/export" + query).expect(200).body();
    return body == null ? "" : body.toString();
  }

  int total(String tenant) {
    return get(tenant, "/tasks?limit=1").expect(200).json().getInteger("total");
  }

  static List<JsonObject> lines(String ndjson) {
    return ndjson.lines().map(JsonObject::new).toList();
  }
}
