package dev.errand.executor.weather;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.Outcome.Notice;
import dev.errand.executor.Outcome.Usage;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Warns of the weather at a place, each time that it finds one of its conditions to hold. Settings
 * as those of {@code weather}.
 */
public final class WeatherAlertExecutor implements Executor {

  private static final TaskType TYPE =
      TaskType.named("weather_alert")
          .describedAs(
              "Weather alert",
              "Compares the current weather at a place with conditions. Those that hold are its"
                  + " alerts, and the task's assignee, or else its owner, is told of them.")
          .configuredBy(config())
          .defaultingTo(TaskType.Defaults.USUAL.withCredits("1.5"));

  private static TaskType.Config config() {
    var schema = WeatherQuery.CONFIG.schema().copy();
    schema.put("required", new JsonArray().add("location").add("alert_conditions"));
    schema.getJsonObject("properties").remove("forecast_days");
    schema.getJsonObject("properties").put("alert_conditions", conditions());
    var defaults = WeatherQuery.CONFIG.defaults().copy();
    defaults.remove("forecast_days");
    var hot = new JsonObject().put("operator", ">").put("value", 35);
    var stormy =
        new JsonObject().put("metric", "wind_speed").put("operator", ">=").put("value", 60);
    return new TaskType.Config(
        schema,
        defaults,
        List.of(
            new JsonObject()
                .put("location", "Sana'a")
                .put("alert_conditions", new JsonObject().put("temperature", hot)),
            new JsonObject()
                .put("location", "52.2183,6.8958")
                .put("alert_conditions", new JsonArray().add(stormy))));
  }

  private static JsonObject conditions() {
    return new JsonObject(
        """
        {
          "description": "What to warn of: by metric, or as a list that names the metric of each.",
          "anyOf": [
            {
              "type": "object", "minProperties": 1,
              "propertyNames": {"enum": ["temperature", "wind_speed", "precipitation", "humidity"]},
              "additionalProperties": {
                "type": "object", "required": ["operator", "value"], "additionalProperties": false,
                "properties": {
                  "operator": {"enum": [">", ">=", "≥", "<", "<=", "≤"]},
                  "value": {"type": "number"}
                }
              }
            },
            {
              "type": "array", "minItems": 1, "maxItems": 20,
              "items": {
                "type": "object", "required": ["operator", "value"], "minProperties": 3, "maxProperties": 3,
                "additionalProperties": false,
                "properties": {
                  "metric": {"enum": ["temperature", "wind_speed", "precipitation", "humidity"]},
                  "type": {"enum": ["temperature", "wind_speed", "precipitation", "humidity"]},
                  "condition": {"enum": ["temperature", "wind_speed", "precipitation", "humidity"]},
                  "parameter": {"enum": ["temperature", "wind_speed", "precipitation", "humidity"]},
                  "field": {"enum": ["temperature", "wind_speed", "precipitation", "humidity"]},
                  "operator": {"enum": [">", ">=", "≥", "<", "<=", "≤"]},
                  "value": {"type": "number"}
                }
              }
            }
          ]
        }
        """);
  }

  @Override
  public TaskType taskType() {
    return TYPE;
  }

  @Override
  public Outcome run(Execution execution) throws IOException, InterruptedException {
    var config = execution.config();
    var provider = new OpenMeteo(execution);
    try {
      var weather = provider.weather(WeatherQuery.of(config.put("forecast_days", 1)));
      var alerts =
          AlertCondition.of(config.getValue("alert_conditions")).stream()
              .map(condition -> condition.alert(weather))
              .filter(Objects::nonNull)
              .toList();
      weather.remove("daily");
      var result = weather.put("alerts", new JsonArray(alerts)).put("triggered", !alerts.isEmpty());
      var completed = Outcome.completed(result).using(Usage.apiCalls(provider.calls()));
      return alerts.isEmpty() ? completed : completed.notifying(List.of(notice(execution, alerts)));
    } catch (WeatherUnavailable e) {
      return e.failed().using(Usage.apiCalls(provider.calls()));
    }
  }

  private static Notice notice(Execution execution, List<JsonObject> alerts) {
    var text =
        alerts.stream().map(alert -> alert.getString("message")).collect(Collectors.joining("\n"));
    return new Notice(null, "Weather alert: " + execution.subject().title(), text);
  }
}
