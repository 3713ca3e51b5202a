package dev.errand.api.task;

import dev.errand.core.execution.Execution;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.TaskDetails;
import dev.errand.core.task.Terms;
import dev.errand.core.task.Terms.OnFailure;
import dev.errand.core.task.Terms.Prerequisite;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Turns the members of a body that the contract allows into what the core understands. */
public final class TaskInput {

  private static final int CONFIG_BYTES = 1024 * 1024;

  /** Members of a creation that are no details of the task. */
  private static final List<String> CREATION =
      List.of(
          "type",
          "performer",
          "namespace",
          "unique_key",
          "concurrency_key",
          "parent_id",
          "source",
          "original_message",
          "template_id",
          "credits_per_run",
          "run_immediately",
          "run_at",
          "schedule",
          "depends_on",
          "max_age",
          "wait_seconds");

  /** Of those, the ones that say when it runs. */
  private static final List<String> TIMES =
      List.of("run_immediately", "run_at", "schedule", "wait_seconds");

  private TaskInput() {}

  /** A new task; null in a member says the same as its absence. */
  public static NewTask newTask(JsonObject body) {
    var start =
        new NewTask.Start(
            body.getBoolean("run_immediately"),
            TaskDetails.instant(body.getString("run_at")),
            new Execution.Trigger("manual", null),
            terms(body),
            body.getValue("schedule"),
            true);
    var members = details(body);
    new ArrayList<>(members.fieldNames())
        .forEach(
            name -> {
              if (members.getValue(name) == null) {
                members.remove(name);
              }
            });
    return NewTask.from(body, start, members);
  }

  private static Terms terms(JsonObject body) {
    var dependsOn = body.getJsonArray("depends_on");
    var maxAge = body.getString("max_age");
    return dependsOn == null && maxAge == null
        ? Terms.NONE
        : new Terms(
            dependsOn == null
                ? List.of()
                : dependsOn.stream().map(TaskInput::prerequisite).toList(),
            maxAge == null ? null : Duration.parse(maxAge));
  }

  /** An id alone, or an object that names it. */
  static Prerequisite prerequisite(Object given) {
    return given instanceof JsonObject object
        ? new Prerequisite(
            UUID.fromString(object.getString("task_id")),
            OnFailure.of(object.getString("on_failure", "block")))
        : new Prerequisite(UUID.fromString(given.toString()), OnFailure.BLOCK);
  }

  /** A merge patch of a task's details and its schedule. */
  static JsonObject patch(JsonObject body) {
    var patch = details(body);
    return body.containsKey("schedule") ? patch.put("schedule", body.getValue("schedule")) : patch;
  }

  /** The members of a task that a schedule is to create, or a merge patch of them. */
  public static JsonObject draft(JsonObject body) {
    var draft = details(body);
    for (var name : CREATION) {
      if (!TIMES.contains(name) && body.containsKey(name)) {
        draft.put(name, body.getValue(name));
      }
    }
    return draft;
  }

  private static JsonObject details(JsonObject body) {
    var members = new JsonObject(new java.util.LinkedHashMap<>(body.getMap()));
    CREATION.forEach(members::remove);
    Translations.fold(members);
    var config = members.getJsonObject("config");
    if (config != null && config.size() > 0 && isTooLarge(config)) {
      throw new Problem.Invalid(
          List.of(
              Violation.ofBody("config", "must have at most 1 MiB, written as JSON", "maxLength")));
    }
    return members;
  }

  /** Written out only if a rough count says that it may be. */
  private static boolean isTooLarge(JsonObject config) {
    return JsonSize.roughly(config) > CONFIG_BYTES / 8 && config.toBuffer().length() > CONFIG_BYTES;
  }
}
