package dev.errand.api.fact;

import dev.errand.api.json.JsonWriter;
import dev.errand.core.fact.Fact;
import io.vertx.core.buffer.Buffer;

/** Facts as JSON. */
public final class FactJson {

  private FactJson() {}

  /** One fact as an answer's body. */
  public static Buffer body(Fact fact) {
    return JsonWriter.write(json -> write(json, fact));
  }

  /** Writes the members of a fact. */
  static void write(JsonWriter json, Fact fact) {
    var content = fact.content();
    var statement = content.statement();
    var timeline = fact.timeline();
    json.id("id", fact.id())
        .text("namespace", fact.namespace())
        .text("text", content.text())
        .value("tags", content.tags())
        .value("metadata", content.metadata())
        .text("subject", statement == null ? null : statement.subject())
        .text("predicate", statement == null ? null : statement.predicate())
        .text("object", statement == null ? null : statement.object())
        .time("valid_from", fact.validity().from())
        .time("valid_to", fact.validity().to())
        .text("created_by", timeline.createdBy())
        .integer("revision", timeline.revision())
        .time("created_at", timeline.createdAt())
        .time("updated_at", timeline.updatedAt());
  }
}
