package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.identity.AccessSettings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IdentityTest {

  private static final String UNKNOWN = "01968e2c-7f3a-7b1e-9a58-3f0a9c1e0d20";
  private static final List<String> CALLS =
      List.of(
          "GET ",
          "GET /status",
          "GET /history",
          "GET /executions",
          "PATCH ",
          "DELETE ",
          "POST /run",
          "POST /cancel");

  private static ApiFixture gateway(List<String> proxies, @Nullable String secret) {
    var access = AccessSettings.gateway(proxies, secret);
    return new ApiFixture(access, root -> root.get("/health").handler(c -> c.response().end()));
  }

  @Test
  void believes_a_gateway_that_knows_the_secret() {
    try (var api = gateway(List.of("10.0.0.0/8"), "s3cret")) {
      api.get("/tasks").as("t", "u").send().expect(401);
      api.get("/tasks").as("t", "u").header("X-Gateway-Secret", "wrong").send().expect(401);
      api.get("/tasks").as("t", "u").header("X-Gateway-Secret", "s3cret").send().expect(200);
      api.get("//health").send().expect(200);
      api.get("//openapi.json").send().expect(200);
    }
  }

  @Test
  void believes_trusted_proxies_and_demands_tenant_and_user() {
    try (var api = gateway(List.of("10.0.0.0/8", "127.0.0.1"), null)) {
      for (var path : List.of("/tasks", "/nothing", "/task-types")) {
        var tenant = api.get(path).header("X-User-ID", "u").send().expect(400).json();
        assertEquals("tenant_required", tenant.getString("code"));
        var user = api.get(path).header("X-Tenant-ID", "t").send().expect(401).json();
        assertEquals("unauthenticated", user.getString("code"));
      }
      api.get("/nothing").as("t", "u").send().expect(404);
      api.get("/tasks").as("t", "x".repeat(129)).send().expect(400);
      api.get("/tasks").as("t", " ").send().expect(401);
      // DNS rebinding is no matter where nobody is trusted for being local.
      api.get("/tasks").as("t", "u").header("Host", "errand.example").send().expect(200);
    }
  }

  @Test
  void refuses_headers_that_are_sent_twice_since_one_may_be_the_callers() {
    try (var api = gateway(List.of("127.0.0.1"), null)) {
      for (var name : List.of("X-Tenant-ID", "X-User-ID", "X-Roles")) {
        var twice =
            api.get("/tasks").as("t", "u").header("X-Roles", "viewer").header(name, "admin");
        var refused = twice.send().expect(400).json();
        assertEquals("header_invalid", refused.getString("code"));
        assertEquals("The header " + name + " must not be sent twice", refused.getString("detail"));
      }
    }
  }

  @Test
  void takes_the_highest_role_it_knows() {
    try (var api = gateway(List.of("127.0.0.0/8"), null)) {
      var id =
          api.post("/tasks", todo("mine"))
              .as("t", "owner")
              .send()
              .expect(201)
              .json()
              .getString("id");
      var patch = new JsonObject().put("title", "theirs");
      var denied = api.patch("/tasks/" + id, patch).as("t", "other").send().expect(403).json();
      assertEquals("Permission denied", denied.getString("detail"));
      assertEquals("update", denied.getString("action"));
      api.patch("/tasks/" + id, patch)
          .as("t", "other")
          .header("X-Roles", "unheard, operator")
          .send()
          .expect(403);
      api.patch("/tasks/" + id, patch)
          .as("t", "other")
          .header("X-Roles", "viewer,Manager")
          .send()
          .expect(200);
      api.patch("/tasks/" + id, patch)
          .as("t", "owner")
          .header("X-Roles", "viewer")
          .send()
          .expect(403);
      api.post("/tasks", todo("no")).as("t", "v").header("X-Roles", "viewer").send().expect(403);
      api.post("/tasks", todo("no")).as("t", "v").header("X-Roles", "readonly").send().expect(403);
    }
  }

  @Test
  void refuses_foreign_hosts_and_origins_in_local_mode() {
    try (var api = new ApiFixture()) {
      api.get("/tasks").header("Host", "evil.example").send().expect(403);
      api.get("/tasks").header("Host", "localhost:1").send().expect(200);
      api.get("/tasks").header("Host", "[::1]:8211").send().expect(200);
      api.get("/tasks").header("Host", "127.0.0.1.evil.example").send().expect(403);
      api.get("/tasks").header("Origin", "http://localhost:3000").send().expect(200);
      for (var origin :
          List.of("https://evil.example", "null", "http://127.0.0.1.evil.example", "%%%")) {
        var refused = api.post("/tasks", todo("x")).header("Origin", origin).send().expect(403);
        assertEquals("foreign_origin", refused.json().getString("code"));
      }
    }
  }

  @Test
  void trusts_everybody_on_this_machine_and_takes_headers_if_sent() {
    try (var api = new ApiFixture()) {
      assertEquals("me", api.created(todo("a")).getString("owner_id"));
      var other = api.post("/tasks", todo("b")).as("t2", "bob").send().expect(201).json();
      assertEquals("bob", other.getString("owner_id"));
      assertEquals(1, api.total());
    }
  }

  @Test
  void hides_the_tasks_of_another_tenant() {
    try (var api = new ApiFixture()) {
      var job = new JsonObject().put("type", "job").put("performer", "worker");
      var task = api.post("/tasks", job).as("one", "u").send().expect(201).json();
      for (var call : CALLS) {
        var theirs = intruder(api, call, task.getString("id")).send().expect(404).json();
        var none = intruder(api, call, UNKNOWN).send().expect(404).json();
        assertEquals(anonymous(none), anonymous(theirs), call);
      }
      var execution = "/executions/" + task.getString("execution_id");
      api.get(execution).as("two", "u").send().expect(404);
      api.get(execution).as("one", "u").send().expect(200);
      var list = api.get("/tasks").as("two", "u").send().expect(200).json();
      assertTrue(list.getJsonArray("items").isEmpty());
      assertEquals(0, list.getInteger("total"));
      var after = api.get("/tasks/" + task.getString("id")).as("one", "u").send().json();
      assertEquals(task, after);
    }
  }

  private static Call intruder(ApiFixture api, String call, String id) {
    var method = HttpMethod.valueOf(call.substring(0, call.indexOf(' ')));
    var made = api.call(method, "/tasks/" + id + call.substring(call.indexOf(' ') + 1));
    if (method.equals(HttpMethod.PATCH)) {
      made.json("{\"title\":\"taken\"}");
    }
    return made.as("two", "u").header("X-Roles", "admin");
  }

  private static JsonObject anonymous(JsonObject body) {
    body.remove("request_id");
    body.remove("task_id");
    return body;
  }
}
