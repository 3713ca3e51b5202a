package dev.errand.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FarmTest {

  private static final List<JsonObject> TASKS =
      IntStream.range(0, 10_000).mapToObj(new Farm(10_000)::item).map(JsonObject::new).toList();

  private static long count(Predicate<JsonObject> which) {
    return TASKS.stream().filter(which).count();
  }

  @Test
  void the_same_number_is_the_same_task() {
    assertEquals(TASKS.get(17), new JsonObject(new Farm(50_000).item(17)));
  }

  @Test
  void tasks_are_spread_over_types_people_and_blocks() {
    for (var type : Farm.TYPES) {
      assertTrue(count(task -> task.getString("type").equals(type)) > 1000, type);
    }
    for (int i = 0; i < Farm.PEOPLE; i++) {
      var person = "worker-" + i;
      assertTrue(count(task -> person.equals(task.getString("assignee_id"))) > 150, person);
    }
    assertEquals(Farm.SAME_NUMBER, count(task -> task.getString("title").endsWith(" block 123")));
  }

  @Test
  void a_twentieth_is_done_by_programs_and_has_no_due_date() {
    long programs = count(task -> "worker".equals(task.getString("performer")));
    assertTrue(programs > 400 && programs < 600, programs + " of 10,000");
    assertEquals(0, count(task -> task.containsKey("performer") && task.containsKey("due_at")));
  }
}
