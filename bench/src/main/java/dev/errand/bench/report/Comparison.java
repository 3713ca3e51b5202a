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
   * @param bound what is required: at least, or at most
   * @param aim what is hoped for
   * @param atMost whether less is better
   */
  public record Demand(String unit, double bound, double aim, boolean atMost) {

    /** A ratio. */
    public static Demand ratio(double least, double aim) {
      return new Demand("×", least, aim, false);
    }

    /** A ratio that is better the smaller it is. */
    public static Demand ratioAtMost(double most) {
      return new Demand("×", most, most, true);
    }

    /** A rate. */
    public static Demand rate(String unit, double least) {
      return new Demand(unit, least, least, false);
    }

    /** A time. */
    public static Demand millis(double most) {
      return new Demand("ms", most, most, true);
    }

    /** Memory. */
    public static Demand mebibytes(double most) {
      return new Demand("MiB", most, most, true);
    }

    boolean meets(double figure, double wanted) {
      return atMost ? figure <= wanted : figure >= wanted;
    }
  }

  private String verdict() {
    if (demand.meets(figure, demand.aim())) {
      return "aim reached";
    }
    return demand.meets(figure, demand.bound()) ? "reached" : "MISSED";
  }

  private String number(double value) {
    return switch (demand.unit()) {
      case "×" -> "%.2f ×".formatted(value);
      case "ms" -> "%,.1f ms".formatted(value);
      default -> "%,.0f %s".formatted(value, demand.unit());
    };
  }

  String sentence() {
    return "%s: %s: %s (at %s %s, aim %s): %s"
        .formatted(
            scenario,
            what,
            number(figure),
            demand.atMost() ? "most" : "least",
            number(demand.bound()),
            number(demand.aim()),
            verdict());
  }

  JsonObject json() {
    return new JsonObject()
        .put("scenario", scenario)
        .put("what", what)
        .put("figure", figure)
        .put("unit", demand.unit())
        .put(demand.atMost() ? "at_most" : "at_least", demand.bound())
        .put("aim", demand.aim())
        .put("verdict", verdict());
  }
}
