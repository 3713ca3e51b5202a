package dev.errand.api.task;

import dev.errand.api.contract.Shape;
import dev.errand.core.problem.Violation;
import dev.errand.core.tasktype.RegisteredType;
import dev.errand.core.template.Template;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a task that is made from a template: members of the task, or of its config. For one
 * request.
 */
final class TemplateFields {

  private static final String IN_CONFIG = "config.";

  private final Shape shape;
  private final JsonObject properties;
  private final JsonObject task;
  private final JsonObject config;

  /** The task is what its caller gave, under canonical names, with a config; it is changed. */
  TemplateFields(Shape shape, RegisteredType type, JsonObject task) {
    this.shape = shape;
    this.task = task;
    config = task.getJsonObject("config");
    properties = type.descriptor().config().schema().getJsonObject("properties", new JsonObject());
  }

  /** Fields that are the task's, and were given among its config. */
  void lift(Template template) {
    Stream.concat(template.requiredFields().stream(), template.optionalFields().stream())
        .filter(field -> config.containsKey(field) && !properties.containsKey(field))
        .forEach(
            field -> {
              var member = shape.canonical(field);
              if (member != null && task.getValue(member) == null) {
                task.put(member, config.remove(field));
              }
            });
  }

  /** The required fields that were not given, each in its place. */
  List<Violation> missing(Template template) {
    return template.requiredFields().stream()
        .filter(field -> value(field) == null)
        .map(field -> new Violation(loc(field), "is required by the template", "missing"))
        .toList();
  }

  private List<Object> loc(String field) {
    return shape.canonical(field) == null
        ? List.of("body", "config", field)
        : List.of("body", field);
  }

  private @Nullable Object value(String field) {
    var member = shape.canonical(field);
    return member == null ? config.getValue(field) : task.getValue(member);
  }

  /** The whole task: what was given, over what follows from it, over the defaults. */
  JsonObject filled(Template template) {
    if (task.getValue("title") == null) {
      task.put("title", template.name());
    }
    for (var fill : template.fills()) {
      fill(fill.getKey(), fill.getValue().toString());
    }
    var schedule = template.defaultSchedule();
    if (schedule != null && !task.containsKey("schedule")) {
      task.put("schedule", schedule);
    } else if (schedule instanceof JsonObject defaults
        && task.getValue("schedule") instanceof JsonObject own
        && !own.containsKey("type")) {
      task.put("schedule", defaults.copy().mergeIn(own));
    }
    if (task.getValue("tags") == null && !template.members().getJsonArray("tags").isEmpty()) {
      task.put("tags", template.members().getJsonArray("tags"));
    }
    return task.put("config", template.defaultConfig().mergeIn(config));
  }

  /** A field that only stands for another member is gone then; the title is both. */
  private void fill(String target, String field) {
    var value = value(field);
    boolean inConfig = target.startsWith(IN_CONFIG);
    var object = inConfig ? config : task;
    var name = inConfig ? target.substring(IN_CONFIG.length()) : target;
    if (value == null) {
      return;
    }
    if (object.getValue(name) == null) {
      object.put(name, value);
    }
    var member = shape.canonical(field);
    if (member == null) {
      if (!properties.containsKey(field)) {
        config.remove(field);
      }
    } else if (!member.equals("title")) {
      task.remove(member);
    }
  }
}
