package dev.errand.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Things of its own for each operation of the contract, so that it can be called and succeeds:
 * those of its path are new, and its body is the contract's example, unless more is said here.
 */
final class Preparations {

  private static final JsonObject NONE = new JsonObject();

  private final ApiFixture api;
  private final Map<String, Supplier<Ready>> prepared = new HashMap<>();
  private int count;

  /** What to call, with which body. */
  record Ready(String path, JsonObject body) {}

  Preparations(ApiFixture api) {
    this.api = api;
    prepareTasks();
    prepareThingsOfTasks();
    prepareExecutions();
    prepareOthers();
  }

  /** Makes what an operation needs. */
  Ready of(JsonObject document, Operation operation) {
    var example = operation.example(document);
    return prepared
        .getOrDefault(operation.id(), () -> new Ready(usual(operation.path()), example))
        .get();
  }

  /** Of the usual things, new ones: a task of a person, a schedule, a site, a user, a key. */
  private String usual(String path) {
    var kind = path.split("/", -1)[1];
    return switch (kind) {
      case "tasks" -> path.replace("{id}", path.contains("{") ? todo() : "");
      case "schedules" -> path.replace("{id}", path.contains("{") ? schedule() : "");
      case "api-keys" -> path.replace("{id}", path.contains("{") ? key() : "");
      case "executions" -> path.replace("{id}", path.contains("{") ? claimed().execution() : "");
      case "facts" -> path.replace("{fact_id}", path.contains("{") ? fact() : "");
      case "sites" -> path.replace("{site_id}", path.contains("{") ? site() : "");
      case "templates" -> path.replace("{template_id}", path.contains("{") ? template() : "");
      case "triggers" -> path.replace("{trigger_id}", path.contains("{") ? trigger() : "");
      case "webhooks" -> path.replace("{webhook_id}", path.contains("{") ? webhook() : "");
      case "users" -> path.replace("{user_id}", path.contains("{") ? user() : "");
      case "fields" -> path.replace("{field_id}", "field-7");
      default -> path.replace("{namespace}", "default").replace("{name}", "irrigation");
    };
  }

  private static Ready at(String path) {
    return new Ready(path, NONE);
  }

  private String id(String path, JsonObject body) {
    return api.post(path, body).send().expect(201).json().getString("id");
  }

  private String todo() {
    return id("/tasks", ApiFixture.todo("a"));
  }

  /** A task that was moved by a command. */
  private String moved(String command, JsonObject body) {
    var id = todo();
    api.post("/tasks/" + id + "/" + command, body).send().expect(200);
    return id;
  }

  private String ofWorker() {
    var task = new JsonObject().put("type", "w").put("performer", "worker");
    return id("/tasks", task.put("run_immediately", false));
  }

  private void prepareTasks() {
    var reason = new JsonObject().put("reason", "rain");
    prepared.put("getCalendarDay", () -> at("/calendar/days/2026-06-02"));
    prepared.put("listBestDays", () -> at("/calendar/best-days?activity=planting"));
    prepared.put("listBestDaysFor", () -> at("/tasks/best-days/planting"));
    prepared.put("runTask", () -> at("/tasks/" + ofWorker() + "/run"));
    prepared.put("executeTask", () -> at("/tasks/" + ofWorker() + "/execute"));
    prepared.put("executePending", () -> at("/scheduler/execute/" + ofWorker()));
    prepared.put("rescheduleTask", () -> at("/tasks/" + ofWorker() + "/reschedule"));
    prepared.put("resumeTask", () -> at("/tasks/" + moved("pause", NONE) + "/resume"));
    prepared.put("unblockTask", () -> at("/tasks/" + moved("block", reason) + "/unblock"));
    prepared.put("reopenTask", () -> at("/tasks/" + moved("cancel", NONE) + "/reopen"));
    prepared.put(
        "restoreTask",
        () -> {
          var id = todo();
          api.call(HttpMethod.DELETE, "/tasks/" + id).send().expect(204);
          return at("/tasks/" + id + "/restore");
        });
    prepared.put("putTaskByKey", () -> new Ready(byKey(), ApiFixture.todo("a")));
    prepared.put("getTaskByKey", () -> at(keyed()));
    prepared.put("deleteTaskByKey", () -> at(keyed()));
  }

