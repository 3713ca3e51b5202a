package dev.errand.executor.weather;

import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/**
 * What a task's config asks for.
 *
 * @param location where
 * @param units in which to answer
 * @param days of forecast, 1 to 16, the first being today
 * @param language of the place's name and country, as two or three letters
 * @param timezone IANA name, or auto for the location's own
 */
record WeatherQuery(Location location, Units units, int days, String language, String timezone) {

  static final TaskType.Config CONFIG =
      new TaskType.Config(
          new JsonObject(
              """
              {
                "type": "object",
                "additionalProperties": false,
                "required": ["location"],
                "properties": {
                  "location": {
                    "description": "Where: the name of a place, with its country or region after a comma if there are several; or \\"latitude,longitude\\"; or both as an object.",
                    "anyOf": [
                      {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "\\\\S", "x-pattern": "must not be blank"},
                      {
                        "type": "object",
                        "additionalProperties": false,
                        "required": ["latitude", "longitude"],
                        "properties": {
                          "latitude": {"type": "number", "minimum": -90, "maximum": 90},
                          "longitude": {"type": "number", "minimum": -180, "maximum": 180}
                        }
                      }
                    ]
                  },
                  "units": {
                    "description": "metric: °C, km/h, mm; imperial: °F, mph, inches.",
                    "enum": ["metric", "imperial"],
                    "default": "metric"
                  },
                  "forecast_days": {
                    "description": "How many days to forecast, today included.",
                    "type": "integer", "minimum": 1, "maximum": 16,
                    "default": 1
                  },
                  "language": {
                    "description": "Language of the names of place and country, where the geocoder knows it.",
                    "type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$",
                    "x-pattern": "must be a language such as en or pt-BR",
                    "default": "en"
                  },
                  "timezone": {
                    "description": "IANA zone of the times and of the days' bounds; auto is the location's own.",
                    "type": "string", "pattern": "^[A-Za-z0-9_+/-]{1,64}$",
                    "x-pattern": "must be auto, or a zone of the IANA database such as Europe/Berlin",
                    "default": "auto"
                  }
                }
              }
              """),
          new JsonObject()
              .put("units", "metric")
              .put("forecast_days", 1)
              .put("language", "en")
              .put("timezone", "auto"),
          List.of(
              new JsonObject().put("location", "Sana'a"),
              new JsonObject()
                  .put("location", "Paris, Texas")
                  .put("units", "imperial")
                  .put("forecast_days", 7),
              new JsonObject().put("location", "52.2183,6.8958").put("timezone", "Europe/Berlin"),
              new JsonObject()
                  .put(
                      "location",
                      new JsonObject().put("latitude", 15.3547).put("longitude", 44.2067))
                  .put("language", "ar")));

  static WeatherQuery of(JsonObject config) throws WeatherUnavailable {
    return new WeatherQuery(
        Location.of(config.getValue("location")),
        Units.valueOf(config.getString("units").toUpperCase(Locale.ROOT)),
        config.getInteger("forecast_days"),
        config.getString("language").split("-", 2)[0].toLowerCase(Locale.ROOT),
        config.getString("timezone"));
  }

  /** Systems of units. */
  enum Units {
    METRIC,
    IMPERIAL
  }
}
