package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Requests to every operation, made from the contract: right ones, right ones at the edges, wrong
 * ones that name each mistake, and noise. The fixture holds every answer against the contract: none
 * is a fault, each has the status, the headers and the schema of the operation. An answer that does
 * not come within a bound fails, too.
 *
 * <p>How many for each operation is {@code fuzz.inputs}, which of them begin with {@code
 * fuzz.operations} (a regular expression), and {@code fuzz.seed} makes others:
 *
 * <pre>./verify -pl api-http -am -Dtest=FuzzTest -Dtest.args='-Dfuzz.inputs=5000 -Dfuzz.seed=7'
 * </pre>
 */
class FuzzTest {

  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 16);
  private static final long SEED = Long.getLong("fuzz.seed", 20261122);
  private static final String OPERATIONS = System.getProperty("fuzz.operations", ".*");
  private static final int AT_ONCE = 16;
  private static final int FAILURES_SHOWN = 20;

  private static final List<String> ODD_IDS = List.of("zzz", "..", "%2e%2e", "a%2Fb", "me", "%00");
  private static final List<String> HEADERS =
      List.of("If-Match", "If-None-Match", "Prefer", "Accept", "X-Roles", "X-User-ID", "Range");
  private static final List<String> HEADER_VALUES =
      List.of(
          "*",
          "\"1-0-pending\"",
          "wait=0",
          "application/problem+json",
          "viewer",
          "x",
          "W/\"\"",
          ",,;=",
          "bytes=0-0");

  private final Random random = new Random(SEED);
  private final Places places = new Places();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  /** A request, and the places that its answer must complain of; null if that cannot be told. */
  private record Input(Call call, String text, @Nullable List<String> mistakes) {}

  @Test
  void answers_generated_requests_without_a_fault_and_names_each_mistake() {
    try (var api = new ApiFixture()) {
      var document = api.contract.json();
      var values = new Values(document, random, places::ids);
      seed(api);
      var operations =
          Operation.all(document).stream().filter(o -> o.id().matches(OPERATIONS)).toList();
      for (int round = 0; round < INPUTS; round++) {
        if (round % 10 == 0) {
          furnish(api);
        }
        var batch = new ArrayList<Future<Call.Reply>>();
        for (var operation : operations) {
          batch.add(send(new Maker(api, values, operation).input(round)));
          if (batch.size() == AT_ONCE) {
            settle(batch);
          }
        }
        settle(batch);
        if (failures.size() >= FAILURES_SHOWN) {
          break;
        }
      }
      assertEquals(List.of(), List.copyOf(failures), "with fuzz.seed " + SEED);
      if (OPERATIONS.equals(".*")) {
        var wanted = List.of("createTask 201", "createTask 422", "listTasks 200");
        assertTrue(api.answers.seen.containsAll(wanted), api.answers.seen.toString());
      }
    }
  }

  private void settle(List<Future<Call.Reply>> batch) {
    batch.forEach(CoreFixture::await);
    batch.clear();
  }

  private Future<Call.Reply> send(Input input) {
    return input
        .call()
        .start()
        .map(
            reply -> {
              note(reply);
              compare(input, reply);
              return reply;
            })
        .recover(
            failure -> {
              failures.add(input.text() + "\n  -> " + failure);
              return Future.succeededFuture(
                  new Call.Reply(0, MultiMap.caseInsensitiveMultiMap(), null));
            });
  }

  private void note(Call.Reply reply) {
    var location = reply.headers().get("Location");
    if (location != null && location.startsWith("/api/v1/")) {
      places.add(location.substring("/api/v1".length()));
    }
  }

  private static void compare(Input input, Call.Reply reply) {
    var mistakes = input.mistakes();
    if (mistakes == null) {
      return;
    }
    assertEquals(422, reply.status(), () -> String.valueOf(reply.body()));
    var named = reply.places();
    for (var mistake : mistakes) {
      assertTrue(
          named.stream()
              .anyMatch(place -> place.equals(mistake) || place.startsWith(mistake + ".")),
          () -> mistake + " is not named by " + reply.body());
    }
  }

  private void seed(ApiFixture api) {
    for (var path :
        List.of(
            "/namespaces/default",
            "/task-types/irrigation",
            "/users/me",
            "/api-keys/x",
            "/namespaces/default/tasks/by-key/k1")) {
      places.add(path);
    }
    furnish(api);
  }

  /** New things, since the requests use up the others. */
  private void furnish(ApiFixture api) {
    var task = path(api, "/tasks", ApiFixture.todo("a"));
    path(api, "/tasks", worker().put("run_immediately", false));
    path(api, "/tasks", worker().put("unique_key", "k1"));
    var spec = new JsonObject().put("type", "daily").put("time", "08:00");
    path(api, "/schedules", new JsonObject().put("spec", spec).put("task", ApiFixture.todo("a")));
    path(api, "/sites", new JsonObject().put("name", "s" + random.nextLong()));
    path(api, "/users", new JsonObject().put("id", "u" + random.nextLong()));
    path(api, task + "/comments", new JsonObject().put("body", "a"));
    path(api, task + "/evidence", new JsonObject().put("kind", "note").put("text", "a"));
    var at = new JsonObject().put("remind_at", "2036-01-01T00:00:00Z");
    var reminder = path(api, task + "/reminders", at);
    places.add("/reminders/" + reminder.replaceAll(".*/", ""));
    places.add(task.replace("/tasks/", "/scheduler/execute/"));
    var scopes = new JsonArray().add("read");
    path(api, "/api-keys", new JsonObject().put("name", "k").put("scopes", scopes));
    var claim =
        new JsonObject().put("worker_id", "w1").put("namespaces", new JsonArray().add("default"));
    var claimed = api.post("/queue/claim", claim).send();
    if (claimed.status() == 200) {
      var item = claimed.json().getJsonArray("items").getJsonObject(0);
      places.add("/executions/" + item.getJsonObject("execution").getString("id"));
    }
  }

  private static JsonObject worker() {
    return new JsonObject().put("type", "w").put("performer", "worker");
  }

  private String path(ApiFixture api, String path, JsonObject body) {
    var reply = api.post(path, body).send();
    note(reply);
    var location = reply.headers().get("Location");
    return location == null ? path + "/x" : location.substring("/api/v1".length());
  }

  /** Makes requests to one operation. */
  private final class Maker {

    private final ApiFixture api;
    private final Values values;
    private final Operation operation;
    private final List<String> mistakes = new ArrayList<>();

    Maker(ApiFixture api, Values values, Operation operation) {
      this.api = api;
      this.values = values;
      this.operation = operation;
    }

    Input input(int round) {
      return switch (round % 8) {
        case 0, 1, 2 -> fitting(false);
        case 3, 4 -> fitting(true);
        case 5, 6 -> wrong();
        default -> noise();
      };
    }

    private Input fitting(boolean edges) {
      var query = new StringBuilder();
      for (var parameter : operation.parametersIn("query")) {
        // Nobody waits for long here.
        if (values.once(3) && !parameter.getString("name").equals("wait_seconds")) {
          var value = values.fitting(parameter.getJsonObject("schema"), edges, 0);
          add(query, parameter.getString("name"), value);
        }
      }
      return input(query, body(edges), null);
    }

    private @Nullable JsonObject body(boolean edges) {
      if (operation.body() == null) {
        return null;
      }
      var value = values.fitting(operation.body().getJsonObject("schema"), edges, 0);
      var body = (JsonObject) Objects.requireNonNull(value);
      body.remove("wait_seconds");
      return body;
    }

    /** With several mistakes at once, each at a place of its own. */
    private Input wrong() {
      var query = new StringBuilder();
      if (values.once(2)) {
        add(query, "surprise", "1");
        mistakes.add("query.surprise");
      }
      for (var parameter : operation.parametersIn("query")) {
        var type = values.resolve(parameter.getJsonObject("schema")).getString("type", "");
        if (type.equals("integer") && values.once(2)) {
          add(query, parameter.getString("name"), "1.5");
          mistakes.add("query." + parameter.getString("name"));
        }
      }
      var body = body(false);
      if (body != null) {
        spoil(body);
      }
      if (mistakes.isEmpty()) {
        add(query, "surprise", "1");
        mistakes.add("query.surprise");
      }
      return input(query, body, mistakes);
    }

    private JsonObject schema() {
      return values.resolve(Objects.requireNonNull(operation.body()).getJsonObject("schema"));
    }

    private void spoil(JsonObject body) {
      var schema = schema();
      var properties = schema.getJsonObject("properties", new JsonObject());
      for (var name : properties.fieldNames()) {
        var property = values.resolve(properties.getJsonObject(name));
        var misfit = values.misfit(property);
        if (misfit != null && values.once(1 + properties.size() / 2)) {
          property
              .getJsonArray("x-aliases", new JsonArray())
              .forEach(a -> body.remove(a.toString()));
          body.put(name, misfit);
          mistakes.add("body." + name);
        }
      }
      if (Boolean.FALSE.equals(schema.getValue("additionalProperties"))) {
        body.put("surprise", 1);
        mistakes.add("body.surprise");
      }
    }

    private Input noise() {
      var query = new StringBuilder();
      for (var parameter : operation.parametersIn("query")) {
        if (values.once(4) && !parameter.getString("name").equals("wait_seconds")) {
          add(query, parameter.getString("name"), values.pick(Values.SCALARS));
        }
      }
      var made = input(query, null, null);
      var call = made.call();
      if (values.once(3)) {
        call.header(values.pick(HEADERS), values.pick(HEADER_VALUES));
      }
      if (operation.body() == null) {
        return made;
      }
      var bytes = noisyBody();
      return new Input(call.json(bytes), made.text() + " " + bytes, null);
    }

    private Buffer noisyBody() {
      var schema = schema();
      var names =
          new ArrayList<>(schema.getJsonObject("properties", new JsonObject()).fieldNames());
      names.add("surprise");
      names.remove("wait_seconds");
      var body = Objects.requireNonNull(body(false));
      for (int i = random.nextInt(4); i > 0; i--) {
        body.put(values.pick(names), values.anything(0));
      }
      return values.once(6) ? broken(body.toBuffer()) : body.toBuffer();
    }

    private Buffer broken(Buffer body) {
      var bytes = body.getBytes();
      for (int i = 1 + random.nextInt(3); i > 0 && bytes.length > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      return Buffer.buffer(bytes).slice(0, random.nextInt(bytes.length + 1));
    }

    private Input input(
        StringBuilder query, @Nullable JsonObject body, @Nullable List<String> expected) {
      var path = places.fill(operation.path(), random);
      boolean odd = values.once(12);
      if (odd) {
        path = operation.path().replaceFirst("\\{[^}]+}", values.pick(ODD_IDS));
      }
      path = path.replaceAll("\\{[^}]+}", values.pick(places.ids()));
      var uri = query.isEmpty() ? path : path + "?" + query.substring(1);
      var call = api.call(operation.method(), uri);
      var text = operation.id() + " " + uri + (body == null ? "" : " " + body.encode());
      // Another path, or one that is refused before the rest is read.
      var told = odd ? null : expected;
      return new Input(body == null ? call : call.json(body.toBuffer()), text, told);
    }

    private void add(StringBuilder query, String name, @Nullable Object value) {
      var all = value instanceof JsonArray several ? several : new JsonArray().add(value);
      for (var each : all) {
        query.append('&').append(name).append('=');
        query.append(URLEncoder.encode(String.valueOf(each), StandardCharsets.UTF_8));
      }
    }
  }
}
