package dev.errand.app.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.app.health.Part.Finding;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HealthTest {

  private static final Part WELL =
      new Part("database", true, () -> Future.succeededFuture(Finding.ok(new JsonObject())));

  private static Part failing(String name, boolean vital) {
    return new Part(name, vital, () -> Future.failedFuture("away"));
  }

  private static Health.Report detailed(Part... parts) throws Exception {
    return new Health(new JsonObject(), List.of(parts)).detailed().await(60, TimeUnit.SECONDS);
  }

  @Test
  void a_part_that_is_not_vital_only_degrades() throws Exception {
    var report = detailed(WELL, failing("nats", false));
    assertEquals(200, report.status());
    assertEquals("degraded", report.body().getString("status"));
    var nats = report.body().getJsonObject("parts").getJsonObject("nats");
    assertEquals("away", nats.getString("reason"));
  }

  @Test
  void without_a_vital_part_it_is_unhealthy_whatever_comes_after() throws Exception {
    var report = detailed(failing("database", true), failing("nats", false));
    assertEquals(503, report.status());
    assertEquals("unhealthy", report.body().getString("status"));
  }

  @Test
  void a_part_that_does_not_answer_counts_as_failing() throws Exception {
    var silent = new Part("consul", false, () -> Promise.<Finding>promise().future());
    var report = detailed(WELL, silent);
    assertEquals("degraded", report.body().getString("status"));
  }

  @Test
  void a_stopping_service_lives_but_is_not_ready() throws Exception {
    var health = new Health(new JsonObject(), List.of(WELL));
    assertEquals(200, health.ready().await(60, TimeUnit.SECONDS).status());
    health.stopping();
    assertEquals(503, health.ready().await(60, TimeUnit.SECONDS).status());
    assertEquals(200, health.live().status());
  }
}
