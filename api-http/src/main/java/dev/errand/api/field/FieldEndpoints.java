package dev.errand.api.field;

import dev.errand.almanac.Text;
import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.json.JsonWriter;
import dev.errand.core.bus.Bus;
import dev.errand.core.field.FieldHealth;
import dev.errand.core.field.GetFieldHealth;
import dev.errand.core.field.Suggestion;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** How fields are, and what would help them. Thread-safe. */
public final class FieldEndpoints {

  private final Bus bus;
  private final InstantSource clock;

  /** Asks over the given bus; the clock tells when what is suggested is due. */
  public FieldEndpoints(Bus bus, InstantSource clock) {
    this.bus = bus;
    this.clock = clock;
  }

  /** By the names that the contract gives them. */
  public Map<String, Endpoint> byOperation() {
    return Map.of("getFieldHealth", this::health, "listFieldSuggestions", this::suggestions);
  }

  private Future<FieldHealth> ask(Input input) {
    return bus.request(new GetFieldHealth(input.caller().tenantId(), input.required("field_id")));
  }

  private Future<Answer> health(Input input) {
    return ask(input)
        .map(
            health ->
                Answer.ok(
                    JsonWriter.write(
                        json -> {
                          summary(json, health);
                          measures(json, health);
                        })));
  }

  private static JsonWriter summary(JsonWriter json, FieldHealth health) {
    return json.text("field_id", health.fieldId())
        .value("health_score", health.score())
        .text("status", health.status().label())
        .flag("needs_attention", health.needsAttention());
  }

  private static void measures(JsonWriter json, FieldHealth health) {
    var zones = health.zones();
    var ndvi = health.ndvi();
    json.object(
            "zones",
            each ->
                each.value("healthy", zones.healthy())
                    .value("stressed", zones.stressed())
                    .value("critical", zones.critical())
                    .value("bare_soil", zones.bareSoil())
                    .value("water", zones.water()))
        .object(
            "ndvi",
            each ->
                each.value("mean", ndvi.mean())
                    .value("min", ndvi.min())
                    .value("max", ndvi.max())
                    .value("std_dev", ndvi.stdDev()))
        .value("vegetation_coverage", health.vegetationCoverage())
        .value("alerts", new JsonArray(health.alerts()));
  }

  private Future<Answer> suggestions(Input input) {
    var now = clock.instant();
    return ask(input)
        .map(
            health -> {
              var suggestions = Suggestion.of(health);
              return Answer.ok(
                  JsonWriter.write(
                      json ->
                          summary(json, health)
                              .integer("total", suggestions.size())
                              .objects(
                                  "items",
                                  suggestions,
                                  (each, suggestion) -> write(each, suggestion, health, now))));
            });
  }

  private static void write(
      JsonWriter json, Suggestion suggestion, FieldHealth health, Instant now) {
    var words = suggestion.words();
    json.text("type", suggestion.type())
        .text("priority", suggestion.priority().label())
        .text("title", words.title().en())
        .text("title_ar", words.title().ar())
        .text("description", words.description().en())
        .text("description_ar", words.description().ar())
        .text("field_id", health.fieldId())
        .time("due_at", now.plus(suggestion.within()))
        .value("confidence", suggestion.confidence())
        .object("reason", reason -> text(reason, words.reason()))
        .value(
            "metadata",
            new JsonObject().put("source", "field_health").put("health_score", health.score()));
  }

  private static void text(JsonWriter json, Text text) {
    json.text("en", text.en()).text("ar", text.ar());
  }
}
