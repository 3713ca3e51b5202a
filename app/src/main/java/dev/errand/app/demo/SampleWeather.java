package dev.errand.app.demo;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.stream.IntStream;

/** Weather in Open-Meteo's format, made up from latitude and day of the year. */
final class SampleWeather {

  private SampleWeather() {}

  /** Any name is a place, somewhere. */
  static JsonObject place(String name) {
    int spread = Math.floorMod(name.hashCode(), 9000);
    var place =
        new JsonObject()
            .put("id", spread)
            .put("name", name)
            .put("latitude", Math.rint(spread / 0.75 - 6000) / 100)
            .put("longitude", Math.rint(spread * 4 - 18000) / 100)
            .put("country", "Sampleland")
            .put("country_code", "XX")
            .put("timezone", "UTC");
    return new JsonObject().put("results", new JsonArray().add(place));
  }

  static JsonObject forecast(MultiMap asked, LocalDateTime now) {
    double latitude = number(asked, "latitude");
    boolean fahrenheit = "fahrenheit".equals(asked.get("temperature_unit"));
    int days = asked.contains("forecast_days") ? (int) number(asked, "forecast_days") : 1;
    double warmest = warmest(latitude, now.toLocalDate());
    return new JsonObject()
        .put("latitude", latitude)
        .put("longitude", number(asked, "longitude"))
        .put("timezone", "UTC")
        .put("timezone_abbreviation", "UTC")
        .put("utc_offset_seconds", 0)
        .put("current_units", units(fahrenheit).put("relative_humidity_2m", "%"))
        .put("current", current(warmest - 2, fahrenheit, now))
        .put("daily_units", units(fahrenheit))
        .put("daily", daily(latitude, fahrenheit, now.toLocalDate(), days));
  }

  private static JsonObject current(double celsius, boolean fahrenheit, LocalDateTime now) {
    return new JsonObject()
        .put("time", now.truncatedTo(ChronoUnit.MINUTES).toString())
        .put("interval", 900)
        .put("temperature_2m", degrees(celsius, fahrenheit))
        .put("apparent_temperature", degrees(celsius - 1, fahrenheit))
        .put("relative_humidity_2m", 60)
        .put("precipitation", 0.0)
        .put("weather_code", 2)
        .put("wind_speed_10m", 9.5)
        .put("wind_direction_10m", 230)
        .put("is_day", now.getHour() >= 6 && now.getHour() < 18 ? 1 : 0);
  }

  private static JsonObject daily(double latitude, boolean fahrenheit, LocalDate from, int days) {
    var daily = new JsonObject();
    var dates = IntStream.range(0, days).mapToObj(from::plusDays).toList();
    daily.put("time", new JsonArray(dates.stream().map(LocalDate::toString).toList()));
    daily.put("weather_code", each(dates.size(), 2));
    daily.put(
        "temperature_2m_max",
        new JsonArray(dates.stream().map(d -> degrees(warmest(latitude, d), fahrenheit)).toList()));
    daily.put(
        "temperature_2m_min",
        new JsonArray(
            dates.stream().map(d -> degrees(warmest(latitude, d) - 9, fahrenheit)).toList()));
    daily.put("precipitation_sum", each(dates.size(), 0.0));
    daily.put("sunrise", new JsonArray(dates.stream().map(d -> d + "T06:00").toList()));
    daily.put("sunset", new JsonArray(dates.stream().map(d -> d + "T18:00").toList()));
    return daily;
  }

  private static JsonArray each(int times, Object value) {
    return new JsonArray(IntStream.range(0, times).mapToObj(i -> value).toList());
  }

  private static JsonObject units(boolean fahrenheit) {
    var unit = fahrenheit ? "°F" : "°C";
    return new JsonObject()
        .put("temperature_2m", unit)
        .put("temperature_2m_max", unit)
        .put("temperature_2m_min", unit)
        .put("precipitation", "mm")
        .put("precipitation_sum", "mm")
        .put("wind_speed_10m", "km/h");
  }

  /** Warm at the equator and in the summer of each half of the globe. */
  private static double warmest(double latitude, LocalDate day) {
    double summer = Math.cos((day.getDayOfYear() - 196) * 2 * Math.PI / 365);
    return 31 - Math.abs(latitude) * 0.45 + Math.signum(latitude) * summer * 8;
  }

  private static double degrees(double celsius, boolean fahrenheit) {
    double degrees = fahrenheit ? celsius * 9 / 5 + 32 : celsius;
    return Math.round(degrees * 10) / 10.0;
  }

  private static double number(MultiMap asked, String name) {
    try {
      return Double.parseDouble(asked.contains(name) ? asked.get(name) : "0");
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
