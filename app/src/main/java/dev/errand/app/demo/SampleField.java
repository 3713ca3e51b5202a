package dev.errand.app.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A field that is not well: invented, the same for every question, and says so. */
final class SampleField {

  private SampleField() {}

  static JsonObject health() {
    return new JsonObject()
        .put("health_score", 4.6)
        .put(
            "zones",
            new JsonObject()
                .put("healthy", 41.5)
                .put("stressed", 36.2)
                .put("critical", 8.3)
                .put("bare_soil", 12.5)
                .put("water", 1.5))
        .put(
            "ndvi",
            new JsonObject()
                .put("mean", 0.38)
                .put("min", 0.04)
                .put("max", 0.71)
                .put("std_dev", 0.12))
        .put("vegetation_coverage", 86)
        .put(
            "alerts",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("type", "sample")
                        .put("message", "Sample data, not a measurement")
                        .put("message_ar", "بيانات تجريبية وليست قياسًا")));
  }
}