  private String byKey() {
    return "/namespaces/default/tasks/by-key/k" + count++;
  }

  private String keyed() {
    var path = byKey();
    var task = new JsonObject().put("type", "w").put("performer", "worker");
    api.call(HttpMethod.PUT, path).json(task.toBuffer()).send().expect(201);
    return path;
  }

  private void prepareThingsOfTasks() {
    prepared.put("addDependency", () -> new Ready("/tasks/" + todo() + "/dependencies", on()));
    prepared.put("removeDependency", this::dependency);
    for (var operation : new String[] {"getComment", "deleteComment"}) {
      prepared.put(operation, () -> at(comment()));
    }
    var body = new JsonObject().put("body", "b");
    prepared.put("editComment", () -> new Ready(comment(), body));
    for (var operation : new String[] {"getReminder", "deleteReminder"}) {
      prepared.put(operation, () -> at(reminder()));
    }
    prepared.put("addReminder", () -> new Ready("/tasks/" + todo() + "/reminders", soon()));
    prepared.put(
        "snoozeReminder",
        () -> {
          var id = reminder().replaceAll(".*/", "");
          return new Ready("/reminders/" + id + "/snooze", new JsonObject().put("minutes", 5));
        });
    prepared.put("readNotification", () -> at("/notifications/" + told() + "/read"));
    for (var operation : new String[] {"getEvidence", "removeEvidence"}) {
      prepared.put(operation, () -> at(file()));
    }
    prepared.put(
        "getImport",
        () -> {
          var file = api.post("/imports/tasks").body("text/csv", "title\na\n");
          return at("/imports/" + file.send().expect(200).json().getString("id"));
        });
    prepared.put("getEvidenceFile", () -> at(file() + "/file"));
  }

  private String told() {
    var task = ApiFixture.todo("a").put("assignee_id", "me");
    api.post("/tasks", task).as("local", "other").header("X-Roles", "admin").send().expect(201);
    var list = api.get("/notifications").send().expect(200).json().getJsonArray("items");
    return list.getJsonObject(0).getString("id");
  }

  private JsonObject on() {
    return new JsonObject().put("task_id", todo());
  }

  private Ready dependency() {
    var path = "/tasks/" + todo() + "/dependencies";
    var on = on();
    api.post(path, on).send().expect(201);
    return at(path + "/" + on.getString("task_id"));
  }

  private static JsonObject soon() {
    return new JsonObject().put("remind_at", "2036-01-01T00:00:00Z");
  }

  private String comment() {
    var path = "/tasks/" + todo() + "/comments";
    return path + "/" + id(path, new JsonObject().put("body", "a"));
  }

  private String reminder() {
    var path = "/tasks/" + todo() + "/reminders";
    return path + "/" + id(path, soon());
  }

  private String file() {
    var path = "/tasks/" + todo() + "/evidence";
    var added = api.post(path).body("text/plain", "dry").send().expect(201).json();
    return path + "/" + added.getString("id");
  }

  /** A worker's hold of an execution. */
  record Held(String execution, long token) {

    JsonObject with(String member, Object value) {
      return new JsonObject().put("lease_token", token).put(member, value);
    }
  }

  private static JsonObject claim() {
    return new JsonObject().put("worker_id", "w1").put("namespaces", new JsonArray().add("held"));
  }

  private void queued() {
    var task = new JsonObject().put("type", "w").put("performer", "worker");
    id("/tasks", task.put("namespace", "held"));
  }

  Held claimed() {
    queued();
    var claimed = api.post("/queue/claim", claim()).send().expect(200).json();
    var item = claimed.getJsonArray("items").getJsonObject(0);
    return new Held(item.getJsonObject("execution").getString("id"), item.getLong("lease_token"));
  }

