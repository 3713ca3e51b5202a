package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.api.identity.AccessSettings;
import dev.errand.core.apikey.ApiKeyCommand.RevokeApiKey;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ApiKeyTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture(AccessSettings.gateway(List.of("127.0.0.1"), null), root -> {});
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonObject body(String... scopes) {
    return new JsonObject().put("name", "a program").put("scopes", new JsonArray(List.of(scopes)));
  }

  private static Call admin(Call call) {
    return call.as("t1", "boss").header("X-Roles", "admin");
  }

  private static JsonObject created(JsonObject body) {
    return admin(api.post("/api-keys", body)).send().expect(201).json();
  }

  private static Call with(JsonObject key, Call call) {
    return call.header("Authorization", "Bearer " + key.getString("key"));
  }

  private static Call tasks(JsonObject key) {
    return with(key, api.get("/tasks"));
  }

  private static void revoke(JsonObject key) {
    admin(api.call(HttpMethod.DELETE, "/api-keys/" + key.getString("id"))).send().expect(204);
  }

  @Test
  void cannot_be_made_with_an_idempotency_key_which_would_keep_it() {
    var call = admin(api.post("/api-keys", body("read"))).header("Idempotency-Key", "k");
    assertEquals("idempotency_key_refused", call.send().expect(400).json().getString("code"));
  }

  @Test
  void is_shown_once_and_stored_as_a_hash() throws SQLException {
    var reply = admin(api.post("/api-keys", body("read"))).send().expect(201);
    var key = reply.json();
    assertEquals("no-store", reply.header("Cache-Control"));
    assertTrue(key.getString("key").matches("erk_[\\w-]{43}"));
    assertEquals("viewer", key.getString("role"));
    var shown = admin(api.get("//" + reply.header("Location").substring(1))).send().expect(200);
    assertEquals(key.copy().putNull("key").getMap().keySet().size() - 1, shown.json().size());
    assertFalse(String.valueOf(shown.body()).contains("erk_"));
    var list = admin(api.get("/api-keys?limit=1")).send().expect(200).json();
    assertEquals(key.getString("id"), list.getJsonArray("items").getJsonObject(0).getString("id"));
    try (var connection = api.core.database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select k::text from api_key k")) {
      while (rows.next()) {
        assertFalse(rows.getString(1).contains(key.getString("key").substring(4)));
      }
    }
  }

  @Test
  void belongs_to_its_tenant_and_works_without_the_gateway() {
    var key = created(body("write"));
    var task = with(key, api.post("/tasks", todo("by key"))).send().expect(201).json();
    assertEquals(key.getString("user_id"), task.getString("owner_id"));
    var id = task.getString("id");
    with(key, api.get("/tasks/" + id)).as("other", "u").send().expect(200);
    api.get("/tasks/" + id).as("other", "u").send().expect(404);
    with(key, api.patch("/tasks/" + id, new JsonObject().put("title", "mine"))).send().expect(200);
    var theirs = api.post("/tasks", todo("x")).as("t1", "ann").send().expect(201).json();
    with(key, api.patch("/tasks/" + theirs.getString("id"), new JsonObject().put("title", "no")))
        .send()
        .expect(403);
    admin(api.get("/api-keys/" + key.getString("id"))).send().expect(200);
    api.get("/api-keys/" + key.getString("id"))
        .as("other", "boss")
        .header("X-Roles", "admin")
        .send()
        .expect(404);
  }

  @Test
  void opens_what_its_scope_says() {
    var key = created(body("worker"));
    var claim = new JsonObject().put("worker_id", "w").put("namespaces", new JsonArray().add("q"));
    with(key, api.post("/queue/claim", claim)).send().expect(204);
    var denied = tasks(key).send().expect(403).json();
    assertEquals("read", denied.getString("required_scope"));
    with(key, api.post("/tasks", todo("x"))).send().expect(403);
    with(key, api.get("/api-keys")).send().expect(403);
  }

  @Test
  void is_refused_at_once_when_revoked_and_a_second_later_on_another_node() {
    var here = created(body("read"));
    tasks(here).send().expect(200);
    revoke(here);
    var refused = tasks(here).send().expect(401);
    assertTrue(refused.header("WWW-Authenticate").contains("invalid_token"));
    admin(api.call(HttpMethod.DELETE, "/api-keys/" + here.getString("id"))).send().expect(404);
    var after = admin(api.get("/api-keys/" + here.getString("id"))).send().json();
    assertEquals("boss", after.getString("revoked_by"));

    var elsewhere = created(body("read"));
    tasks(elsewhere).send().expect(200);
    var boss = new Caller("t1", "boss", Role.ADMIN, null, new Caller.Origin("r", null), Sight.ALL);
    api.core.ask(new RevokeApiKey(boss, UUID.fromString(elsewhere.getString("id"))));
    api.core.clock.advance(Duration.ofSeconds(1));
    tasks(elsewhere).send().expect(401);
  }

  @Test
  void opens_nothing_once_it_has_expired() {
    var now = api.core.clock.instant();
    var key = created(body("read").put("expires_at", now.plusSeconds(60).toString()));
    tasks(key).send().expect(200);
    api.core.clock.advance(Duration.ofSeconds(60));
    tasks(key).send().expect(401);
    var past = body("read").put("expires_at", now.toString());
    var refused = admin(api.post("/api-keys", past)).send().expect(422);
    assertEquals(List.of("body.expires_at"), refused.places());
  }

  @Test
  void notes_its_use_once_a_minute() {
    var key = created(body("read"));
    assertNull(lastUse(key));
    tasks(key).send().expect(200);
    var first = lastUse(key);
    assertEquals(api.core.clock.instant(), first);
    api.core.clock.advance(Duration.ofSeconds(59));
    tasks(key).send().expect(200);
    assertEquals(first, lastUse(key));
    api.core.clock.advance(Duration.ofSeconds(1));
    tasks(key).send().expect(200);
    assertEquals(api.core.clock.instant(), lastUse(key));
  }

  @org.jspecify.annotations.Nullable
  private static Instant lastUse(JsonObject key) {
    return admin(api.get("/api-keys/" + key.getString("id")))
        .send()
        .expect(200)
        .json()
        .getInstant("last_used_at");
  }

  @Test
  void reads_the_body_of_a_request_that_waited_for_its_key() {
    var key = created(body("write"));
    api.core.clock.advance(Duration.ofSeconds(2));
    var text = "x".repeat(300_000);
    var task =
        with(key, api.post("/tasks", todo("big").put("description", text.substring(0, 5000))))
            .send()
            .expect(201)
            .json();
    assertEquals(5000, task.getString("description").length());
    api.core.clock.advance(Duration.ofSeconds(2));
    var big = todo("big").put("metadata", new JsonObject().put("text", text));
    assertEquals(
        201, with(key, api.post("/tasks", big)).send().status(), "a body of several packets");
  }

  @Test
  void must_be_well_formed_to_be_made() {
    var wrong = new JsonObject().put("name", "").put("scopes", new JsonArray().add("everything"));
    var refused = admin(api.post("/api-keys", wrong)).send().expect(422);
    assertEquals(
        List.of("body.name", "body.scopes.0"), refused.places().stream().sorted().toList());
    admin(api.post("/api-keys", body())).send().expect(422);
  }
}
