package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.api.identity.AccessSettings;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Callers of whom the gateway does not say what they may do. */
class StoredRoleTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture(AccessSettings.gateway(List.of("127.0.0.1"), null), root -> {});
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static Call boss(Call call) {
    return call.as("t", "boss").header("X-Roles", "admin");
  }

  private static void user(String id, String role) {
    boss(api.post("/users", new JsonObject().put("id", id).put("role", role))).send().expect(201);
  }

  private static int creates(String user) {
    return api.post("/tasks", todo("a")).as("t", user).send().status();
  }

  private static int lists(String user) {
    return api.get("/api-keys").as("t", user).send().status();
  }

  @Test
  void may_do_what_their_users_may_unless_a_header_says_otherwise() {
    user("ann", "admin");
    assertEquals(200, lists("ann"));
    for (var said : List.of("operator", "unheard")) {
      api.get("/api-keys").as("t", "ann").header("X-Roles", said).send().expect(403);
    }
    assertEquals(403, lists("nobody"));
    assertEquals(201, creates("nobody"));
    api.get("/api-keys").as("other", "ann").send().expect(403);
  }

  @Test
  void what_is_changed_here_counts_at_once() {
    user("bob", "viewer");
    assertEquals(403, creates("bob"));
    var role = new JsonObject().put("role", "technician");
    boss(api.patch("/users/bob", role)).send().expect(200);
    assertEquals(201, creates("bob"));
    boss(api.patch("/users/bob", role.put("role", "admin"))).send().expect(200);
    assertEquals(200, lists("bob"));
    boss(api.call(io.vertx.core.http.HttpMethod.DELETE, "/users/bob")).send().expect(204);
    assertEquals(403, lists("bob"));
  }

  @Test
  void what_is_changed_elsewhere_counts_within_five_seconds_and_is_not_asked_for_before() {
    user("cyd", "admin");
    assertEquals(200, lists("cyd"));
    changeElsewhere("update person set role = 'viewer' where id = 'cyd'");
    api.core.clock.advance(Duration.ofMillis(4_999));
    assertEquals(200, lists("cyd"));
    api.core.clock.advance(Duration.ofMillis(1));
    assertEquals(403, lists("cyd"));
  }

  private static void changeElsewhere(String sql) {
    try (var connection = api.core.database.connect();
        var statement = connection.createStatement()) {
      assertEquals(1, statement.executeUpdate(sql));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
