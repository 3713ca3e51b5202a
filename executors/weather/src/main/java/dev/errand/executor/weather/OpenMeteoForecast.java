package dev.errand.executor.weather;

import dev.errand.executor.weather.WeatherQuery.Units;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Puts an answer of Open-Meteo into the form of a weather task's result. Times get the offset of
 * their zone, which the answer holds apart from them.
 */
final class OpenMeteoForecast {

  private final JsonObject answer;
  private final Units units;

  private OpenMeteoForecast(JsonObject answer, Units units) {
    this.answer = answer;
    this.units = units;
  }

  static OpenMeteoForecast of(JsonObject answer, Units units) {
    return new OpenMeteoForecast(answer, units);
  }

  /**
   * The result.
   *
   * @throws ClassCastException if a member is of another type than Open-Meteo's
   * @throws java.time.DateTimeException if a time cannot be read
   */
  JsonObject at(Place place) {
    return new JsonObject()
        .put(
            "location",
            new JsonObject()
                .put("name", place.name())
                .put("latitude", place.latitude())
                .put("longitude", place.longitude())
                .put("timezone", answer.getString("timezone"))
                .put("country", place.country()))
        .put("current", current())
        .put("daily", daily())
        .put("units", units())
        .put("provider", "open-meteo")
        .put(
            "attribution",
            "Weather data by Open-Meteo.com (CC BY 4.0)"
                + (place.name() == null ? "" : ", place names by GeoNames (CC BY 4.0)"));
  }

  private @Nullable JsonObject current() {
    var current = answer.getJsonObject("current");
    if (current == null) {
      return null;
    }
    var code = current.getNumber("weather_code");
    var day = current.getNumber("is_day");
    return new JsonObject()
        .put("temperature", current.getNumber("temperature_2m"))
        .put("apparent_temperature", current.getNumber("apparent_temperature"))
        .put("condition", WeatherCode.condition(code))
        .put("weather_code", code)
        .put("humidity", current.getNumber("relative_humidity_2m"))
        .put("wind_speed", current.getNumber("wind_speed_10m"))
        .put("wind_direction", current.getNumber("wind_direction_10m"))
        .put("precipitation", current.getNumber("precipitation"))
        .put("is_day", day == null ? null : day.intValue() != 0)
        .put("observed_at", time(current.getString("time")));
  }

  private JsonArray daily() {
    var daily = block("daily");
    var dates = daily.getJsonArray("time");
    var days = new JsonArray();
    IntStream.range(0, dates == null ? 0 : dates.size())
        .mapToObj(day -> day(dates.getString(day), name -> value(daily, name, day)))
        .forEach(days::add);
    return days;
  }

  private JsonObject day(String date, Function<String, @Nullable Object> values) {
    return new JsonObject()
        .put("date", date)
        .put("temperature_min", (Number) values.apply("temperature_2m_min"))
        .put("temperature_max", (Number) values.apply("temperature_2m_max"))
        .put("precipitation_sum", (Number) values.apply("precipitation_sum"))
        .put("condition", WeatherCode.condition((Number) values.apply("weather_code")))
        .put("sunrise", time((String) values.apply("sunrise")))
        .put("sunset", time((String) values.apply("sunset")));
  }

  private static @Nullable Object value(JsonObject daily, String name, int day) {
    var values = daily.getJsonArray(name);
    return values == null || values.size() <= day ? null : values.getValue(day);
  }

  private @Nullable String time(@Nullable String local) {
    var offset = answer.getInteger("utc_offset_seconds");
    return local == null || offset == null
        ? null
        : LocalDateTime.parse(local)
            .atOffset(ZoneOffset.ofTotalSeconds(offset))
            .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
  }

  /** As the answer states them, else as they were asked for. */
  private JsonObject units() {
    boolean imperial = units == Units.IMPERIAL;
    return new JsonObject()
        .put("temperature", unit("temperature_2m", imperial ? "°F" : "°C"))
        .put("wind_speed", unit("wind_speed_10m", imperial ? "mp/h" : "km/h"))
        .put("wind_direction", unit("wind_direction_10m", "°"))
        .put("precipitation", unit("precipitation", imperial ? "inch" : "mm"))
        .put("humidity", unit("relative_humidity_2m", "%"));
  }

  private String unit(String variable, String asked) {
    return block("current_units").getString(variable, asked);
  }

  private JsonObject block(String name) {
    var block = answer.getJsonObject(name);
    return block == null ? new JsonObject() : block;
  }
}
