package dev.errand.executor.weather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.testing.TaskTypeSchema;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeatherConfigTest {

  private final TaskTypeSchema schema = TaskTypeSchema.of(new WeatherExecutor().taskType());

  @Test
  void examples_and_defaults_satisfy_the_schema() {
    schema.assertSound();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'location': ''}",
        "{'location': '  '}",
        "{'location': 5}",
        "{'location': {'latitude': 1}}",
        "{'location': {'latitude': 91, 'longitude': 1}}",
        "{'location': {'latitude': 1, 'longitude': 1, 'name': 'x'}}",
        "{'location': 'x', 'units': 'kelvin'}",
        "{'location': 'x', 'forecast_days': 0}",
        "{'location': 'x', 'forecast_days': 17}",
        "{'location': 'x', 'forecast_days': 1.5}",
        "{'location': 'x', 'language': 'english'}",
        "{'location': 'x', 'timezone': 'a b'}",
        "{'location': 'x', 'locaton': 'y'}",
      })
  void refuses_configs_that_cannot_run(String config) {
    assertFalse(schema.accepts(new JsonObject(config.replace('\'', '"'))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Etc/GMT+5", "America/Argentina/Buenos_Aires", "auto", "UTC"})
  void accepts_the_names_of_zones(String zone) {
    assertTrue(schema.accepts(new JsonObject().put("location", "x").put("timezone", zone)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, clear sky",
    "45, fog",
    "75, heavy snowfall",
    "99, thunderstorm with heavy hail",
    "4, unknown (code 4)",
    "-1, unknown (code -1)",
    "2.5, unknown (code 2.5)",
    "2.0, partly cloudy"
  })
  void every_weather_code_has_a_text(String code, String condition) {
    var number = (Number) new JsonObject("{\"code\":" + code + "}").getValue("code");
    assertEquals(condition, WeatherCode.condition(number));
    assertNull(WeatherCode.condition(null));
  }
}
