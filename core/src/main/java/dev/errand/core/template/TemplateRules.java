package dev.errand.core.template;

import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.ScheduleSpec;
import dev.errand.core.schedule.ScheduleSpec.Defaults;
import dev.errand.core.schema.JsonSchema;
import dev.errand.core.tasktype.TaskTypes;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What a template must be like, so that tasks can be created from it. Thread-safe. */
final class TemplateRules {

  private final TaskTypes types;
  private final InstantSource clock;

  TemplateRules(TaskTypes types, InstantSource clock) {
    this.types = types;
    this.clock = clock;
  }

  /** True if two names mean the same type. */
  boolean same(String one, String other) {
    return one.equals(other)
        || (types.find(one).isPresent() && types.find(one).equals(types.find(other)));
  }

  /** Refuses what is wrong, all of it. */
  void check(Template template) {
    var problems = new ArrayList<Violation>();
    if (types.find(template.type()).isEmpty()) {
      problems.add(Violation.ofBody("type", "must be one of " + types.names(), "unknown_type"));
    }
    var schedule = template.defaultSchedule();
    if (schedule != null) {
      var loc = List.<Object>of("body", "default_schedule");
      problems.addAll(ScheduleSpec.problems(schedule, loc, Defaults.at(clock.instant())));
    }
    var schema = template.configSchema();
    if (schema != null && !isSchema(schema)) {
      problems.add(
          Violation.ofBody("config_schema", "must be a JSON Schema of draft 2020-12", "schema"));
    }
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
  }

  /** Tried on an object, as only use shows whether its references lead anywhere. */
  private static boolean isSchema(JsonObject schema) {
    try {
      JsonSchema.of(schema).check(new JsonObject(), List.of("body"));
      return true;
    } catch (RuntimeException broken) {
      return false;
    }
  }
}
