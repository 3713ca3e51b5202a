package dev.errand.api.task;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.core.field.AlertWords;
import dev.errand.core.field.NdviAlert;
import dev.errand.core.field.NdviAlert.Deviation;
import dev.errand.core.field.NdviAlert.Kind;
import dev.errand.core.field.NdviAlert.Place;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Creates the task that an alert about a field asks for. Thread-safe. */
final class FromNdviAlert implements Endpoint {

  private static final String SOURCE = "ndvi_alert";
  private static final List<String> VALUES = List.of("alert_type", "ndvi_value", "previous_ndvi");

  private final InstantSource clock;
  private final TaskCreation creation;

  FromNdviAlert(InstantSource clock, TaskCreation creation) {
    this.clock = clock;
    this.creation = creation;
  }

  @Override
  public Future<Answer> handle(Input input) {
    var body = input.body();
    var alert = alert(body);
    var words = new AlertWords(alert);
    var task =
        new JsonObject()
            .put("type", alert.work())
            .put("title", words.title().en())
            .put("title_ar", words.title().ar())
            .put("description", words.description().en())
            .put("description_ar", words.description().ar())
            .put("priority", alert.priority().label())
            .put("field_id", alert.place().fieldId())
            .put("zone_id", alert.place().zoneId())
            .put("due_at", clock.instant().plus(alert.within()).toString())
            .put("assignee_id", assignee(input))
            .put("source", SOURCE)
            .put("metadata", metadata(body));
    return creation.create(task, input);
  }

  private static NdviAlert alert(JsonObject body) {
    var more = Objects.requireNonNullElse(body.getJsonObject("alert_metadata"), new JsonObject());
    return new NdviAlert(
        new Place(body.getString("field_id"), body.getString("zone_id")),
        Kind.valueOf(body.getString("alert_type").toUpperCase(Locale.ROOT)),
        Objects.requireNonNull(decimal(body, "ndvi_value")),
        decimal(body, "previous_ndvi"),
        new Deviation(decimal(more, "z_score"), decimal(more, "deviation_pct")));
  }

  private static @Nullable BigDecimal decimal(JsonObject object, String name) {
    var value = object.getValue(name);
    return value == null ? null : new BigDecimal(value.toString());
  }

  /** Whoever is named; else, if somebody must be, the one who asks. */
  private static @Nullable String assignee(Input input) {
    var named = input.body().getString("assignee_id");
    boolean must = Boolean.TRUE.equals(input.body().getBoolean("auto_assign"));
    return named == null && must ? input.caller().userId() : named;
  }

  /** What was said with the alert; where that uses the names of its values, those win. */
  private static JsonObject metadata(JsonObject body) {
    var metadata = new JsonObject().put("source", SOURCE);
    for (var name : VALUES) {
      metadata.put(name, body.getValue(name));
    }
    var more = body.getJsonObject("alert_metadata");
    return more == null ? metadata : more.copy().mergeIn(metadata);
  }
}
