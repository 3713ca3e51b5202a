package dev.errand.api.schedule;

import dev.errand.api.contract.Shape;
import dev.errand.api.endpoint.Input;
import dev.errand.api.task.PlaceLookup;
import dev.errand.api.task.TaskEndpoints;
import dev.errand.api.task.TaskInput;
import dev.errand.core.bus.Bus;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.recurrence.Schedule;
import dev.errand.core.recurrence.ScheduleCommand.AttachSchedule;
import dev.errand.core.recurrence.ScheduleCommand.CreateSchedule;
import dev.errand.core.recurrence.ScheduleKey;
import dev.errand.core.recurrence.ScheduleQuery.GetSchedule;
import dev.errand.core.recurrence.Schedules;
import dev.errand.core.schedule.OffLoop;
import dev.errand.core.schedule.ScheduleSpec;
import dev.errand.core.schedule.ScheduleSpec.Defaults;
import dev.errand.core.task.Places;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskFactory;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskSchedules;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates schedules: of a task that is there, or of one that is not. Thread-safe. */
final class ScheduleCreation {

  private static final List<Object> SPEC = List.of("body", "spec");

  private final Bus bus;
  private final TaskFactory factory;
  private final InstantSource clock;
  private final Drafts drafts;
  private final PlaceLookup places;

  ScheduleCreation(TaskEndpoints.Means means, Drafts drafts) {
    bus = means.bus();
    clock = means.clock();
    factory = new TaskFactory(means.types(), means.ids(), clock);
    this.drafts = drafts;
    places = new PlaceLookup(bus);
  }

  Future<Schedule> create(Input input) {
    var body = input.body();
    var taskId = body.getString("task_id");
    var task = body.getValue("task");
    if ((taskId == null) == (task == null)) {
      var problems = new ArrayList<Violation>();
      problems.add(
          Violation.ofBody(
              "task_id",
              "is required, or task: which task it runs, or what tasks it creates; one of them",
              "missing"));
      problems.addAll(ScheduleSpec.problems(body.getValue("spec"), SPEC, now()));
      throw new Problem.Invalid(problems);
    }
    return task == null
        ? attached(input, new TaskKey(input.caller().tenantId(), UUID.fromString(taskId)))
        : checked(input, task).compose(command -> create(input, command));
  }

  private Future<Schedule> create(Input input, CreateTask command) {
    var tenantId = input.caller().tenantId();
    return input.once(
        id -> bus.request(new GetSchedule(new ScheduleKey(tenantId, id), input.caller().sight())),
        id ->
            bus.request(
                new CreateSchedule(id == null ? command : command.scheduledAs(id), name(input))));
  }

  private Defaults now() {
    return Defaults.at(clock.instant());
  }

  private static @Nullable String name(Input input) {
    return input.body().getString("name");
  }

  /** The task with the schedule in it: everything that is wrong with either is found. */
  private Future<CreateTask> checked(Input input, Object task) {
    var problems = new ArrayList<Violation>();
    var checked = drafts.check(task, problems);
    if (!problems.isEmpty()) {
      problems.addAll(ScheduleSpec.problems(input.body().getValue("spec"), SPEC, now()));
      throw new Problem.Invalid(problems);
    }
    return places
        .of(input.caller(), List.of(checked.object()))
        .compose(found -> OffLoop.compute(() -> command(input, checked, found)));
  }

  private CreateTask command(Input input, Shape.Checked checked, Places found) {
    var spec = input.body().getValue("spec");
    var members = new JsonObject(new LinkedHashMap<>(checked.object().getMap()));
    try {
      var wanted = TaskInput.newTask(members.put("schedule", spec)).later();
      var command = factory.create(wanted, input.caller(), found);
      if (command.schedule() == null) {
        throw Schedules.neverFires();
      }
      return command;
    } catch (Problem.Invalid invalid) {
      throw new Problem.Invalid(invalid.code(), located(invalid, checked));
    }
  }

  /** The core speaks of a task that is the body, with a schedule in it. */
  private static List<Violation> located(Problem.Invalid invalid, Shape.@Nullable Checked task) {
    var located = new ArrayList<Violation>();
    for (var violation : invalid.violations()) {
      var loc = violation.loc();
      if (loc.size() > 1 && loc.get(1).equals("schedule")) {
        var inSpec = new ArrayList<>(SPEC);
        inSpec.addAll(loc.subList(2, loc.size()));
        located.add(new Violation(List.copyOf(inSpec), violation.msg(), violation.type()));
      } else if (task != null) {
        located.addAll(task.spelling().of(List.of(TaskSchedules.within(violation, "task"))));
      } else {
        located.add(violation);
      }
    }
    return located;
  }

  private Future<Schedule> attached(Input input, TaskKey key) {
    var spec = input.body().getValue("spec");
    return bus.request(new AttachSchedule(key, spec, name(input), input.caller()))
        .recover(failure -> Future.failedFuture(located(unknown(failure))));
  }

  private static Throwable unknown(Throwable failure) {
    return failure instanceof Problem.NotFound
        ? new Problem.Invalid(
            List.of(
                Violation.ofBody(
                    "task_id", "must be the id of a task; there is none", "unknown_task")))
        : failure;
  }

  private static Throwable located(Throwable failure) {
    return failure instanceof Problem.Invalid invalid
        ? new Problem.Invalid(invalid.code(), located(invalid, null))
        : failure;
  }
}
