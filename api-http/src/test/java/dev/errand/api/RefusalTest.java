package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, how it is said, and that nothing of it reaches the database. */
class RefusalTest {

  private static final String UNKNOWN = "01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d20";

  private static ApiFixture api;
  private int before;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void count() {
    before = api.total();
  }

  @AfterEach
  void nothing_was_written() {
    assertEquals(before, api.total());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"title\":",
        "{",
        "{\"title\":\"a\"",
        "{'title':'a'}",
        "{\"title\":\"a\",}",
        "nonsense",
        "{\"title\":\"a\"} x",
        "{\"title\":\"a\"}{}",
        "{\"title\":NaN}",
        "{\"title\":Infinity}",
        "{\"title\":\"a\u0001\"}",
        "{\"title\":\"\\u12\"}",
        "{\"title\":01}",
        "// {}",
        "  ",
        "[1,2",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "\u0000",
        "\uFEFF{}"
      })
  void answers_400_to_malformed_json(String body) {
    var reply = api.post("/tasks").json(body).send().expect(400).json();
    assertTrue(List.of("malformed_json", "body_missing").contains(reply.getString("code")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-2147483648", "1e2147483648", "-1e-99999999999", "1e-400", "1e400"})
  void refuses_a_number_too_far_from_zero_or_too_near(String number) {
    var body = "{\"title\":\"a\",\"metadata\":{\"a\":%s}}".formatted(number);
    var reply = api.post("/tasks").json(body).send().expect(422);
    assertEquals(List.of("body.metadata.a"), reply.places());
  }

  @Test
  void says_where_json_is_malformed() {
    var reply = api.post("/tasks").json("{\n  \"title\": oops}").send().expect(400).json();
    assertTrue(reply.getString("detail").contains("line 2, column 1"), reply.encode());
    var open = api.post("/tasks").json("{\"title\": 1").send().expect(400).json();
    assertTrue(open.getString("detail").endsWith("close marker for Object"), open.encode());
  }

  @Test
  void answers_400_to_json_that_is_not_utf_8() {
    var bytes =
        new byte[] {
          '{', '"', 't', 'i', 't', 'l', 'e', '"', ':', '"', (byte) 0xC1, (byte) 0x81, '"', '}'
        };
    var reply = api.post("/tasks").json(io.vertx.core.buffer.Buffer.buffer(bytes)).send();
    assertEquals("The body is not UTF-8", reply.expect(400).json().getString("detail"));
  }

  @Test
  void answers_400_to_json_that_nests_too_deep() {
    var deep = "{\"title\":\"a\",\"config\":" + "{\"a\":".repeat(200) + "1" + "}".repeat(201);
    var reply = api.post("/tasks").json(deep).send().expect(400).json();
    assertTrue(reply.getString("detail").contains("100 levels"), reply.encode());
    api.post("/tasks").json("[".repeat(100_000)).send().expect(400);
  }

  @Test
  void answers_400_to_a_missing_body() {
    assertEquals("body_missing", api.post("/tasks").send().expect(400).json().getString("code"));
    api.call(HttpMethod.PATCH, "/tasks/" + UNKNOWN).send().expect(400);
    api.post("/tasks/" + UNKNOWN + "/cancel").send().expect(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "\"text\"", "7", "true", "[{\"title\":\"a\"}]"})
  void answers_422_to_json_that_is_no_object(String body) {
    assertEquals(List.of("body"), api.post("/tasks").json(body).send().expect(422).places());
  }

  @Test
  void answers_415_to_what_is_not_json() {
    for (var type :
        List.of(
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "",
            "json",
            "application/json-seq")) {
      var reply = api.post("/tasks").body(type, todo("a").encode()).send().expect(415);
      assertEquals("unsupported_media_type", reply.json().getString("code"));
    }
    api.post("/tasks").bareBody(todo("a").encode()).send().expect(415);
    var packed =
        api.post("/tasks", todo("a")).header("Content-Encoding", "gzip").send().expect(415);
    assertEquals("identity", packed.header("Accept-Encoding"));
  }

  @Test
  void answers_413_to_a_large_body_and_goes_on() {
    var large = todo("a").put("description", "x".repeat(2 * 1024 * 1024));
    var reply = api.post("/tasks", large).send().expect(413).json();
    assertEquals(2 * 1024 * 1024, reply.getInteger("limit"));
    var bulk =
        new JsonObject()
            .put(
                "items",
                new JsonArray().add(large.put("description", "x".repeat(16 * 1024 * 1024))));
    api.post("/tasks/bulk", bulk).send().expect(413);
    var config = new JsonObject().put("a", "x".repeat(1024 * 1024));
    assertEquals(
        List.of("body.params"),
        api.post("/tasks", todo("a").put("params", config)).send().expect(422).places());
  }

  @Test
  void a_body_without_end_is_not_read_without_end() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
      var out = socket.getOutputStream();
      out.write(
          """
          POST /api/v1/tasks HTTP/1.1
          Host: localhost
          Content-Type: application/json
          Transfer-Encoding: chunked

          """
              .replace("\n", "\r\n")
              .getBytes(US_ASCII));
      var chunk = ("100000\r\n" + "x".repeat(1 << 20) + "\r\n").getBytes(US_ASCII);
      assertThrows(
          IOException.class,
          () -> {
            for (int i = 0; i < 100; i++) {
              out.write(chunk);
            }
          });
    }
  }

  @Test
  void names_every_member_that_is_wrong_at_once() {
    var wrong =
        Map.<String, Object>ofEntries(
            Map.entry("title", 5),
            Map.entry("description", true),
            Map.entry("priority", "critical"),
            Map.entry("config", "x"),
            Map.entry("metadata", List.of()),
            Map.entry("tags", "x"),
            Map.entry("assignee_id", 7),
            Map.entry("domain", "x".repeat(65)),
            Map.entry("field_id", ""),
            Map.entry("zone_id", "x".repeat(101)),
            Map.entry("due_at", "2026-02-30T10:00:00Z"),
            Map.entry("estimated_minutes", 525_601),
            Map.entry("drift_score", 1.5),
            Map.entry("timeout_seconds", 0),
            Map.entry("retry_policy", new JsonObject().put("jitter", 2)),
            Map.entry("performer", "robot"),
            Map.entry("namespace", "a b"),
            Map.entry("run_immediately", "yes"),
            Map.entry("run_at", "2026-01-01"),
            Map.entry("wait_seconds", 31),
            Map.entry("status", "done"),
            Map.entry("type", ""));
    var reply =
        api.post("/tasks", new JsonObject(new java.util.LinkedHashMap<>(wrong))).send().expect(422);
    var members =
        reply.places().stream()
            .map(place -> place.split("\\.", -1)[1])
            .distinct()
            .sorted()
            .toList();
    assertEquals(wrong.keySet().stream().sorted().toList(), members);
  }

  @Test
  void holds_values_to_their_limits() {
    Map<String, Object> wrong =
        Map.of(
            "title",
            "x".repeat(501),
            "priority",
            1001,
            "tags",
            List.of("x".repeat(65)),
            "estimated_minutes",
            1.5,
            "type",
            "x".repeat(129),
            "namespace",
            "a\n",
            "due_at",
            "2026-01-01T25:00:00Z",
            "run_at",
            "2026-01-01T00:00:00",
            "description",
            "x".repeat(65_537));
    wrong.forEach(
        (name, value) -> {
          var places = api.post("/tasks", todo("a").put(name, value)).send().expect(422).places();
          assertEquals(1, places.size(), name);
          assertTrue(places.getFirst().startsWith("body." + name), places.toString());
        });
    var tags = new JsonArray();
    for (int i = 0; i < 51; i++) {
      tags.add("t" + i);
    }
    api.post("/tasks", todo("a").put("tags", tags)).send().expect(422);
  }

  @Test
  void tells_of_wrong_config_and_of_wrong_members_at_once() {
    var reply =
        api.post("/tasks", new JsonObject().put("name", "").put("task_type", "invalid_type"))
            .send();
    assertEquals(List.of("body.name", "body.task_type"), reply.expect(422).places());
    assertTrue(reply.messages().contains("must be one of"), reply.messages());
  }

  @Test
  void refuses_values_that_could_not_be_kept() {
    var wrong =
        Map.of(
            "{\"title\":\"a\\u0000b\"}", "body.title",
            "{\"title\":\"a\",\"config\":{\"x\":\"\\ud800\"}}", "body.config.x",
            "{\"title\":\"a\",\"config\":{\"\\u0000\":1}}", "body.config.\uFFFD",
            "{\"title\":\"a\",\"config\":{\"x\":[1,1e400]}}", "body.config.x.1",
            "{\"title\":\"a\",\"config\":{\"x\":12345678901234567890}}", "body.config.x",
            "{\"title\":\"a\",\"config\":{\"x\":0.12345678901234567890}}", "body.config.x",
            "{\"title\":\"a\",\"config\":{\"x\":1e-400}}", "body.config.x",
            "{\"title\":\"a\",\"title\":\"b\"}", "body.title",
            "{\"title\":\"a\",\"config\":{\"x\":{\"y\":1,\"y\":2}}}", "body.config.x.y");
    wrong.forEach(
        (body, place) ->
            assertEquals(
                List.of(place), api.post("/tasks").json(body).send().expect(422).places(), body));
  }

  @Test
  void refuses_ids_that_are_none_and_does_not_find_unknown_ones() {
    for (var id :
        List.of(
            "1",
            "zzz",
            UNKNOWN + "0",
            "urn:uuid:" + UNKNOWN,
            "%00",
            UNKNOWN + "%0A",
            "'%20or%201=1")) {
      assertEquals(List.of("path.id"), api.get("/tasks/" + id).send().expect(422).places(), id);
      api.post("/tasks/" + id + "/run").send().expect(422);
      api.get("/executions/" + id).send().expect(422);
    }
    var task = api.get("/tasks/" + UNKNOWN).send().expect(404).json();
    assertEquals("Task not found", task.getString("detail"));
    assertEquals(UNKNOWN, task.getString("task_id"));
    assertEquals(
        UNKNOWN,
        api.get("/executions/" + UNKNOWN).send().expect(404).json().getString("execution_id"));
    assertEquals(
        "nope", api.get("/task-types/nope").send().expect(404).json().getString("task_type"));
    for (var path : List.of("/status", "/history", "/executions")) {
      api.get("/tasks/" + UNKNOWN + path).send().expect(404);
    }
    api.patch("/tasks/" + UNKNOWN, new JsonObject().put("status", "done")).send().expect(404);
  }

  @Test
  void says_in_words_what_a_text_must_look_like() {
    var wrong = new JsonObject().put("title", "a").put("namespace", "-").put("due_time", "8");
    assertEquals(
        """
        must begin with a letter or digit and have only letters, digits, dots, underscores and hyphens
        must be a time of day as HH:MM, such as 08:00""",
        api.post("/tasks", wrong).send().expect(422).messages());
    var document = api.contract.json().encode();
    assertEquals(document.split("\"pattern\"", -1).length, document.split("x-pattern", -1).length);
  }

  @Test
  void names_what_is_wrong_in_the_path_beside_what_is_wrong_in_the_body() {
    var path = "/namespaces/%00/tasks/by-key/k";
    var wrong = api.call(HttpMethod.PUT, path).json("{\"colour\": 1}").send().expect(422);
    assertEquals(List.of("path.namespace", "body.colour", "body.title"), wrong.places());
  }

  @Test
  void answers_unknown_paths_and_methods_in_the_same_shape() {
    assertEquals("not_found", api.get("/nothing").send().expect(404).json().getString("code"));
    assertEquals("not_found", api.get("//nothing").send().expect(404).json().getString("code"));
    assertEquals(
        "GET, HEAD, POST",
        api.call(HttpMethod.DELETE, "/tasks").send().expect(405).header("Allow"));
    assertEquals(
        "DELETE, GET, HEAD, PATCH, PUT",
        api.post("/tasks/" + UNKNOWN).send().expect(405).header("Allow"));
    assertEquals(
        "GET, HEAD",
        api.call(HttpMethod.POST, "//openapi.json").send().expect(405).header("Allow"));
    api.get("/tasks/%zz").send().expect(400);
    api.get("/tasks?a=%zz").send().expect(400);
  }

  @Test
  void speaks_rfc_9457_to_those_who_ask_for_it() {
    var reply =
        api.post("/tasks", new JsonObject().put("title", "").put("x", 1))
            .header("Accept", "application/problem+json")
            .send()
            .expect(422);
    var problem = reply.json();
    assertEquals("application/problem+json", reply.header("Content-Type"));
    assertEquals("urn:errand:problem:invalid", problem.getString("type"));
    assertEquals("The request is not valid: 2 problems", problem.getString("detail"));
    assertEquals(2, problem.getJsonArray("errors").size());
    var missing = api.get("/tasks/" + UNKNOWN).header("Accept", "application/problem+json").send();
    assertEquals("Not Found", missing.expect(404).json().getString("title"));
    assertEquals(UNKNOWN, missing.json().getString("task_id"));
    var both = "application/json, application/problem+json";
    var first = api.get("/tasks/" + UNKNOWN).header("Accept", both).send().expect(404);
    assertEquals("application/json", first.header("Content-Type"));
  }

  @Test
  void takes_over_sane_request_ids_only() {
    assertEquals(
        "abc-1", api.get("/tasks").header("X-Request-ID", "abc-1").send().header("X-Request-ID"));
    for (var odd : List.of("a b", "x".repeat(129), "ü")) {
      var made = api.get("/tasks").header("X-Request-ID", odd).send().header("X-Request-ID");
      assertTrue(made.matches("[0-9a-f-]{36}"), made);
    }
  }
}
