package dev.errand.executor.weather;

import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;

/** Where somebody wants to know the weather. */
sealed interface Location {

  /** A place whose coordinates are still to be found: "Sana'a", "Paris, Texas". */
  record Named(String name) implements Location {}

  /** Degrees north and east. */
  record Point(double latitude, double longitude) implements Location {}

  Pattern COORDINATES =
      Pattern.compile("([-+]?\\d{1,3}(?:\\.\\d+)?)\\s*,\\s*([-+]?\\d{1,3}(?:\\.\\d+)?)");

  /** Reads what the config holds: a name, "lat,lon" or {latitude, longitude}. */
  static Location of(Object value) throws WeatherUnavailable {
    if (value instanceof JsonObject point) {
      return point(point.getDouble("latitude"), point.getDouble("longitude"));
    }
    var text = value.toString().strip();
    var coordinates = COORDINATES.matcher(text);
    return coordinates.matches()
        ? point(Double.parseDouble(coordinates.group(1)), Double.parseDouble(coordinates.group(2)))
        : new Named(text);
  }

  private static Point point(double latitude, double longitude) throws WeatherUnavailable {
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
      throw new WeatherUnavailable(
          Outcome.failedForGood(
              "invalid_location",
              "There is no place at latitude %s, longitude %s: a latitude lies between -90 and 90, a longitude between -180 and 180; write \"latitude,longitude\""
                  .formatted(latitude, longitude)));
    }
    return new Point(latitude, longitude);
  }
}
