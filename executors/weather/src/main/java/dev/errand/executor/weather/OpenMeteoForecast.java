package dev.errand.executor.weather;

import dev.errand.executor.weather.WeatherQuery.Units;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
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
   * @throws IllegalStateException if a number is none, or the values of days do not fit the days
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
    var code = finite(current.getNumber("weather_code"));
    var day = finite(current.getNumber("is_day"));
    return new JsonObject()
        .put("temperature", finite(current.getNumber("temperature_2m")))
        .put("apparent_temperature", finite(current.getNumber("apparent_temperature")))
        .put("condition", WeatherCode.condition(code))
        .put("weather_code", code)
        .put("humidity", finite(current.getNumber("relative_humidity_2m")))
        .put("wind_speed", finite(current.getNumber("wind_speed_10m")))
        .put("wind_direction", finite(current.getNumber("wind_direction_10m")))
        .put("precipitation", finite(current.getNumber("precipitation")))
        .put("is_day", day == null ? null : day.intValue() != 0)
        .put("observed_at", time(current.getString("time")));
  }

  private JsonArray daily() {
    var daily = block("daily");
    var dates = daily.getJsonArray("time");
    var days = new JsonArray();
    if (dates != null) {
      requireEqualSizes(daily, dates.size());
      IntStream.range(0, dates.size())
          .mapToObj(day -> day(dates.getString(day), name -> value(daily, name, day)))
          .forEach(days::add);
    }
    return days;
  }

  /** Or nobody knows which day a value belongs to. */
  private static void requireEqualSizes(JsonObject daily, int days) {
    for (var name : daily.fieldNames()) {
      var values = daily.getJsonArray(name);
      if (values != null && values.size() != days) {
        throw new IllegalStateException(
            "%d days have %d values of %s".formatted(days, values.size(), name));
      }
    }
  }

  private JsonObject day(String date, Function<String, @Nullable Object> values) {
    return new JsonObject()
        .put("date", LocalDate.parse(date).toString())
        .put("temperature_min", finite((Number) values.apply("temperature_2m_min")))
        .put("temperature_max", finite((Number) values.apply("temperature_2m_max")))
        .put("precipitation_sum", finite((Number) values.apply("precipitation_sum")))
        .put("condition", WeatherCode.condition(finite((Number) values.apply("weather_code"))))
        .put("sunrise", time((String) values.apply("sunrise")))
        .put("sunset", time((String) values.apply("sunset")));
  }

  private static @Nullable Object value(JsonObject daily, String name, int day) {
    var values = daily.getJsonArray(name);
    return values == null ? null : values.getValue(day);
  }

  /** A number of more digits than any weather has is read as infinite. */
  private static @Nullable Number finite(@Nullable Number number) {
    if (number != null && !Double.isFinite(number.doubleValue())) {
      throw new IllegalStateException(number + " is no measurement");
    }
    return number;
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
