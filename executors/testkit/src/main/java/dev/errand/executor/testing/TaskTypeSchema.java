package dev.errand.executor.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
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

  /** The schema of a type's config. */
  public static TaskTypeSchema of(TaskType type) {
    return new TaskTypeSchema(type);
  }

  /** The schema itself. */
  JsonObject schema() {
    return type.config().schema();
  }

  /** Whether a task with this config could be created, once the defaults are merged under it. */
  public boolean accepts(JsonObject config) {
    return accepted(validator, type.config().defaults().copy().mergeIn(config));
  }

  /**
   * The schema is one, examples and defaults satisfy it, and it explains every member.
   *
   * @throws AssertionError naming what is wrong
   */
  public void assertSound() {
    var schema = type.config().schema();
    var objection = new MetaSchema().objection("", schema);
    assertNull(objection, () -> "this is no JSON Schema of draft 2020-12: " + objection);
    assertEquals("object", schema.getValue("type"), "the type of a config");
    assertFalse(type.config().examples().isEmpty(), "the type has no examples");
    for (var example : type.config().examples()) {
      assertTrue(accepts(example), () -> "the schema refuses the example " + example);
    }
    var nothingRequired = schema.copy();
    nothingRequired.remove("required");
    var defaults = type.config().defaults();
    assertTrue(
        accepted(validator(nothingRequired), defaults),
        () -> "the schema refuses the defaults " + defaults);
    var properties = schema.getJsonObject("properties", new JsonObject());
    for (var name : properties.fieldNames()) {
      var property = properties.getJsonObject(name);
      assertTrue(property.containsKey("description"), () -> name + " is not described");
      assertEquals(
          property.getValue("default"),
          defaults.getValue(name),
          () -> "the default of " + name + " in the schema is not that of the type");
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
    // It leaves marks in what it is given.
    return Validator.create(JsonSchema.of(schema.copy()), options);
  }
}
