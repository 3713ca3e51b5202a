package dev.errand.core.tasktype;

import dev.errand.core.problem.Violation;
import dev.errand.core.schema.JsonSchema;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A type that tasks can have.
 *
 * @param descriptor what it declares
 * @param performer who does its work
 * @param configSchema its config's schema, ready for use
 * @param requiredEvidence the kinds without which a person cannot complete a task of this type,
 *     unless the task says otherwise
 */
public record RegisteredType(
    TaskType descriptor,
    Performer performer,
    JsonSchema configSchema,
    List<String> requiredEvidence) {

  private static final JsonSchema ANY = JsonSchema.of(TaskType.Config.ANY.schema());

  /** A type that nobody registered: remote workers know what it means, so any config will do. */
  public static RegisteredType ofWorkers(String name) {
    return new RegisteredType(TaskType.named(name), Performer.WORKER, ANY, List.of());
  }

  static RegisteredType of(
      TaskType descriptor, Performer performer, List<String> requiredEvidence) {
    var config = descriptor.config();
    return new RegisteredType(
        descriptor,
        performer,
        config.equals(TaskType.Config.ANY) ? ANY : JsonSchema.of(config.schema()),
        List.copyOf(requiredEvidence));
  }

  /** Finds everything that is wrong with a task's config. */
  public List<Violation> checkConfig(JsonObject config) {
    // Most tasks of people and of workers take this way, and an object is an object.
    return configSchema == ANY ? List.of() : configSchema.check(config, List.of("body", "config"));
  }
}
