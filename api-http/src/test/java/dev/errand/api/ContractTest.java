package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.contract.Contract;
import dev.errand.core.testing.CoreFixture;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class ContractTest {

  private static final String UNKNOWN = "01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d20";

  private static ApiFixture api;
  private static JsonObject document;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
    document = api.contract.json();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void is_served_as_json_and_as_yaml() {
    assertEquals(document, api.get("//openapi.json").send().expect(200).json());
    var yaml = api.get("//openapi.yaml").send().expect(200).body();
    Map<String, Object> loaded = new Yaml().load(String.valueOf(yaml));
    assertEquals(document, new JsonObject(new JsonObject(loaded).encode()));
    assertTrue(!String.valueOf(yaml).contains("<<"));
    assertTrue(!String.valueOf(yaml).contains("__"), "marks of the library");
  }

  @Test
  void is_found_from_the_address_of_the_service_alone() {
    var entrance = api.get("//").send().expect(200).json();
    assertEquals("Errand", entrance.getString("name"));
    api.get("/" + entrance.getString("documentation") + "/").send().expect(200);
    assertEquals(document, api.get("/" + entrance.getString("contract")).send().json());
  }

  @Test
  void refuses_to_start_when_operations_and_endpoints_differ() {
    var refused =
        assertThrows(
            IllegalStateException.class,
            () -> Routes.requireSame(Set.of("both", "lonely"), Set.of("both", "surplus")));
    assertTrue(String.valueOf(refused.getMessage()).contains("[lonely]"));
    assertTrue(String.valueOf(refused.getMessage()).contains("[surplus]"));
  }

  @Test
  void describes_every_operation() {
    forEachOperation(
        (path, operation) -> {
          var id = operation.getString("operationId");
          assertTrue(operation.containsKey("summary"), id);
          var codes = operation.getJsonObject("responses").fieldNames();
          assertTrue(codes.containsAll(Set.of("400", "401", "403", "422", "500")), id);
          // The one that needs something to be there which its body names.
          // And days, works and fields are no things of ours that might not be there.
          var others =
              Set.of("getCalendarDay", "listBestDaysFor", "getFieldHealth", "listFieldSuggestions");
          var named =
              (path.contains("{") && !others.contains(id)) || id.equals("createFromTemplate");
          assertEquals(named, codes.contains("404"), id);
          var body = operation.containsKey("requestBody");
          assertEquals(body, codes.containsAll(Set.of("413", "415")), id);
        });
  }

  @Test
  void has_examples_that_fit_their_schemas() {
    var schemas = document.getJsonObject("components").getJsonObject("schemas");
    for (var name : schemas.fieldNames()) {
      var example = schemas.getJsonObject(name).getValue("example");
      if (example != null) {
        assertEquals(List.of(), api.contract.schema(name).check(example, List.of(name)));
      }
    }
    var responses = document.getJsonObject("components").getJsonObject("responses");
    for (var name : responses.fieldNames()) {
      var json =
          responses.getJsonObject(name).getJsonObject("content").getJsonObject("application/json");
      if (json != null && json.containsKey("example")) {
        var schema = json.getJsonObject("schema").getString("$ref").replaceAll(".*/", "");
        var problems = api.contract.schema(schema).check(json.getValue("example"), List.of(name));
        assertEquals(List.of(), problems);
      }
    }
  }

  @Test
  void the_full_task_of_the_documentation_is_one() throws IOException {
    var glossary = Files.readString(Path.of("..", "docs", "glossary.md"));
    int from = glossary.indexOf("```json") + "```json".length();
    var task = new JsonObject(glossary.substring(from, glossary.indexOf("```", from)));
    assertEquals(List.of(), api.contract.schema("Task").check(task, List.of("task")));
  }

  @Test
  void has_request_examples_that_the_service_takes() {
    forEachOperation(
        (path, operation) -> {
          var body = operation.getJsonObject("requestBody");
          // What is no JSON has examples for people.
          if (body != null && body.getJsonObject("content").containsKey("application/json")) {
            var id = operation.getString("operationId");
            var shape = Objects.requireNonNull(api.contract.operation(id).body());
            examples(body.getJsonObject("content").getJsonObject("application/json"))
                .forEach(
                    example ->
                        assertEquals(
                            List.of(), shape.shape().check(example, List.of(id)).violations()));
          }
        });
  }

  private static JsonArray examples(JsonObject media) {
    var found = new JsonArray();
    if (media.containsKey("example")) {
      found.add(media.getValue("example"));
    }
    for (var named : media.getJsonObject("examples", new JsonObject())) {
      found.add(((JsonObject) named.getValue()).getValue("value"));
    }
    return found;
  }

  @Test
  void gives_every_path_the_methods_that_it_names() {
    var methods = new TreeSet<String>();
    for (var path : document.getJsonObject("paths").fieldNames()) {
      methods.add(
          path + " " + api.contract.methods(path.replace("{id}", "x").replace("{name}", "y")));
    }
    assertTrue(methods.contains("/tasks/{id} DELETE, GET, HEAD, PATCH, PUT"), methods.toString());
    assertTrue(methods.contains("/tasks GET, HEAD, POST"), methods.toString());
  }

  /** Whatever a GET would be told, be it that there is nothing. */
  @Test
  void answers_head_as_it_answers_get_without_the_body() {
    var paths = new java.util.ArrayList<>(List.of("//openapi.json", "//openapi.yaml", "//docs/"));
    document
        .getJsonObject("paths")
        .forEach(
            path -> {
              if (((JsonObject) path.getValue()).containsKey("get")) {
                paths.add(path.getKey().replaceAll("\\{[^}]+}", UNKNOWN));
              }
            });
    for (var path : paths) {
      var get = api.get(path).send();
      var head = api.call(HttpMethod.HEAD, path).send();
      assertEquals(get.status(), head.status(), path);
      assertNull(head.body(), path);
      // How a body is cut says nothing of what it is.
      var names = new TreeSet<>(get.headers().names());
      names.removeIf("transfer-encoding"::equalsIgnoreCase);
      assertEquals(names, new TreeSet<>(head.headers().names()), path);
      for (var header : List.of("Content-Length", "Content-Type", "ETag")) {
        assertEquals(get.header(header), head.header(header), path);
      }
    }
    assertTrue(paths.size() > 40, paths::toString);
  }

  @Test
  void checks_on_many_threads_as_on_one() throws InterruptedException {
    var shape = api.contract.shape("NewTask");
    var wrong =
        new JsonObject().put("title", "").put("tags", new JsonArray().add(1)).put("due_at", "x");
    var wanted = shape.check(wrong, List.of("body")).violations();
    assertEquals(3, wanted.size());
    var results = java.util.concurrent.ConcurrentHashMap.newKeySet();
    var threads =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(
                i ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              for (int n = 0; n < 2000; n++) {
                                results.add(
                                    shape.check(wrong.copy(), List.of("body")).violations());
                              }
                            }))
            .toList();
    for (var thread : threads) {
      thread.join();
    }
    assertEquals(Set.of(wanted), results);
  }

  @Test
  void loads_once_and_is_shared() {
    var vertx = Vertx.vertx();
    try {
      assertEquals(
          api.contract.operationIds(), CoreFixture.await(Contract.load(vertx)).operationIds());
    } finally {
      CoreFixture.await(vertx.close());
    }
  }

  private static void forEachOperation(BiConsumer<String, JsonObject> action) {
    var paths = document.getJsonObject("paths");
    for (var path : paths.fieldNames()) {
      var item = paths.getJsonObject(path);
      for (var method : item.fieldNames()) {
        if (!method.equals("parameters")) {
          action.accept(path, item.getJsonObject(method));
        }
      }
    }
  }
}
