package dev.errand.core.recurrence;

import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Ids;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.recurrence.ScheduleWrites.Edit;
import dev.errand.core.schedule.NewSchedule;
import dev.errand.core.schedule.OffLoop;
import dev.errand.core.task.MergePatch;
import dev.errand.core.task.NewTask;
import dev.errand.core.task.Places;
import dev.errand.core.task.TaskDraft;
import dev.errand.core.task.TaskFactory;
import dev.errand.core.task.TaskSchedules;
import dev.errand.core.tasktype.Performer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out what a patch does to a schedule. Confined to one event loop. */
final class ScheduleEdits {

  private final TaskFactory factory;
  private final TaskSchedules schedules;
  private final InstantSource clock;

  ScheduleEdits(TaskFactory factory, Ids ids, InstantSource clock) {
    this.factory = factory;
    schedules = new TaskSchedules(ids);
    this.clock = clock;
  }

  /** Empty if it changes nothing. */
  Future<Optional<Edit>> of(Schedule read, JsonObject patch, Places around) {
    return OffLoop.compute(() -> edit(read, patch, around));
  }

  private Optional<Edit> edit(Schedule read, JsonObject patch, Places around) {
    var problems = new ArrayList<Violation>();
    var name = patch.containsKey("name") ? patch.getString("name") : read.label().name();
    var task = task(read, patch, around, problems);
    var spec = spec(read, patch, problems);
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
    boolean same =
        java.util.Objects.equals(name, read.label().name())
            && java.util.Objects.equals(task, read.target().task())
            && spec == null;
    return same ? Optional.empty() : Optional.of(new Edit(name, task, spec));
  }

  private @Nullable JsonObject task(
      Schedule read, JsonObject patch, Places around, List<Violation> problems) {
    var change = patch.getJsonObject("task");
    var draft = read.target().task();
    if (!patch.containsKey("task") || draft == null) {
      if (change != null) {
        problems.add(
            Violation.ofBody(
                "task",
                "belongs to schedules that create tasks; this one runs task %s, change that"
                    .formatted(read.target().taskId()),
                "mode"));
      }
      return draft;
    }
    var patched = MergePatch.apply(draft, change == null ? new JsonObject() : change);
    var start = new NewTask.Start(null, null, new Execution.Trigger("schedule", null));
    factory
        .problems(TaskDraft.task(patched, start), around)
        .forEach(problem -> problems.add(TaskSchedules.within(problem, "task")));
    TaskDraft.settle(patched, read.spec());
    return patched;
  }

  /** A spec that names its type replaces the old one, whose members may not suit it. */
  private @Nullable NewSchedule spec(Schedule read, JsonObject patch, List<Violation> problems) {
    var change = patch.getValue("spec");
    if (change == null) {
      if (patch.containsKey("spec")) {
        problems.add(
            Violation.ofBody(
                "spec", "must say when it fires; delete the schedule to end it", "type"));
      }
      return null;
    }
    var whole =
        change instanceof JsonObject members && !members.containsKey("type")
            ? MergePatch.apply(read.spec(), members)
            : change;
    if (whole.equals(read.spec())) {
      return null;
    }
    boolean creates = read.target().task() != null;
    var now = clock.instant();
    var wanted =
        new TaskSchedules.Wanted(
            whole,
            List.of("body", "spec"),
            creates ? Performer.HUMAN : Performer.SERVICE,
            TaskSchedules.Own.NOTHING,
            now);
    var spec = schedules.read(wanted, draft(read), problems);
    if (spec == null && problems.isEmpty()) {
      problems.add(Violation.ofBody("spec", "must fire; delete the schedule to end it", "type"));
    }
    if (spec != null && (spec.draft() != null) != creates) {
      problems.add(
          new Violation(
              List.of("body", "spec", "mode"),
              "cannot be changed from %s; make another schedule".formatted(read.target().mode()),
              "immutable"));
    }
    return spec == null ? null : spec.replacing(read.key().id());
  }

  private static JsonObject draft(Schedule read) {
    var draft = read.target().task();
    return draft == null ? new JsonObject() : draft;
  }
}
