package dev.errand.core.schema;

import dev.errand.core.problem.Violation;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema (draft 2020-12), kept ready: making the validator costs more than using it.
 * Thread-safe.
 */
public final class JsonSchema {

  private final JsonObject root;
  private final Validator validator;

  private JsonSchema(JsonObject root, Validator validator) {
    this.root = root;
    this.validator = validator;
  }

  /** A schema that stands alone. */
  public static JsonSchema of(JsonObject schema) {
    var options =
        new JsonSchemaOptions()
            .setBaseUri("https://errand.dev/schema")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);
    // It leaves marks in what it is given.
    var marked = io.vertx.json.schema.JsonSchema.of(schema.copy());
    return new JsonSchema(schema, Validator.create(marked, options));
  }

  /** A part of a larger document, to which its references point. */
  public static JsonSchema partOf(JsonObject document, Validator validator) {
    return new JsonSchema(document, validator);
  }

  /**
   * Finds everything that is wrong with a value.
   *
   * @param value a string, number, boolean, null, JsonObject or JsonArray
   * @param loc where the value stands in the request
   */
  public List<Violation> check(@Nullable Object value, List<Object> loc) {
    var output = validator.validate(value);
    return Boolean.TRUE.equals(output.getValid()) || output.getErrors() == null
        ? List.of()
        : new Findings(root, value, loc).of(output.getErrors());
  }
}
