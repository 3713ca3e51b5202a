package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.testing.CoreFixture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random requests to every operation, half right and half wrong. That no answer is a fault, and
 * that each is one of the contract's, is asserted by the fixture for every one of them.
 */
class FuzzTest {

  private static final int ROUNDS = 3000;
  private static final int AT_ONCE = 20;

  private static final List<Object> SCALARS =
      List.of(
          "",
          " ",
          "a",
          "todo",
          "other",
          "\u0000",
          "😀",
          "\uFFFF",
          "x".repeat(600),
          "2026-02-29",
          "2026-01-01T00:00:00Z",
          "0001-01-01T00:00:00+18:00",
          "9999-12-31T23:59:59.999999999-18:00",
          "2026-06-30T23:59:60Z",
          "-1",
          "null",
          "'; drop table task; --",
          "%s%n",
          "urgent",
          "worker",
          "cancelled",
          "queued",
          0,
          -1,
          1,
          1.5,
          30,
          1_000_000_000_000L,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          Double.MAX_VALUE,
          Double.MIN_VALUE,
          -0.0,
          1e21,
          true,
          false);

  private final Random random = new Random(20261122);
  private final List<String> ids = new ArrayList<>(List.of("zzz", "", "..", "%2e%2e", "a%2Fb"));

  @Test
  void answers_random_requests_without_a_fault() {
    try (var api = new ApiFixture()) {
      ids.add(api.created(ApiFixture.todo("a")).getString("id"));
      ids.add(
          api.created(new JsonObject().put("type", "w").put("performer", "worker"))
              .getString("id"));
      var operations = operations(api.contract.json());
      for (int round = 0; round < ROUNDS; round += AT_ONCE) {
        var calls = new ArrayList<io.vertx.core.Future<Call.Reply>>();
        for (int i = 0; i < AT_ONCE; i++) {
          calls.add(random(api, operations.get(random.nextInt(operations.size()))).start());
        }
        calls.forEach(CoreFixture::await);
      }
      assertTrue(
          api.answers.seen.containsAll(
              List.of("createTask 201", "createTask 422", "listTasks 200")),
          api.answers.seen.toString());
    }
  }

  private record Operation(
      String path, HttpMethod method, @Nullable JsonObject schema, List<String> parameters) {}

  private static List<Operation> operations(JsonObject document) {
    var found = new ArrayList<Operation>();
    var schemas = document.getJsonObject("components").getJsonObject("schemas");
    document
        .getJsonObject("paths")
        .forEach(
            path -> {
              var item = (JsonObject) path.getValue();
              for (var method : item.fieldNames()) {
                if (!method.equals("parameters")) {
                  var body = item.getJsonObject(method).getJsonObject("requestBody");
                  var name =
                      body == null
                          ? null
                          : body.getJsonObject("content")
                              .getJsonObject("application/json")
                              .getJsonObject("schema")
                              .getString("$ref")
                              .replaceAll(".*/", "");
                  found.add(
                      new Operation(
                          path.getKey(),
                          HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)),
                          name == null ? null : schemas.getJsonObject(name),
                          List.of(
                              "limit",
                              "offset",
                              "cursor",
                              "status",
                              "type",
                              "include_deleted",
                              "x")));
                }
              }
            });
    return found;
  }

  private Call random(ApiFixture api, Operation operation) {
    var path =
        operation
            .path()
            .replaceAll("\\{[^}]+}", java.util.regex.Matcher.quoteReplacement(pick(ids)));
    if (random.nextInt(3) == 0) {
      path += "?" + pick(operation.parameters()) + "=" + encoded(String.valueOf(pick(SCALARS)));
    }
    var call = api.call(operation.method(), path);
    if (random.nextInt(4) == 0) {
      call.header(
          pick(List.of("If-Match", "If-None-Match", "Prefer", "Accept", "X-Roles", "X-User-ID")),
          pick(
              List.of(
                  "*",
                  "\"1-0-pending\"",
                  "wait=0",
                  "application/problem+json",
                  "viewer",
                  "x",
                  "W/\"\"",
                  ",,;=")));
    }
    var schema = operation.schema();
    if (schema != null) {
      var body = body(schema);
      call.json(random.nextInt(20) == 0 ? broken(body) : body);
    }
    return call;
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }

  private Buffer body(JsonObject schema) {
    var body = new JsonObject();
    var properties = schema.getJsonObject("properties");
    var names = new ArrayList<>(properties.fieldNames());
    names.add("surprise");
    names.add("name");
    if (random.nextBoolean() && properties.containsKey("title")) {
      body.put("title", "fuzz");
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      body.put(pick(names), value(0));
    }
    body.remove("wait_seconds");
    return body.toBuffer();
  }

  private Object value(int depth) {
    int kind = depth > 3 ? 9 : random.nextInt(10);
    if (kind == 0) {
      var object = new JsonObject();
      for (int i = random.nextInt(3); i > 0; i--) {
        object.put(String.valueOf(pick(SCALARS)), value(depth + 1));
      }
      return object;
    }
    if (kind == 1) {
      var array = new JsonArray();
      for (int i = random.nextInt(4); i > 0; i--) {
        array.add(value(depth + 1));
      }
      return array;
    }
    return pick(SCALARS);
  }

  private Buffer broken(Buffer body) {
    var bytes = body.getBytes();
    for (int i = 1 + random.nextInt(3); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return Buffer.buffer(bytes).slice(0, random.nextInt(bytes.length + 1));
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
