package dev.errand.core.task;

import dev.errand.core.schedule.Firings;
import dev.errand.core.schedule.ScheduleSpec;
import dev.errand.core.schedule.TimeZones;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that is yet to be created, again and again, as JSON: the members that a caller writes to
 * create one, without those that say when it runs.
 */
public final class TaskDraft {

  /** Members that are no details of the task. */
  private static final List<String> OTHERS =
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
          "trigger_id");

  /** How long after its time a task of the schedule is due, on the clock of its zone. */
  private static final String DUE_AFTER = "due_after";

  private TaskDraft() {}

  /**
   * A draft whose due time goes with the times of its schedule: as far from each as the given one
   * is from the last before it.
   *
   * @param due null if the schedule's own times are the due times
   */
  static void dueBy(JsonObject draft, ScheduleSpec spec, @Nullable Instant due) {
    draft.remove("due_at");
    var after = Duration.ZERO;
    if (due != null) {
      var from = Firings.of(spec).lastUpTo(due).orElse(due);
      after =
          Duration.between(
              LocalDateTime.ofInstant(from, spec.zone()),
              LocalDateTime.ofInstant(due, spec.zone()));
    }
    draft.put(DUE_AFTER, after.toString());
  }

  /** A draft as a caller has changed it: a due time of his goes with the schedule, too. */
  public static void settle(JsonObject draft, JsonObject spec) {
    if (draft.getString("due_at") != null) {
      LocalMembers.settle(draft, Places.UNKNOWN, new ArrayList<>());
      dueBy(draft, ScheduleSpec.stored(spec), TaskDetails.instant(draft.getString("due_at")));
    }
  }

  /** True if its tasks are due by the times of its schedule. */
  public static boolean isDated(JsonObject draft) {
    return draft.getString(DUE_AFTER) != null;
  }

  /** The draft of the task of one time of its schedule. */
  public static JsonObject at(JsonObject draft, Instant logical, JsonObject spec) {
    var after = draft.getString(DUE_AFTER);
    if (after == null) {
      return draft;
    }
    var zone = ScheduleSpec.stored(spec).zone();
    var local = LocalDateTime.ofInstant(logical, zone).plus(Duration.parse(after));
    return draft.copy().put("due_at", TimeZones.instant(local, zone).toString());
  }

  /** The draft of a wanted task. */
  public static JsonObject of(NewTask wanted) {
    var draft = new JsonObject();
    put(draft, "type", wanted.type());
    put(draft, "performer", wanted.performer() == null ? null : wanted.performer().word());
    put(draft, "namespace", wanted.namespace());
    put(draft, "unique_key", wanted.keys().unique());
    put(draft, "concurrency_key", wanted.keys().concurrency());
    var origin = wanted.origin();
    put(draft, "parent_id", origin.parentId() == null ? null : origin.parentId().toString());
    put(draft, "source", origin.source());
    put(draft, "original_message", origin.originalMessage());
    var preset = origin.preset();
    if (preset != null) {
      draft.put("template_id", preset.templateId().toString());
      draft.put("credits_per_run", preset.creditsPerRun().toPlainString());
    }
    put(draft, "trigger_id", origin.triggerId() == null ? null : origin.triggerId().toString());
    draft.mergeIn(wanted.members());
    draft.remove("reminder_at");
    return draft;
  }

  /** The draft of tasks like this one. */
  public static JsonObject of(Task task) {
    var kind = task.kind();
    var start =
        new NewTask.Start(null, null, new dev.errand.core.execution.Execution.Trigger("", null));
    var members = task.details().toJson();
    members.fieldNames().removeIf(name -> members.getValue(name) == null);
    return of(
        new NewTask(
            kind.type(),
            kind.performer(),
            kind.namespace(),
            kind.keys(),
            task.ownership().origin(),
            start,
            members));
  }

  /** The task that a draft stands for, to be started so. */
  public static NewTask task(JsonObject draft, NewTask.Start start) {
    var members = draft.copy();
    OTHERS.forEach(members::remove);
    members.remove(DUE_AFTER);
    return NewTask.from(draft, start, members);
  }

  private static void put(JsonObject draft, String name, @Nullable String value) {
    if (value != null) {
      draft.put(name, value);
    }
  }
}
