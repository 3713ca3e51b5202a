package dev.errand.bench.report;

import io.vertx.core.json.JsonObject;

/**
 * A figure beside what it must be.
 *
 * @param scenario its id
 * @param what is compared with what
 * @param figure a ratio, or a rate
 * @param demand what it must be
 */
public record Comparison(String scenario, String what, double figure, Demand demand) {

  /**
   * What a figure must be.
   *
   * @param unit of the figure, as × or tasks/s
   * @param least what is required
   * @param aim what is hoped for
   */
  public record Demand(String unit, double least, double aim) {

    /** A ratio. */
    public static Demand ratio(double least, double aim) {
      return new Demand("×", least, aim);
    }
  }

  private String verdict() {
    if (figure >= demand.aim()) {
      return "aim reached";
    }
    return figure >= demand.least() ? "reached" : "MISSED";
  }

  private String number(double value) {
    return demand.unit().equals("×")
        ? "%.2f ×".formatted(value)
        : "%,.0f %s".formatted(value, demand.unit());
  }

  String sentence() {
    return "%s: %s: %s (at least %s, aim %s): %s"
        .formatted(
            scenario,
            what,
            number(figure),
            number(demand.least()),
            number(demand.aim()),
            verdict());
  }

  JsonObject json() {
    return new JsonObject()
        .put("scenario", scenario)
        .put("what", what)
        .put("figure", figure)
        .put("unit", demand.unit())
        .put("at_least", demand.least())
        .put("aim", demand.aim())
        .put("verdict", verdict());
  }
}
