package dev.errand.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What somebody has in a tenant: one thing of every kind that a request can name.
 *
 * @param ids by kind
 */
record Belongings(Map<String, String> ids) {

  /** Makes them over HTTP; what only managers make, a boss makes for them. */
  static Belongings of(ApiFixture api, String tenant, String word) {
    return new Maker(api, tenant, word).make();
  }

  /** The same kinds of things, of which there are none. */
  Belongings missing(String word) {
    var none = new LinkedHashMap<String, String>();
    ids.forEach((kind, id) -> none.put(kind, missing(kind, id, word)));
    return new Belongings(none);
  }

  private static String missing(String kind, String id, String word) {
    return isUuid(id)
        ? UUID.nameUUIDFromBytes((word + kind).getBytes(StandardCharsets.UTF_8)).toString()
        : kind.equals("token") ? "9".repeat(id.length()) : word + id.substring(word.length());
  }

  String id(String kind) {
    return java.util.Objects.requireNonNull(ids.get(kind), kind);
  }

  TreeSet<String> uuidKinds() {
    var kinds = new TreeSet<String>();
    ids.forEach(
        (kind, id) -> {
          if (isUuid(id)) {
            kinds.add(kind);
          }
        });
    return kinds;
  }

  private static boolean isUuid(String id) {
    return id.length() == 36;
  }

  private record Maker(ApiFixture api, String tenant, String word) {

    Belongings make() {
      var ids = new LinkedHashMap<String, String>();
      for (var kind : new String[] {"namespace", "user", "worker", "key", "field", "type"}) {
        ids.put(kind, word + "-" + kind);
      }
      ids.put("concurrency", word + "-concurrency");
      var named = new JsonObject().put("name", word);
      ids.put("site", id(boss(HttpMethod.POST, "/sites", named)));
      boss(HttpMethod.POST, "/users", new JsonObject().put("id", ids.get("user")));
      var scopes = new JsonArray().add("read");
      ids.put("apiKey", id(boss(HttpMethod.POST, "/api-keys", named.copy().put("scopes", scopes))));
      ids.put("task", id(own("/tasks", todo(ids))));
      var task = "/tasks/" + ids.get("task");
      var template = named.copy().put("key", word + "-template").put("type", "todo");
      ids.put("template", id(boss(HttpMethod.POST, "/templates", template)));
      var trigger =
          named.copy().put("event_name", "e").put("task", new JsonObject().put("title", "t"));
      ids.put("trigger", id(boss(HttpMethod.POST, "/triggers", trigger)));
      var url = new JsonObject().put("url", "https://hooks.example.com/" + word);
      ids.put("webhook", id(boss(HttpMethod.POST, "/webhooks", url)));
      var ping = "/webhooks/" + ids.get("webhook") + "/ping";
      ids.put("delivery", id(boss(HttpMethod.POST, ping, new JsonObject())));
      makeForTask(ids, task);
      var sheet = api.post("/imports/tasks?dry_run=true").body("text/csv", "title\nvalve\n");
      ids.put("import", id(as(sheet, "boss", "manager")));
      makeWork(ids);
      return new Belongings(ids);
    }

    private void makeForTask(Map<String, String> ids, String task) {
      ids.put("comment", id(own(task + "/comments", new JsonObject().put("body", word))));
      var soon = new JsonObject().put("remind_at", "2099-01-01T00:00:00Z");
      ids.put("reminder", id(own(task + "/reminders", soon)));
      var assigned = new JsonObject().put("type", "todo").put("title", word);
      boss(HttpMethod.POST, "/tasks", assigned.put("assignee_id", word));
      var told = as(api.get("/notifications"), word, "technician").getJsonArray("items");
      ids.put("notification", id(told.getJsonObject(0)));
      ids.put("fact", id(own("/facts", new JsonObject().put("text", word))));
      own(task + "/facts", new JsonObject().put("fact_id", ids.get("fact")));
      var file =
          api.post(task + "/evidence?kind=document&file_name=a.txt").body("text/plain", word);
      ids.put("evidence", id(as(file, word, "technician")));
    }

    private void makeWork(Map<String, String> ids) {
      own("/tasks", job(ids).put("unique_key", ids.get("key")));
      var wish = new JsonObject().put("worker_id", ids.get("worker"));
      wish.put("namespaces", new JsonArray().add(ids.get("namespace")));
      var claimed =
          boss(HttpMethod.POST, "/queue/claim", wish).getJsonArray("items").getJsonObject(0);
      ids.put("execution", claimed.getJsonObject("execution").getString("id"));
      ids.put("token", String.valueOf(claimed.getValue("lease_token")));
      var draft = new JsonObject().put("type", "todo").put("title", word);
      var schedule = new JsonObject().put("spec", "daily").put("task", draft);
      ids.put("schedule", id(own("/schedules", schedule)));
      boss(
          HttpMethod.PUT,
          "/namespaces/" + ids.get("namespace"),
          new JsonObject().put("max_running", 5));
    }

    private static JsonObject job(Map<String, String> ids) {
      return new JsonObject()
          .put("type", ids.get("type"))
          .put("performer", "worker")
          .put("namespace", ids.get("namespace"))
          .put("concurrency_key", ids.get("concurrency"));
    }

    private JsonObject todo(Map<String, String> ids) {
      return new JsonObject()
          .put("type", "todo")
          .put("title", word)
          .put("namespace", ids.get("namespace"))
          .put("site_id", ids.get("site"))
          .put("field_id", ids.get("field"))
          .put("zone_id", ids.get("field"));
    }

    private JsonObject own(String path, JsonObject body) {
      return as(api.post(path, body), word, "technician");
    }

    private JsonObject boss(HttpMethod method, String path, JsonObject body) {
      return as(api.call(method, path).json(body.toBuffer()), "boss", "admin");
    }

    private JsonObject as(Call call, String user, String role) {
      var reply = call.as(tenant, user).header("X-Roles", role).send();
      if (reply.status() >= 300) {
        throw new AssertionError(reply.toString());
      }
      return reply.json();
    }

    private static String id(JsonObject made) {
      return made.getString("id");
    }
  }
}