  private void prepareExecutions() {
    prepared.put(
        "claimTasks",
        () -> {
          queued();
          return new Ready("/queue/claim", claim());
        });
    prepared.put(
        "settleExecutions",
        () -> {
          var held = claimed();
          var item = held.with("outcome", "release").put("execution_id", held.execution());
          return new Ready(
              "/queue/outcomes", new JsonObject().put("items", new JsonArray().add(item)));
        });
    prepareHeld("heartbeatExecution", "heartbeat", "progress", 5);
    prepareHeld("completeExecution", "complete", "result", NONE);
    prepareHeld("failExecution", "fail", "error", "broken");
    prepareHeld("releaseExecution", "release", "log", "given back");
    prepareHeld("snoozeExecution", "snooze", "seconds", 60);
  }

  private void prepareHeld(String operation, String verb, String member, Object value) {
    prepared.put(
        operation,
        () -> {
          var held = claimed();
          return new Ready(
              "/executions/" + held.execution() + "/" + verb, held.with(member, value));
        });
  }

  private String schedule() {
    return id("/schedules", daily());
  }

  private static JsonObject daily() {
    var spec = new JsonObject().put("type", "daily").put("time", "08:00");
    return new JsonObject().put("spec", spec).put("task", ApiFixture.todo("a"));
  }

  private String key() {
    var wanted = new JsonObject().put("name", "k").put("scopes", new JsonArray().add("read"));
    return id("/api-keys", wanted);
  }

  private String fresh() {
    return "new" + count++;
  }

  private String site() {
    return id("/sites", new JsonObject().put("name", fresh()));
  }

  private String template() {
    return id("/templates", newTemplate());
  }

  private String webhook() {
    return id("/webhooks", new JsonObject().put("url", "https://hooks.example.com/"));
  }

  private JsonObject newTemplate() {
    return new JsonObject().put("key", "t" + count++).put("name", "t").put("type", "todo");
  }

  private String trigger() {
    return id("/triggers", newTrigger());
  }

  private JsonObject newTrigger() {
    return new JsonObject()
        .put("name", fresh())
        .put("event_name", "e")
        .put("task", ApiFixture.todo("t"));
  }

  private String user() {
    return id("/users", new JsonObject().put("id", fresh()));
  }

  private String fact() {
    return id("/facts", new JsonObject().put("text", "known"));
  }

  /** Of a task that reads a fact. */
  private String reading() {
    var path = "/tasks/" + todo() + "/facts";
    var fact = fact();
    api.post(path, new JsonObject().put("fact_id", fact)).send().expect(201);
    return path + "/" + fact;
  }

  private void prepareFacts() {
    prepared.put(
        "linkFact",
        () -> new Ready("/tasks/" + todo() + "/facts", new JsonObject().put("fact_id", fact())));
    prepared.put("unlinkFact", () -> at(reading()));
  }

  private void prepareOthers() {
    prepareFacts();
    prepared.put("createSite", () -> new Ready("/sites", new JsonObject().put("name", fresh())));
    prepared.put("createUser", () -> new Ready("/users", new JsonObject().put("id", fresh())));
    prepared.put("createSchedule", () -> new Ready("/schedules", daily()));
    prepared.put("createTrigger", () -> new Ready("/triggers", newTrigger()));
    prepared.put(
        "redeliverWebhook", () -> new Ready("/webhooks/" + webhook() + "/redeliver", NONE));
    prepared.put("createTemplate", () -> new Ready("/templates", newTemplate()));
    var inactive = new JsonObject().put("is_active", false);
    prepared.put("replaceSite", () -> new Ready("/sites/" + site(), inactive));
    prepared.put(
        "resumeSchedule",
        () -> {
          var path = "/schedules/" + schedule();
          api.post(path + "/pause", NONE).send().expect(200);
          return at(path + "/resume");
        });
    prepared.put(
        "actOnTasks",
        () -> {
          var ids = new JsonArray().add(todo());
          return new Ready(
              "/tasks/bulk-actions", new JsonObject().put("action", "cancel").put("ids", ids));
        });
  }
}
