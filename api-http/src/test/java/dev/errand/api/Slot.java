package dev.errand.api;

import static org.junit.jupiter.api.Assertions.fail;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place of a request that takes an id: a parameter, or a member of the body.
 *
 * @param in path, query or body
 * @param at its name, or the way to it
 * @param kind of what the id names
 * @param many whether it takes several
 */
record Slot(String in, List<String> at, String kind, boolean many) {

  private static final int DEEPEST = 5;

  private static final Pattern ID =
      Pattern.compile(
          "(.*_)?ids?|namespaces?|key|unique_key|concurrency_key|lease_token|depends_on");

  /** The beginning of a page, an address at another service, and what the calendar is asked. */
  private static final Set<String> NO_NAMES_OF_THINGS =
      Set.of("cursor", "telegram_id", "date", "activity");

  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("assignee_id", "user"),
          Map.entry("owner_id", "user"),
          Map.entry("user_id", "user"),
          Map.entry("worker_id", "worker"),
          Map.entry("site_id", "site"),
          Map.entry("field_id", "field"),
          Map.entry("zone_id", "field"),
          Map.entry("namespace", "namespace"),
          Map.entry("namespaces", "namespace"),
          Map.entry("key", "key"),
          Map.entry("unique_key", "key"),
          Map.entry("concurrency_key", "concurrency"),
          Map.entry("lease_token", "token"),
          Map.entry("task_id", "task"),
          Map.entry("parent_id", "task"),
          Map.entry("depends_on", "task"),
          Map.entry("depends_on_id", "task"),
          Map.entry("ids", "task"),
          Map.entry("execution_id", "execution"),
          Map.entry("schedule_id", "schedule"),
          Map.entry("comment_id", "comment"),
          Map.entry("template_id", "template"),
          Map.entry("reminder_id", "reminder"),
          Map.entry("notification_id", "notification"),
          Map.entry("evidence_id", "evidence"),
          Map.entry("import_id", "import"),
          Map.entry("webhook_id", "webhook"),
          Map.entry("delivery_id", "delivery"),
          Map.entry("trigger_id", "trigger"),
          Map.entry("fact_id", "fact"));

  /** What {@code id} and {@code name} name below these. */
  private static final Map<String, String> BY_PATH =
      Map.of(
          "/tasks/", "task",
          "/scheduler/", "task",
          "/executions/", "execution",
          "/schedules/", "schedule",
          "/api-keys/", "apiKey",
          "/task-types/", "type",
          "/users", "user",
          "/queue/outcomes", "execution");

  String name() {
    return at.getLast().equals("0") ? at.get(at.size() - 2) : at.getLast();
  }

  /** Finds the places of an operation; fails for one that no kind is known of. */
  static List<Slot> of(
      String path,
      List<JsonObject> parameters,
      @Nullable Object body,
      UnaryOperator<JsonObject> resolve) {
    var search = new Search(path, resolve, new LinkedHashSet<>());
    for (var parameter : parameters) {
      var name = parameter.getString("name");
      boolean inPath = parameter.getString("in").equals("path");
      boolean isId = inPath || isId(name, resolve.apply(parameter.getJsonObject("schema")));
      if (isId
          && !NO_NAMES_OF_THINGS.contains(name)
          && !parameter.getString("in").equals("header")) {
        search.found.add(
            new Slot(parameter.getString("in"), List.of(name), kind(path, name), false));
      }
    }
    search.walk(body, List.of(), 0);
    return List.copyOf(search.found);
  }

  private static boolean isId(String name, JsonObject schema) {
    return ID.matcher(name).matches() || "uuid".equals(schema.getString("format"));
  }

  private static String kind(String path, String name) {
    var known = KINDS.get(name);
    if (known != null) {
      return known;
    }
    return BY_PATH.entrySet().stream()
        .filter(each -> path.startsWith(each.getKey()) && Set.of("id", "name").contains(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseGet(
            () -> fail("%s of %s takes an id of no known kind: add it here".formatted(name, path)));
  }

  private record Search(String path, UnaryOperator<JsonObject> resolve, Set<Slot> found) {

    void walk(@Nullable Object schema, List<String> at, int depth) {
      if (!(schema instanceof JsonObject unresolved) || depth > DEEPEST) {
        return;
      }
      var object = resolve.apply(unresolved);
      for (var each : object.getJsonObject("properties", new JsonObject())) {
        if (each.getValue() instanceof JsonObject property) {
          property(each.getKey(), resolve.apply(property), at, depth);
        }
      }
      walk(object.getValue("items"), with(at, "0"), depth + 1);
      for (var several : List.of("allOf", "anyOf", "oneOf")) {
        object.getJsonArray(several, new JsonArray()).forEach(one -> walk(one, at, depth + 1));
      }
    }

    private void property(String name, JsonObject schema, List<String> at, int depth) {
      if (NO_NAMES_OF_THINGS.contains(name)) {
        return;
      }
      if (isId(name, schema)) {
        boolean many = schema.containsKey("items");
        found.add(new Slot("body", with(at, name), kind(path, name), many));
      } else {
        walk(schema, with(at, name), depth + 1);
      }
    }

    private static List<String> with(List<String> at, String name) {
      var longer = new ArrayList<>(at);
      longer.add(name);
      return List.copyOf(longer);
    }
  }

  /** Puts an id where it belongs in a body. */
  void put(JsonObject body, String id) {
    Object value = kind.equals("token") ? (Object) Long.valueOf(id) : id;
    if (at.equals(List.of("task_id"))) {
      // A schedule runs a task that is there, or says which it creates: not both.
      body.remove("task");
    }
    Object inside = body;
    for (int i = 0; i < at.size() - 1; i++) {
      inside = next(inside, at.get(i), at.get(i + 1).equals("0"));
    }
    ((JsonObject) inside).put(at.getLast(), many ? new JsonArray().add(value) : value);
  }

  private static Object next(Object inside, String name, boolean array) {
    if (inside instanceof JsonArray items) {
      if (items.isEmpty()) {
        items.add(new JsonObject());
      }
      return items.getValue(0);
    }
    var object = (JsonObject) inside;
    var there = object.getValue(name);
    if (array ? !(there instanceof JsonArray) : !(there instanceof JsonObject)) {
      object.put(name, array ? new JsonArray() : new JsonObject());
    }
    return object.getValue(name);
  }
}
