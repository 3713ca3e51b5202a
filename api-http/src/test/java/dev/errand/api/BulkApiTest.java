package dev.errand.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BulkApiTest {

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void creates_what_is_right_and_names_what_is_not() {
    var items =
        new JsonArray()
            .add(new JsonObject().put("title", "one").put("assigned_to", "bob"))
            .add(new JsonObject().put("name", "").put("colour", 1))
            .add(new JsonObject().put("title", "three").put("field_id", "south"))
            .add("four")
            .add(new JsonObject().put("title", "five").put("type", "unheard_of"));
    var body =
        new JsonObject()
            .put("field_id", "north")
            .put("assigned_to", "ann")
            .put("defaults", new JsonObject().put("type", "irrigation").put("priority", "high"))
            .put("suggestions", items);
    var reply = api.post("/tasks/auto-create", body).send().expect(201).json();
    var created = reply.getJsonArray("created");
    assertEquals(2, created.size());
    assertEquals("bob", created.getJsonObject(0).getString("assignee_id"));
    assertEquals("north", created.getJsonObject(0).getString("field_id"));
    assertEquals("ann", created.getJsonObject(1).getString("assignee_id"));
    assertEquals("south", created.getJsonObject(1).getString("field_id"));
    assertEquals("irrigation", created.getJsonObject(1).getString("type"));
    var failed = reply.getJsonArray("failed");
    assertEquals(
        List.of(1, 3, 4), failed.stream().map(f -> ((JsonObject) f).getInteger("index")).toList());
    assertEquals(
        new JsonArray(List.of("body", "items", 1, "name")),
        failed.getJsonObject(0).getJsonArray("detail").getJsonObject(0).getJsonArray("loc"));
    assertEquals(
        new JsonObject().put("total", 5).put("created", 2).put("failed", 3),
        reply.getJsonObject("summary"));
  }

  @Test
  void answers_422_if_none_is_right() {
    var items = new JsonArray().add(new JsonObject()).add(new JsonObject().put("title", ""));
    var reply = api.post("/tasks/bulk", new JsonObject().put("items", items)).send().expect(422);
    assertEquals(List.of("body.items.0.title", "body.items.1.title"), reply.places());
    api.post("/tasks/bulk", new JsonObject().put("items", new JsonArray())).send().expect(422);
    api.post("/tasks/bulk", new JsonObject()).send().expect(422);
    var wrong = new JsonObject().put("defaults", new JsonObject().put("colour", 1));
    var refused =
        api.post("/tasks/bulk", wrong.put("items", new JsonArray().add(new JsonObject())));
    assertEquals(List.of("body.defaults.colour"), refused.send().expect(422).places());
  }

  @Test
  void takes_five_hundred_at_once_and_more_than_two_mebibytes() {
    var items = new JsonArray();
    for (int i = 0; i < 500; i++) {
      items.add(new JsonObject().put("title", "t" + i).put("description", "d".repeat(6000)));
    }
    var body = new JsonObject().put("items", items);
    assertTrue(body.toBuffer().length() > 2 * 1024 * 1024);
    var reply = api.post("/tasks/bulk", body).send().expect(201).json();
    assertEquals(500, reply.getJsonObject("summary").getInteger("created"));
    assertEquals("t499", reply.getJsonArray("created").getJsonObject(499).getString("title"));
    items.add(new JsonObject().put("title", "one too many"));
    assertEquals(List.of("body.items"), api.post("/tasks/bulk", body).send().expect(422).places());
  }
}
