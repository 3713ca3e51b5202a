package dev.errand.core.task;

import dev.errand.core.problem.Violation;
import dev.errand.core.tasktype.RegisteredType;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Checks configs against the schema of their type. */
final class TaskConfig {

  private TaskConfig() {}

  static List<Violation> check(RegisteredType type, JsonObject config) {
    return type.configSchema().check(config, List.of("body", "config"));
  }
}
