package dev.errand.api;

import static dev.errand.api.ApiFixture.todo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskListTest {

  @Test
  void filters_by_status_and_type_in_any_of_their_words() {
    try (var api = new ApiFixture()) {
      api.created(todo("a"));
      var cancelled = api.created(todo("b")).getString("id");
      api.post("/tasks/" + cancelled + "/cancel", new JsonObject().put("reason", "Weather"))
          .send()
          .expect(200);
      api.created(todo("c").put("type", "irrigation"));
      assertEquals(3, total(api, ""));
      assertEquals(2, total(api, "?status=pending"));
      assertEquals(2, total(api, "?status=created"));
      assertEquals(3, total(api, "?status=pending&status=canceled"));
      assertEquals(1, total(api, "?type=irrigation"));
      assertEquals(1, total(api, "?task_type=irrigation&status=pending"));
      assertEquals(0, total(api, "?type=unheard_of"));
      assertEquals(
          List.of("query.task_type"),
          api.get("/tasks?type=todo&task_type=irrigation").send().expect(422).places());
    }
  }

  private static int total(ApiFixture api, String query) {
    var page = api.get("/tasks" + query).send().expect(200).json();
    assertEquals(page.getInteger("total"), page.getJsonArray("items").size());
    return page.getInteger("total");
  }

  @Test
  void names_every_parameter_that_is_wrong() {
    try (var api = new ApiFixture()) {
      for (var wrong :
          List.of(
              "limit=101",
              "limit=0",
              "limit=ten",
              "limit=1&limit=2",
              "limit=",
              "offset=-1",
              "offset=10001",
              "offset=99999999999999999999",
              "status=foo",
              "colour=red",
              "LIMIT=5",
              "type=",
              "type=a%00b",
              "cursor=nonsense",
              "cursor=")) {
        var name = wrong.substring(0, wrong.indexOf('='));
        assertEquals(
            List.of("query." + name),
            api.get("/tasks?" + wrong).send().expect(422).places(),
            wrong);
      }
      var all = "/tasks?limit=101&offset=-1&status=foo&colour=red";
      assertEquals(
          List.of("query.colour", "query.limit", "query.offset", "query.status"),
          api.get(all).send().expect(422).places().stream().sorted().toList());
      assertTrue(api.get("/tasks?limt=5").send().messages().contains("did you mean limit?"));
    }
  }

  @Test
  void walks_all_tasks_once_by_cursor_while_others_are_added() {
    try (var api = new ApiFixture()) {
      var wanted = new HashSet<String>();
      for (int i = 0; i < 25; i++) {
        wanted.add(api.created(todo("t" + i)).getString("id"));
      }
      var walked = new ArrayList<String>();
      String cursor = null;
      do {
        var page =
            api.get("/tasks?limit=10" + (cursor == null ? "" : "&cursor=" + cursor)).send().json();
        page.getJsonArray("items").forEach(t -> walked.add(((JsonObject) t).getString("id")));
        cursor = page.getString("next_cursor");
        api.created(todo("meanwhile"));
      } while (cursor != null);
      assertEquals(walked.size(), new HashSet<>(walked).size());
      assertTrue(walked.containsAll(wanted));
      var last = api.get("/tasks?limit=10&offset=20").send().json();
      assertNull(last.getString("next_cursor"));
    }
  }
}
