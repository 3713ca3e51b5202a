package dev.errand.core.task;

import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Sight;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.quota.QuotaRows.Item;
import dev.errand.core.quota.Quotas;
import dev.errand.core.schedule.NewSchedule;
import dev.errand.core.schedule.OffLoop;
import dev.errand.core.schedule.Policy.Mode;
import dev.errand.core.schedule.TimeZones;
import dev.errand.core.task.TaskAttempts.Attempt;
import dev.errand.core.task.TaskCommand.AssignTask;
import dev.errand.core.task.TaskCommand.UpdateTask;
import dev.errand.core.task.TaskQuery.FindPlaces;
import dev.errand.core.task.TaskWrites.Edit;
import dev.errand.core.tasktype.RegisteredType;
import dev.errand.core.tasktype.TaskTypes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The use cases that change a task's details. Confined to one event loop. */
final class TaskEdits {

  private final TaskAttempts attempts;
  private final BiFunction<TaskKey, Sight, Future<Task>> read;
  private final TaskWrites writes;
  private final TaskTypes types;
  private final TaskSchedules schedules;
  private final PlaceReads places;
  private final Quotas quotas;
  private final TaskAstronomy astronomy;

  TaskEdits(
      TaskAttempts attempts,
      BiFunction<TaskKey, Sight, Future<Task>> read,
      TaskWrites writes,
      Registry registry) {
    this.attempts = attempts;
    this.read = read;
    this.writes = writes;
    types = registry.types();
    schedules = new TaskSchedules(registry.ids());
    places = registry.places();
    quotas = registry.quotas();
    astronomy = registry.astronomy();
  }

  /** What it asks. */
  record Registry(
      TaskTypes types, Ids ids, PlaceReads places, Quotas quotas, TaskAstronomy astronomy) {}

  Future<Task> update(UpdateTask command) {
    var caller = command.condition().caller();
    return attempts
        .change(
            new Attempt(
                command.key(),
                command.condition(),
                read,
                task -> TaskAccess.requireChange(caller, task, "update"),
                change -> update(change, command.patch())))
        .compose(done -> read.apply(command.key(), Sight.ALL));
  }

  Future<Task> assign(AssignTask command) {
    var caller = command.condition().caller();
    var patch = new JsonObject().put("assignee_id", command.assigneeId());
    return attempts
        .change(
            new Attempt(
                command.key(),
                command.condition(),
                read,
                task -> TaskAccess.requireChange(caller, task, "assign"),
                change -> assign(change, patch)))
        .compose(done -> read.apply(command.key(), Sight.ALL));
  }

  private Future<Boolean> update(Change change, JsonObject patch) {
    return around(change.read(), patch)
        .compose(
            around -> {
              if (!patch.containsKey("schedule")) {
                return patched(change.read(), patch, around)
                    .compose(details -> edit(change, details));
              }
              var rest = patch.copy();
              var value = rest.remove("schedule");
              return patched(change.read(), rest, around)
                  .compose(
                      details ->
                          OffLoop.compute(
                                  () -> Optional.ofNullable(schedule(change, value, details)))
                              .compose(schedule -> edit(change, details, schedule.orElse(null))));
            });
  }

  /** Only a new site needs to be looked for, and the zone of a task that has none. */
  private Future<Places> around(Task task, JsonObject patch) {
    var merged = details(task, patch);
    var site = merged.getString("site_id");
    var assignee = merged.getString("assignee_id");
    boolean local =
        merged.getString("timezone") == null
            && (LocalMembers.isDate(patch.getString("due_at")) || patch.containsKey("due_time"));
    boolean moved = patch.getString("site_id") != null;
    return places.find(
        new FindPlaces(
            task.key().tenantId(),
            Sight.ALL,
            site != null && (local || moved) ? Set.of(UUID.fromString(site)) : Set.of(),
            assignee != null && local ? Set.of(assignee) : Set.of(),
            Set.of()));
  }

  /** Null if it is to have none. */
  private @Nullable NewSchedule schedule(
      Change change, @Nullable Object value, TaskDetails details) {
    var read = change.read();
    if (value == null) {
      return null;
    }
    if (read.progress().status() == TaskStatus.CANCELLED) {
      throw new Problem.Conflict(
          "invalid_transition",
          "A cancelled task cannot have a schedule",
          Map.of("from", "cancelled", "command", "schedule"));
    }
    var problems = new ArrayList<Violation>();
    var effort = details.effort();
    var own = new TaskSchedules.Own(effort.timezone(), null, effort.dueAt(), true);
    var wanted =
        new TaskSchedules.Wanted(
            value, List.of("body", "schedule"), read.kind().performer(), own, change.at());
    var schedule = schedules.read(wanted, TaskDraft.of(read), problems);
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
    return schedule;
  }

