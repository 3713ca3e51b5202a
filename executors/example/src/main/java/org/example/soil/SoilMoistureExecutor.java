package org.example.soil;

import de.siegmar.fastcsv.reader.CsvParseException;
import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.Outcome.Notice;
import dev.errand.executor.Outcome.Usage;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Sums up what a soil moisture logger has measured, and has somebody told when it is dry. Settings,
 * {@code executors.soil_moisture.*}: {@code base_url} of the loggers' server, and its {@code token}.
 */
public final class SoilMoistureExecutor implements Executor {

  private static final JsonObject SCHEMA =
      new JsonObject(
          """
          {
            "type": "object",
            "required": ["station"],
            "additionalProperties": false,
            "properties": {
              "station": {
                "description": "The logger, as its server calls it.",
                "type": "string", "pattern": "^[a-z0-9-]{1,64}$",
                "x-pattern": "must be the name of a station, such as north-field"
              },
              "column": {
                "description": "The column of its table that holds the moisture.",
                "type": "string", "minLength": 1, "maxLength": 64, "default": "moisture"
              },
              "dry_below": {
                "description": "Somebody is told when the last reading is less than this.",
                "type": "number", "minimum": 0, "maximum": 100
              }
            }
          }
          """);

  private static final TaskType TYPE =
      TaskType.named("soil_moisture")
          .describedAs(
              "Soil moisture",
              "Sums up the readings of a soil moisture logger: how many there are, the least, the"
                  + " mean, the most and the last. When the soil is dry, the task's assignee or"
                  + " owner is told, and not again before it was wet in between.")
          .configuredBy(
              new TaskType.Config(
                  SCHEMA,
                  new JsonObject().put("column", "moisture"),
                  List.of(
                      new JsonObject().put("station", "north-field").put("dry_below", 20),
                      new JsonObject().put("station", "orchard").put("column", "depth_30cm"))))
          .defaultingTo(
              TaskType.Defaults.USUAL.withTimeout(Duration.ofSeconds(20)).withCredits("0.2"));

  @Override
  public TaskType taskType() {
    return TYPE;
  }

  @Override
  public Outcome run(Execution execution) throws IOException, InterruptedException {
    var baseUrl = execution.settings().getString("base_url");
    if (baseUrl == null) {
      return Outcome.failedForGood(
          "not_configured", "The operator must set executors.soil_moisture.base_url");
    }
    var station = execution.config().getString("station");
    var request =
        HttpRequest.newBuilder(URI.create(baseUrl + "/" + station + ".csv"))
            .header("Authorization", "Bearer " + execution.settings().getString("token", ""))
            .build();
    execution.log("Asking for the readings of " + station);
    // Trusted: the operator chose the server, and the schema allows no other in "station".
    var response = execution.http().sendTrusted(request);
    var used = Usage.apiCalls(1);
    if (response.statusCode() == 404) {
      return Outcome.failedForGood("no_such_station", "There is no station " + station).using(used);
    }
    if (response.statusCode() != 200) {
      return Outcome.ofHttpFailure(response, execution.clock()).using(used);
    }
    execution.progress(50);
    try {
      var table = new String(response.body(), StandardCharsets.UTF_8);
      return summedUp(execution, Readings.of(table, execution.config().getString("column")))
          .using(used);
    } catch (CsvParseException | IllegalArgumentException unreadable) {
      return Outcome.failed("bad_table", "The table of " + station + " cannot be read")
          .because(unreadable.getMessage())
          .using(used);
    }
  }

  private static Outcome.Completed summedUp(Execution execution, Readings readings) {
    var config = execution.config();
    var limit = config.getDouble("dry_below");
    boolean dry = limit != null && readings.last() < limit;
    var result = readings.toJson().put("station", config.getString("station")).put("dry", dry);
    boolean told = execution.memory().getBoolean("told", false);
    var completed = Outcome.completed(result).remembering(new JsonObject().put("told", dry));
    return dry && !told
        ? completed.notifying(
            List.of(
                new Notice(
                    null,
                    execution.subject().title(),
                    "The soil is dry: %.1f %%, less than %.1f %%".formatted(readings.last(), limit))))
        : completed;
  }
}
