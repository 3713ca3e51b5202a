package dev.errand.core.field;

import dev.errand.core.field.FieldHealth.Ndvi;
import dev.errand.core.field.FieldHealth.Zones;
import dev.errand.core.problem.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the other service says of a field, and believes only what can be: all else is refused
 * with {@code UpstreamFailed}, which names it.
 */
record HealthReading(JsonObject said) {

  FieldHealth of(String fieldId) {
    var about = said.getValue("field_id");
    if (about != null && !about.equals(fieldId)) {
      throw refusal("is about another field than the one it was asked for");
    }
    var score = number(0, 10, "health_score");
    if (score == null) {
      throw refusal("has no health_score");
    }
    var zones =
        new Zones(
            percent("zones.healthy"),
            percent("zones.stressed"),
            percent("zones.critical"),
            percent("zones.bare_soil"),
            percent("zones.water"));
    var coverage = percent("vegetation_coverage", "statistics.coverage_percent");
    return new FieldHealth(fieldId, score, zones, ndvi(), coverage, alerts());
  }

  private Ndvi ndvi() {
    var ndvi = new Ndvi(index("mean"), index("min"), index("max"), number(0, 1, ofNdvi("std_dev")));
    if (isAbove(ndvi.min(), ndvi.max())
        || isAbove(ndvi.min(), ndvi.mean())
        || isAbove(ndvi.mean(), ndvi.max())) {
      throw refusal("has an ndvi whose min, mean and max are not in this order");
    }
    return ndvi;
  }

  private @Nullable Double index(String name) {
    return number(-1, 1, ofNdvi(name));
  }

  /** Under which names it may be found. */
  private static String[] ofNdvi(String name) {
    return new String[] {"ndvi." + name, "statistics." + name, "ndvi_" + name};
  }

  private @Nullable Double percent(String... paths) {
    return number(0, 100, paths);
  }

  /** The first that is there; null if none is. */
  private @Nullable Double number(int least, int most, String... paths) {
    for (var path : paths) {
      var value = at(path);
      if (value instanceof Number number
          && number.doubleValue() >= least
          && number.doubleValue() <= most) {
        return number.doubleValue();
      }
      if (value != null) {
        throw refusal("has a %s that is no number from %d to %d".formatted(path, least, most));
      }
    }
    return null;
  }

  private @Nullable Object at(String path) {
    Object value = said;
    for (var name : path.split("\\.", -1)) {
      if (!(value instanceof JsonObject object)) {
        throw refusal("has something else than an object where %s should be".formatted(path));
      }
      value = object.getValue(name);
      if (value == null) {
        return null;
      }
    }
    return value;
  }

  private List<Object> alerts() {
    var alerts = said.getValue("alerts");
    if (alerts == null) {
      return List.of();
    }
    if (alerts instanceof JsonArray array
        && array.stream().allMatch(each -> each instanceof JsonObject || each instanceof String)) {
      return array.stream().toList();
    }
    throw refusal("has alerts that are no list of objects or texts");
  }

  private static boolean isAbove(@Nullable Double one, @Nullable Double other) {
    return one != null && other != null && one > other;
  }

  private static Problem.UpstreamFailed refusal(String what) {
    return new Problem.UpstreamFailed(NdviService.NAME + "'s answer " + what, false);
  }
}
