package dev.errand.core.schema;

import dev.errand.core.problem.Violation;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema (draft 2020-12). Its validator is made when something is first checked, and kept:
 * making it costs more than using it, and a validator of a part holds a table of its whole
 * document. Thread-safe.
 */
public final class JsonSchema {

  private final JsonObject root;
  private final Supplier<Validator> maker;
  private volatile @Nullable Validator made;

  private JsonSchema(JsonObject root, Supplier<Validator> maker) {
    this.root = root;
    this.maker = maker;
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
    var validator = Validator.create(marked, options);
    return new JsonSchema(schema, () -> validator);
  }

  /**
   * A part of a larger document, to which its references point.
   *
   * @param validator makes the validator; may be asked by any thread, and more than once
   */
  public static JsonSchema partOf(JsonObject document, Supplier<Validator> validator) {
    return new JsonSchema(document, validator);
  }

  private Validator validator() {
    var present = made;
    if (present == null) {
      present = maker.get();
      made = present;
    }
    return present;
  }

  /**
   * Finds everything that is wrong with a value.
   *
   * @param value a string, number, boolean, null, JsonObject or JsonArray
   * @param loc where the value stands in the request
   */
  public List<Violation> check(@Nullable Object value, List<Object> loc) {
    var output = validator().validate(value);
    return Boolean.TRUE.equals(output.getValid()) || output.getErrors() == null
        ? List.of()
        : new Findings(root, value, loc).of(output.getErrors());
  }
}
