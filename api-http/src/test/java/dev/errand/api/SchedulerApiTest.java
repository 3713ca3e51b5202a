package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.errand.api.identity.AccessSettings;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SchedulerApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture(AccessSettings.gateway(List.of("127.0.0.1"), null), root -> {});
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static String job(String tenant, String priority, int seconds) {
    var body =
        new JsonObject()
            .put("type", "job")
            .put("performer", "worker")
            .put("priority", priority)
            .put("run_at", api.core.clock.instant().plusSeconds(seconds).toString());
    return api.post("/tasks", body).as(tenant, "ann").send().expect(201).json().getString("id");
  }

  private static List<String> pending(String tenant, int limit) {
    return api
        .get("/scheduler/pending?limit=" + limit)
        .as(tenant, "boss")
        .header("X-Roles", "admin")
        .send()
        .expect(200)
        .json()
        .getJsonArray("items")
        .stream()
        .map(task -> ((JsonObject) task).getString("id"))
        .toList();
  }

  @Test
  void lists_what_is_due_by_rank_then_time() {
    var second = job("t1", "low", 10);
    var third = job("t1", "low", 20);
    var first = job("t1", "urgent", 30);
    job("t1", "urgent", 90);
    job("t2", "urgent", 10);
    api.post("/tasks", ApiFixture.todo("a person's")).as("t1", "ann").send().expect(201);
    assertEquals(List.of(), pending("t1", 50));
    api.core.clock.advance(Duration.ofSeconds(30));
    assertEquals(List.of(first, second, third), pending("t1", 50));
    assertEquals(List.of(first), pending("t1", 1));
  }

  @Test
  void is_for_admins() {
    for (var role : List.of("viewer", "technician", "operator", "manager")) {
      api.get("/scheduler/pending").as("t1", "u").header("X-Roles", role).send().expect(403);
    }
    api.get("/scheduler/pending").header("X-Tenant-ID", "t1").send().expect(401);
  }

  @Test
  void runs_a_task_before_its_time() {
    var id = job("t3", "low", 3600);
    api.post("/scheduler/execute/" + id).as("t3", "u").send().expect(403);
    var started =
        api.post("/scheduler/execute/" + id)
            .as("t3", "boss")
            .header("X-Roles", "admin")
            .send()
            .expect(202)
            .json();
    assertEquals("queued", started.getString("status"));
    assertEquals(List.of(id), pending("t3", 50));
  }
}
