package dev.errand.executor.standard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.testing.TestExecution;
import io.vertx.core.json.JsonObject;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LunarCalendarExecutorTest {

  private final LunarCalendarExecutor executor = new LunarCalendarExecutor();

  private Outcome run(JsonObject config) {
    return executor.run(TestExecution.of(config));
  }

  private JsonObject result(JsonObject config) {
    return assertInstanceOf(Outcome.Completed.class, run(config)).result();
  }

  @Test
  void is_found_by_the_service_loader() {
    assertTrue(
        ServiceLoader.load(Executor.class).stream()
            .anyMatch(found -> found.type() == LunarCalendarExecutor.class));
  }

  @Test
  void tells_all_of_a_day() {
    var day = result(new JsonObject().put("date", "2026-06-02").put("timezone", "Asia/Aden"));
    assertEquals("2026-06-02T09:00:00Z", day.getString("at"));
    assertEquals("full_moon", day.getJsonObject("moon_phase").getString("key"));
    assertEquals(8, day.getJsonObject("activities").size());
    assertFalse(result(new JsonObject()).getString("date").isEmpty());
  }

  @Test
  void judges_a_day_for_a_work_and_finds_the_best_of_many() {
    var said = result(new JsonObject().put("date", "2026-06-02").put("activity", "حصاد"));
    assertEquals("harvest", said.getString("activity"));
    assertEquals(said.getInteger("score") >= 7, said.getBoolean("is_suitable"));
    var best =
        result(
            new JsonObject().put("date", "2026-06-02").put("activity", "planting").put("days", 90));
    assertFalse(best.getJsonArray("items").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"activity\": \"dancing\"}",
        "{\"date\": \"2026-02-30\"}",
        "{\"date\": \"2700-01-01\"}",
        "{\"timezone\": \"Asia/Nowhere\"}"
      })
  void fails_for_good_where_there_is_no_such_thing(String config) {
    var failed = assertInstanceOf(Outcome.Failed.class, run(new JsonObject(config)));
    assertFalse(failed.retryable());
  }
}
