package dev.errand.api;

import io.vertx.core.json.*;
import org.junit.jupiter.api.Test;

class SmokeTest {
  @Test
  void smoke() {
    try (var api = new ApiFixture()) {
      System.out.println(api.post("/tasks", ApiFixture.todo("x")).send().body());
      System.out.println(
          api.get("/tasks?limit=101&offset=-1&status=foo&colour=red&limt=4").send().body());
      System.out.println(
          api.post(
                  "/tasks",
                  new JsonObject(
                      "{\"title\":\"\",\"name2\":1,\"due_date\":\"2026-02-30\",\"priority\":\"critical\",\"task_type\":\"invalid_type\",\"max_retries\":0,\"tags\":[1,\"a\",\"a\"]}"))
              .send()
              .body());
      System.out.println(api.post("/tasks").json("{\"title\":").send().body());
      System.out.println(api.get("/nope").send().body());
      System.out.println(api.get("//nope").send().body());
      System.out.println(api.call(io.vertx.core.http.HttpMethod.DELETE, "/tasks").send());
      System.out.println(api.get("/tasks/zzz").send().body());
    }
  }
}
