package dev.errand.api.schedule;

import dev.errand.api.contract.Shape;
import dev.errand.api.task.TaskInput;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The task within a schedule: a new task, but for when it runs. Thread-safe. */
final class Drafts {

  static final List<Object> LOC = List.of("body", "task");

  private static final List<String> OF_THE_SPEC =
      List.of("run_at", "run_immediately", "wait_seconds", "schedule");

  private final Shape shape;

  /** The shape is that of a new task. */
  Drafts(Shape shape) {
    this.shape = shape;
  }

  /** The draft under canonical names, and everything that the contract has against it. */
  Shape.Checked check(Object task, List<Violation> problems) {
    var checked = shape.check(task, LOC);
    problems.addAll(checked.violations());
    var timed = new ArrayList<Violation>();
    for (var name : OF_THE_SPEC) {
      if (checked.object().getValue(name) != null) {
        timed.add(
            new Violation(
                List.of("body", "task", name),
                "does not belong here: the spec says when it runs",
                "additionalProperties"));
      }
    }
    problems.addAll(checked.spelling().of(timed));
    return checked;
  }

  /** A patch whose draft is canonical. */
  JsonObject patch(JsonObject body) {
    var task = body.getValue("task");
    if (task == null) {
      return body;
    }
    var problems = new ArrayList<Violation>();
    var checked = check(task, problems);
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
    return body.copy().put("task", TaskInput.draft(checked.object()));
  }
}
