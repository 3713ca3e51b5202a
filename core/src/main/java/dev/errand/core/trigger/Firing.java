package dev.errand.core.trigger;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Caller;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.NewTask.Start;
import dev.errand.core.task.Places;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskFactory;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an event comes to at a trigger, before anything is written.
 *
 * @param fires whether the condition holds
 * @param draft of the task, filled, under canonical names; null if it does not fire
 * @param problems why there will be no task although there should
 */
record Firing(
    Trigger trigger, boolean fires, @Nullable JsonObject draft, List<Violation> problems) {

  private static final List<Object> LOC = List.of("task");

  /** Errors are stored, one for each trigger. */
  private static final int LONGEST_ERROR = 2_000;

  private static final int MOST_PROBLEMS = 20;

  /** Looks at an event; takes a while, so not for event loops. */
  static Firing of(
      Trigger trigger, Event event, Drafting drafting, Placeholders.Allowance allowance) {
    var view = event.view();
    try {
      var condition = trigger.condition();
      if (condition != null && !Condition.of(condition).holds(view)) {
        return new Firing(trigger, false, null, List.of());
      }
    } catch (Condition.Malformed | Condition.Inapplicable failed) {
      var why = String.valueOf(failed.getMessage());
      return new Firing(
          trigger, false, null, List.of(new Violation(List.of("condition"), why, "condition")));
    }
    var problems = new ArrayList<Violation>();
    var filled = (JsonObject) new Placeholders(view, problems, allowance).fill(trigger.task(), LOC);
    if (filled == null || !problems.isEmpty()) {
      return new Firing(trigger, true, null, problems);
    }
    inherit(filled, event);
    var checked = drafting.check(filled, LOC);
    return new Firing(trigger, true, checked.members(), checked.violations());
  }

  /** What the draft does not say for itself. */
  private static void inherit(JsonObject draft, Event event) {
    var what = event.what();
    var namespace = draft.getValue("namespace");
    if (namespace == null || namespace.equals("default")) {
      draft.put("namespace", what.namespace());
    }
    if (draft.getValue("priority") == null && what.priority() != null) {
      draft.put("priority", what.priority());
    }
    if (draft.getValue("assignee_id") == null && what.operator() != null) {
      draft.put("assignee_id", what.operator());
    }
  }

  /** True if a task is to be created. */
  boolean ready() {
    return draft != null && problems.isEmpty();
  }

  /** What becomes of an event that no task comes of. */
  Outcome without() {
    return problems.isEmpty()
        ? Outcome.of(trigger, Outcome.Result.IGNORED, null)
        : Outcome.failed(trigger, text(problems));
  }

  static String text(Throwable refusal) {
    return refusal instanceof Problem.Invalid invalid
        ? text(invalid.violations().stream().map(each -> TriggerRules.moved(each, LOC)).toList())
        : cut(String.valueOf(refusal.getMessage()));
  }

  private static String text(List<Violation> problems) {
    return cut(
        problems.stream()
            .limit(MOST_PROBLEMS)
            .map(
                each ->
                    each.loc().stream().map(String::valueOf).collect(Collectors.joining("."))
                        + ": "
                        + each.msg())
            .collect(Collectors.joining("; ")));
  }

  private static String cut(String text) {
    return text.length() > LONGEST_ERROR ? text.substring(0, LONGEST_ERROR) + "…" : text;
  }

  /**
   * The task that is to be created; to be asked only if ready.
   *
   * @throws Problem if it cannot be as the draft says
   */
  CreateTask task(Event event, Caller caller, Means means) {
    var wanted =
        means.drafting().task(new JsonObject().mergeIn(java.util.Objects.requireNonNull(draft)));
    var start = wanted.start();
    var data =
        new JsonObject()
            .put("event_id", event.id().toString())
            .put("event", event.what().name())
            .put("trigger_id", trigger.id().toString());
    var caused =
        new Start(
            start.immediately(),
            start.runAt(),
            new Execution.Trigger("event", data),
            start.terms(),
            start.schedule(),
            start.first());
    return means
        .factory()
        .create(
            new NewTask(
                wanted.type(),
                wanted.performer(),
                wanted.namespace(),
                wanted.keys(),
                wanted.origin().of(trigger.id(), "event"),
                caused,
                wanted.members()),
            caller,
            means.places());
  }

  /** What tasks are made with. */
  record Means(Drafting drafting, TaskFactory factory, Places places) {}
}
