package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is told about queues over HTTP. */
final class QueueApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void open() {
    api = new ApiFixture();
  }

  @AfterAll
  static void close() {
    api.close();
  }

  @Test
  void counts_the_tasks_of_the_tenant_by_namespace_and_status() {
    for (var namespace : new String[] {"one", "one", "two"}) {
      create(
          "s1", new JsonObject().put("type", "todo").put("title", "t").put("namespace", namespace));
    }
    create("s1", worker().put("namespace", "two"));
    create("s1", worker().put("namespace", "two").put("run_at", "2999-01-01T00:00:00Z"));
    create("s2", worker());
    var stats = api.get("/queue/stats").as("s1", "ann").send().expect(200).json();
    var namespaces = stats.getJsonArray("namespaces");
    assertEquals(2, namespaces.size());
    assertEquals("one", namespaces.getJsonObject(0).getString("namespace"));
    assertEquals(2, namespaces.getJsonObject(0).getJsonObject("counts").getInteger("pending"));
    var two = namespaces.getJsonObject(1);
    assertEquals(1, two.getJsonObject("counts").getInteger("pending"));
    assertEquals(1, two.getJsonObject("counts").getInteger("queued"));
    assertEquals(1, two.getJsonObject("counts").getInteger("scheduled"));
    assertEquals(3, stats.getJsonObject("total").getInteger("pending"));
    assertEquals(0, stats.getJsonObject("total").getInteger("running"));
    var alone = api.get("/queue/stats?namespace=two").as("s1", "ann").send().expect(200).json();
    assertEquals(1, alone.getJsonArray("namespaces").size());
    assertEquals(two, alone.getJsonArray("namespaces").getJsonObject(0));
    assertEquals(1, alone.getJsonObject("total").getInteger("pending"));
    for (var each : Map.of("two", 2, "one", 0, "three", 0).entrySet()) {
      var page = api.get("/executions?namespace=" + each.getKey()).as("s1", "ann").send().json();
      assertEquals(each.getValue(), page.getInteger("total"), each.getKey());
      assertEquals(each.getValue(), page.getJsonArray("items").size(), each.getKey());
    }
  }

  @Test
  void explains_why_a_task_does_not_run() {
    var id = create("s3", worker().put("run_at", "2999-01-01T00:00:00Z"));
    var answer = api.get("/tasks/" + id + "/explain").as("s3", "ann").send().expect(200).json();
    assertEquals("scheduled", answer.getString("status"));
    var reasons = answer.getJsonArray("reasons");
    assertEquals("not_due", reasons.getJsonObject(0).getString("code"));
    assertEquals("2999-01-01T00:00:00Z", reasons.getJsonObject(0).getString("run_at"));
    assertEquals("no_worker", reasons.getJsonObject(1).getString("code"));
    assertNull(answer.getInteger("position"));
  }

  @Test
  void does_not_explain_what_the_tenant_does_not_have() {
    var id = create("s4", worker());
    var foreign = api.get("/tasks/" + id + "/explain").as("s5", "bob").send().expect(404).json();
    var unknown = UUID.randomUUID().toString();
    var missing =
        api.get("/tasks/" + unknown + "/explain").as("s5", "bob").send().expect(404).json();
    assertEquals(missing.getString("detail"), foreign.getString("detail"));
    assertTrue(foreign.getString("code").equals(missing.getString("code")));
  }

  private static JsonObject worker() {
    return new JsonObject().put("type", "analysis").put("performer", "worker");
  }

  private static String create(String tenant, JsonObject members) {
    return api.post("/tasks", members).as(tenant, "ann").send().expect(201).json().getString("id");
  }
}
