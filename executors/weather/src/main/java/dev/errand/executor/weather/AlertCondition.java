package dev.errand.executor.weather;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of the weather for somebody to be warned.
 *
 * @param metric temperature, wind_speed, precipitation or humidity
 * @param threshold in the units of the task
 */
record AlertCondition(String metric, Operator operator, double threshold) {

  /** In an array each names what it is about, under one of these. */
  private static final List<String> NAMES =
      List.of("metric", "type", "condition", "parameter", "field");

  static List<AlertCondition> of(Object conditions) {
    var all = new ArrayList<AlertCondition>();
    if (conditions instanceof JsonArray array) {
      array.forEach(each -> all.add(of((JsonObject) each)));
    } else {
      ((JsonObject) conditions)
          .forEach(each -> all.add(of(each.getKey(), (JsonObject) each.getValue())));
    }
    return all;
  }

  private static AlertCondition of(JsonObject condition) {
    var metric =
        NAMES.stream().filter(condition::containsKey).map(condition::getString).findFirst();
    return of(metric.orElseThrow(), condition);
  }

  private static AlertCondition of(String metric, JsonObject condition) {
    return new AlertCondition(
        metric, Operator.of(condition.getString("operator")), condition.getDouble("value"));
  }

  /** The alert that it comes to; null if it does not hold, or the value is not known. */
  @Nullable JsonObject alert(JsonObject weather) {
    var actual = weather.getJsonObject("current").getDouble(metric);
    if (actual == null || !operator.holds(actual, threshold)) {
      return null;
    }
    var unit = weather.getJsonObject("units", new JsonObject()).getString(metric);
    return new JsonObject()
        .put("metric", metric)
        .put("operator", operator.sign)
        .put("threshold", threshold)
        .put("actual", actual)
        .put("unit", unit)
        .put(
            "message",
            "%s is %s%s (%s %s)"
                .formatted(
                    metric.replace('_', ' '),
                    plain(actual),
                    unit == null ? "" : " " + unit,
                    operator.sign,
                    plain(threshold)));
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  /** How a value is compared. */
  enum Operator {
    ABOVE(">", ">"),
    AT_LEAST("≥", ">="),
    BELOW("<", "<"),
    AT_MOST("≤", "<=");

    private final String sign;
    private final String typed;

    Operator(String sign, String typed) {
      this.sign = sign;
      this.typed = typed;
    }

    static Operator of(String written) {
      for (var operator : values()) {
        if (operator.sign.equals(written) || operator.typed.equals(written)) {
          return operator;
        }
      }
      throw new IllegalArgumentException("no operator: " + written);
    }

    boolean holds(double actual, double threshold) {
      return switch (this) {
        case ABOVE -> actual > threshold;
        case AT_LEAST -> actual >= threshold;
        case BELOW -> actual < threshold;
        case AT_MOST -> actual <= threshold;
      };
    }
  }
}
