package dev.errand.executor.weather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.testing.Attempt;
import dev.errand.executor.testing.TaskTypeSchema;
import dev.errand.executor.testing.TestExecution;
import dev.errand.executor.testing.Upstream;
import dev.errand.executor.testing.Upstream.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeatherAlertTest {

  private final WeatherAlertExecutor executor = new WeatherAlertExecutor();
  private final TaskTypeSchema schema = TaskTypeSchema.of(executor.taskType());
  private Upstream upstream;

  @BeforeEach
  void open() throws IOException {
    upstream = new Upstream();
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  private Outcome.Completed run(Object conditions, String current) throws Exception {
    upstream.on(
        "/v1/forecast",
        Reply.json(
            """
            {"latitude": 15.3, "longitude": 44.2, "timezone": "UTC", "utc_offset_seconds": 0,
             "current_units": {"temperature_2m": "°C"},
             "current": {"time": "2026-05-01T12:00", %s},
             "daily": {"time": []}}
            """
                .formatted(current)));
    var config = new JsonObject().put("location", "15.3,44.2").put("alert_conditions", conditions);
    assertTrue(schema.accepts(config), config::encode);
    var whole = executor.taskType().config().defaults().copy().mergeIn(config);
    var settings = new JsonObject().put("base_url", upstream.url());
    var execution = TestExecution.of(whole).withSettings(settings);
    return assertInstanceOf(Outcome.Completed.class, Attempt.start(executor, execution).await());
  }

  private static JsonObject condition(String operator, double value) {
    return new JsonObject().put("operator", operator).put("value", value);
  }

  @Test
  void is_found_by_the_service_loader() {
    assertTrue(
        ServiceLoader.load(Executor.class).stream()
            .anyMatch(found -> found.type() == WeatherAlertExecutor.class));
    schema.assertSound();
  }

  @Test
  void what_holds_is_an_alert_that_somebody_is_told_of() throws Exception {
    var hot = new JsonObject().put("temperature", condition(">", 20));
    var done = run(hot, "\"temperature_2m\": 25");
    assertEquals(true, done.result().getBoolean("triggered"));
    var alerts = done.result().getJsonArray("alerts");
    assertEquals(1, alerts.size());
    assertEquals("temperature", alerts.getJsonObject(0).getString("metric"));
    assertEquals(25, alerts.getJsonObject(0).getDouble("actual"));
    assertEquals(1, done.notices().size());
    assertEquals("temperature is 25 °C (> 20)", done.notices().getFirst().body());
    var cool = run(hot, "\"temperature_2m\": 15");
    assertEquals(false, cool.result().getBoolean("triggered"));
    assertEquals(new JsonArray(), cool.result().getJsonArray("alerts"));
    assertTrue(cool.notices().isEmpty());
  }

  @Test
  void several_conditions_are_told_of_at_once_also_from_a_list() throws Exception {
    var list =
        new JsonArray()
            .add(condition(">", 20).put("metric", "temperature"))
            .add(condition("≥", 50).put("type", "wind_speed"))
            .add(condition("<=", 10).put("condition", "humidity"));
    var done =
        run(list, "\"temperature_2m\": 25, \"wind_speed_10m\": 50, \"relative_humidity_2m\": 11");
    assertEquals(2, done.result().getJsonArray("alerts").size());
    assertEquals(1, done.notices().size());
  }

  @ParameterizedTest
  @CsvSource({
    ">, 20, false",
    ">, 19.9, true",
    ">=, 20, true",
    "≥, 20, true",
    "<, 20, false",
    "<, 20.1, true",
    "<=, 20, true",
    "≤, 19, false"
  })
  void compares_as_written(String operator, double value, boolean triggered) throws Exception {
    var conditions = new JsonObject().put("temperature", condition(operator, value));
    assertEquals(
        triggered, run(conditions, "\"temperature_2m\": 20").result().getBoolean("triggered"));
  }

  @Test
  void what_is_not_known_warns_nobody() throws Exception {
    var conditions = new JsonObject().put("precipitation", condition("<", 5));
    assertEquals(
        false, run(conditions, "\"precipitation\": null").result().getBoolean("triggered"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'location': 'x'}",
        "{'location': 'x', 'alert_conditions': {}}",
        "{'location': 'x', 'alert_conditions': []}",
        "{'location': 'x', 'alert_conditions': {'snow': {'operator': '>', 'value': 1}}}",
        "{'location': 'x', 'alert_conditions': {'humidity': {'operator': '=', 'value': 1}}}",
        "{'location': 'x', 'alert_conditions': [{'operator': '>', 'value': 1}]}",
        "{'location': 'x', 'alert_conditions': [{'metric': 'humidity', 'operator': '>'}]}",
        "{'alert_conditions': {'humidity': {'operator': '>', 'value': 1}}}"
      })
  void refuses_configs_that_cannot_run(String config) {
    assertFalse(schema.accepts(new JsonObject(config.replace('\'', '"'))));
  }
}