  private Future<Boolean> edit(Change change, TaskDetails details, @Nullable NewSchedule schedule) {
    var changes = changes(change.read().details().toJson(), details.toJson());
    var recurrence = change.read().progress().recurrence();
    var old = recurrence == null ? null : recurrence.spec();
    var now = schedule == null ? null : schedule.spec().toJson();
    if (Objects.equals(old, now)) {
      return edit(change, details);
    }
    changes.add(new JsonObject().put("field", "schedule").put("old", old).put("new", now));
    var edit = edit("updated", details, changes);
    return opens(change, schedule)
        ? quotas.within(
            change.caller(),
            new Item(change.read().key().id(), true, false),
            () -> writes.update(change, edit, schedule),
            applied -> applied)
        : writes.update(change, edit, schedule);
  }

  /** Whether a task of the caller's own that is over is to run again. */
  private static boolean opens(Change change, @Nullable NewSchedule schedule) {
    return schedule != null
        && schedule.mode() == Mode.RUN_TASK
        && change.read().progress().status().terminal()
        && change.caller().userId().equals(change.read().ownership().ownerId());
  }

  private static Edit edit(String action, TaskDetails details, JsonArray changes) {
    var fields = new JsonArray();
    changes.forEach(c -> fields.add(((JsonObject) c).getString("field")));
    var data = new JsonObject().put("updated_fields", fields).put("changes", changes);
    return new Edit(action, details, changes, data);
  }

  private Future<Boolean> edit(Change change, TaskDetails details) {
    var changes = changes(change.read().details().toJson(), details.toJson());
    return changes.isEmpty()
        ? Future.succeededFuture(true)
        : writes.update(change, edit("updated", details, changes));
  }

  private Future<Boolean> assign(Change change, JsonObject patch) {
    var before = change.read().details();
    var details =
        TaskDetails.from(details(change.read(), patch))
            .withAstronomical(before.effort().astronomical());
    var changes = changes(change.read().details().toJson(), details.toJson());
    var data =
        new JsonObject()
            .put("assigned_to", details.place().assigneeId())
            .put("assigned_by", change.caller().userId());
    return changes.isEmpty()
        ? Future.succeededFuture(true)
        : writes.update(change, new Edit("assigned", details, changes, data));
  }

  private static JsonObject details(Task task, JsonObject patch) {
    return MergePatch.apply(task.details().toJson(), patch);
  }

  private Future<TaskDetails> patched(Task task, JsonObject patch, Places around) {
    var merged = details(task, patch);
    var problems = new ArrayList<Violation>();
    LocalMembers.settleZone(merged, around);
    var dueAt = task.details().effort().dueAt();
    if (patch.getString("due_time") != null && !patch.containsKey("due_at") && dueAt != null) {
      merged.put("due_at", LocalMembers.day(dueAt, zone(merged)));
    }
    LocalMembers.settle(merged, around, problems);
    LocalMembers.prune(merged);
    var type =
        types
            .find(task.kind().type())
            .orElseGet(() -> RegisteredType.ofWorkers(task.kind().type()));
    var retry = patch.getJsonObject("retry_policy");
    if (retry != null) {
      // Not by merge patch: there null would remove max_attempts, here it means no limit.
      var policy = RetryPolicy.of(type.descriptor().defaults().retry());
      var own = task.details().policy().retry();
      merged.put("retry_policy", (own == null ? policy : policy.with(own)).with(retry).toJson());
    }
    var details = TaskDetails.from(merged);
    problems.addAll(type.checkConfig(details.content().config()));
    if (!problems.isEmpty()) {
      throw new Problem.Invalid(problems);
    }
    return astronomy.changed(task, details);
  }

  private static ZoneId zone(JsonObject members) {
    var name = members.getString("timezone");
    return name == null ? TimeZones.UTC : TimeZones.find(name).orElse(TimeZones.UTC);
  }

  private static JsonArray changes(JsonObject old, JsonObject now) {
    var changes = new JsonArray();
    for (var field : now.fieldNames()) {
      if (!MergePatch.same(old, now, field)) {
        changes.add(
            new JsonObject()
                .put("field", field)
                .put("old", old.getValue(field))
                .put("new", now.getValue(field)));
      }
    }
    return changes;
  }
}
