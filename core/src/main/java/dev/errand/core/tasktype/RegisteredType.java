package dev.errand.core.tasktype;

import dev.errand.core.schema.JsonSchema;
import dev.errand.executor.TaskType;

/**
 * A type that tasks can have.
 *
 * @param descriptor what it declares
 * @param performer who does its work
 * @param configSchema its config's schema, ready for use
 */
public record RegisteredType(TaskType descriptor, Performer performer, JsonSchema configSchema) {

  private static final JsonSchema ANY = JsonSchema.of(TaskType.Config.ANY.schema());

  /** A type that nobody registered: remote workers know what it means, so any config will do. */
  public static RegisteredType ofWorkers(String name) {
    return new RegisteredType(TaskType.named(name), Performer.WORKER, ANY);
  }

  static RegisteredType of(TaskType descriptor, Performer performer) {
    return new RegisteredType(descriptor, performer, JsonSchema.of(descriptor.config().schema()));
  }
}
