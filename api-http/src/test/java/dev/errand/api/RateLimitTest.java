package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.errand.api.identity.AccessSettings;
import dev.errand.api.identity.AccessSettings.Rates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  private static ApiFixture limited(Rates rates) {
    var gateway = AccessSettings.gateway(List.of("127.0.0.1"), null);
    return new ApiFixture(gateway.with(rates), root -> {});
  }

  @Test
  void gives_each_user_and_each_key_a_quota_that_fills_up_steadily() {
    try (var api = limited(new Rates(3, 6))) {
      for (int left = 2; left >= 0; left--) {
        var reply = api.get("/task-types").as("t1", "ann").send().expect(200);
        assertEquals("\"user\";q=3;w=60", reply.header("RateLimit-Policy"));
        assertEquals(
            "\"user\";r=%d;t=%d".formatted(left, 60 - 20 * left), reply.header("RateLimit"));
      }
      var refused = api.get("/task-types").as("t1", "ann").send().expect(429);
      assertEquals("20", refused.header("Retry-After"));
      assertEquals("\"user\";r=0;t=60", refused.header("RateLimit"));
      assertEquals("requests_per_minute", refused.json().getString("limit_type"));
      assertEquals("rate_limited", refused.json().getString("code"));

      api.get("/task-types").as("t1", "bob").send().expect(200);
      api.get("/task-types").as("t2", "ann").send().expect(200);

      api.core.clock.advance(Duration.ofSeconds(19));
      api.get("/task-types").as("t1", "ann").send().expect(429);
      api.core.clock.advance(Duration.ofSeconds(1));
      api.get("/task-types").as("t1", "ann").send().expect(200);
      api.get("/task-types").as("t1", "ann").send().expect(429);
      limitsKeys(api);
    }
  }

  private static void limitsKeys(ApiFixture api) {
    var body = new JsonObject().put("name", "k").put("scopes", new JsonArray().add("read"));
    var key =
        api.post("/api-keys", body)
            .as("t3", "boss")
            .header("X-Roles", "admin")
            .send()
            .expect(201)
            .json()
            .getString("key");
    for (int i = 0; i < 6; i++) {
      api.get("/task-types").header("Authorization", "Bearer " + key).send().expect(200);
    }
    var refused =
        api.get("/task-types").header("Authorization", "Bearer " + key).send().expect(429);
    assertEquals("\"key\";q=6;w=60", refused.header("RateLimit-Policy"));
    assertEquals("10", refused.header("Retry-After"));
    assertFalse(refused.headers().contains("RateLimit-Limit"));
  }
}
