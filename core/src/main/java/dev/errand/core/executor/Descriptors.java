package dev.errand.core.executor;

import dev.errand.core.schema.JsonSchema;
import dev.errand.executor.TaskType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks what an executor says of itself, so that a mistake shows at start and not at the first
 * task.
 */
final class Descriptors {

  private static final Duration LONGEST = Duration.ofHours(24);

  private Descriptors() {}

  static TaskType check(PluginLoader.Found found) {
    var name = found.executor().getClass().getName();
    TaskType type;
    try {
      type = found.executor().taskType();
    } catch (RuntimeException | LinkageError thrown) {
      throw broken(found, name, "taskType() throws " + thrown);
    }
    if (type == null) {
      throw broken(found, name, "taskType() returns null");
    }
    try {
      check(found, name, type);
    } catch (NullPointerException missing) {
      throw broken(found, name, "its task type lacks something: " + missing.getMessage());
    }
    return type;
  }

  private static void check(PluginLoader.Found found, String name, TaskType type) {
    for (var each : Stream.concat(Stream.of(type.name()), type.aliases().stream()).toList()) {
      if (each.isBlank() || each.length() > 128) {
        throw broken(found, name, "the names of its type must have 1 to 128 characters");
      }
    }
    var timeout = type.defaults().timeout();
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(LONGEST) > 0) {
      throw broken(found, name, "its default timeout must lie between 1 s and 24 h");
    }
    if (type.defaults().credits().compareTo(BigDecimal.ZERO) < 0) {
      throw broken(found, name, "its credits must not be negative");
    }
    checkConfig(found, name, type.config());
  }

  private static void checkConfig(PluginLoader.Found found, String name, TaskType.Config config) {
    JsonSchema schema;
    try {
      schema = JsonSchema.of(config.schema());
    } catch (RuntimeException malformed) {
      throw broken(found, name, "its config schema is not valid: " + malformed.getMessage());
    }
    for (var example : config.examples()) {
      var violations = schema.check(config.defaults().copy().mergeIn(example), List.of());
      if (!violations.isEmpty()) {
        var first = violations.getFirst();
        throw broken(
            found,
            name,
            "its example "
                + example
                + " does not satisfy its schema: "
                + first.loc()
                + " "
                + first.msg());
      }
    }
  }

  private static BrokenPlugin broken(PluginLoader.Found found, String name, String reason) {
    return new BrokenPlugin(
        "The executor %s of %s is broken: %s".formatted(name, found.source(), reason));
  }
}
