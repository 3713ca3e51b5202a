package dev.errand.executor.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;

/** Checks configs against a type's schema, as the service does when a task is created. */
public final class TaskTypeSchema {

  private final TaskType type;
  private final Validator validator;

  private TaskTypeSchema(TaskType type) {
    this.type = type;
    this.validator = validator(type.config().schema());
  }

  public static TaskTypeSchema of(TaskType type) {
    return new TaskTypeSchema(type);
  }

  /** Whether a task with this config could be created, once the defaults are merged under it. */
  public boolean accepts(JsonObject config) {
    return accepted(validator, type.config().defaults().copy().mergeIn(config));
  }

  /** Examples and defaults satisfy the schema, and the schema explains every member. */
  public void assertSound() {
    var schema = type.config().schema();
    assertFalse(type.config().examples().isEmpty(), "no examples");
    type.config().examples().forEach(example -> assertTrue(accepts(example), example::encode));
    var nothingRequired = schema.copy();
    nothingRequired.remove("required");
    var defaults = type.config().defaults();
    assertTrue(accepted(validator(nothingRequired), defaults), defaults::encode);
    var properties = schema.getJsonObject("properties");
    for (var name : properties.fieldNames()) {
      var property = properties.getJsonObject(name);
      assertTrue(property.containsKey("description"), () -> name + " is not described");
      assertEquals(property.getValue("default"), defaults.getValue(name), name);
    }
  }

  private static boolean accepted(Validator validator, JsonObject config) {
    return Boolean.TRUE.equals(validator.validate(config).getValid());
  }

  private static Validator validator(JsonObject schema) {
    var options =
        new JsonSchemaOptions()
            .setBaseUri("app://errand")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);
    return Validator.create(JsonSchema.of(schema), options);
  }
}
