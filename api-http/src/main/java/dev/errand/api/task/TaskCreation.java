package dev.errand.api.task;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.api.execution.Waiting;
import dev.errand.core.bus.Bus;
import dev.errand.core.problem.Problem;
import dev.errand.core.problem.Violation;
import dev.errand.core.schedule.OffLoop;
import dev.errand.core.schedule.ScheduleSpec;
import dev.errand.core.schedule.ScheduleSpec.Defaults;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.CreateTask;
import dev.errand.core.task.TaskFactory;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskQuery.GetCreated;
import dev.errand.core.task.TaskQuery.GetTask;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Creates one task, and waits for its result if the caller wishes to. Thread-safe. */
final class TaskCreation implements Endpoint {

  /** More relays than that lead in a circle. */
  private static final int MOST_HOPS = 3;

  private final Bus bus;
  private final TaskFactory factory;
  private final InstantSource clock;
  private final PlaceLookup places;
  private final Waiting waiting;
  private final TaskAnswers answers;

  TaskCreation(
      TaskEndpoints.Means means, TaskFactory factory, Waiting waiting, TaskAnswers answers) {
    bus = means.bus();
    clock = means.clock();
    places = new PlaceLookup(bus);
    this.factory = factory;
    this.waiting = waiting;
    this.answers = answers;
  }

  @Override
  public Future<Answer> handle(Input input) {
    refuseCircle(input.caller().request().relayHops());
    return create(input.body(), input);
  }

  private static void refuseCircle(int relayHops) {
    if (relayHops > MOST_HOPS) {
      throw new Problem.Invalid(
          "relay_loop",
          List.of(
              new Violation(
                  List.of("header", "X-Task-Relay-Hops"),
                  "must be at most %d: the task was relayed %d times, so the relays lead in a circle"
                      .formatted(MOST_HOPS, relayHops),
                  "relay_loop")));
    }
  }

  /** Creates what the body says, which need not be that of the request. */
  Future<Answer> create(JsonObject body, Input input) {
    return command(body, input)
        .compose(
            command -> {
              var tenantId = input.caller().tenantId();
              return input.once(
                  id ->
                      bus.request(new GetCreated(new TaskKey(tenantId, id)))
                          .map(task -> answers.created(201, task)),
                  id -> create(id == null ? command : command.as(id), body, input));
            });
  }

  /** A schedule may take a while to compute. */
  private Future<CreateTask> command(JsonObject body, Input input) {
    var caller = input.caller();
    return places
        .of(caller, List.of(body))
        .compose(
            found ->
                body.getValue("schedule") == null
                    ? Future.succeededFuture(factory.create(TaskInput.newTask(body), caller, found))
                    : OffLoop.compute(
                        () -> factory.create(TaskInput.newTask(body), caller, found)));
  }

  private Future<Answer> create(CreateTask command, JsonObject body, Input input) {
    boolean waits =
        Boolean.TRUE.equals(body.getBoolean("run_immediately"))
            && Waiting.wished(input).isPositive();
    return bus.request(command)
        .compose(
            task ->
                waits && task.progress().execution().id() != null
                    ? withResult(command, task, input)
                    : Future.succeededFuture(answers.created(status(command, task), task)));
  }

  /** Another task than the one wanted was there before. */
  private static int status(CreateTask command, Task task) {
    if (task.key().equals(command.task().key())) {
      return 201;
    }
    boolean joined = command.terms().maxAge() != null && task.progress().status().active();
    return joined ? 202 : 200;
  }

  private Future<Answer> withResult(CreateTask command, Task task, Input input) {
    return waiting
        .ended(Objects.requireNonNull(task.progress().execution().id()), input)
        .compose(
            ended ->
                bus.request(new GetTask(task.key()))
                    .map(
                        now ->
                            Waiting.applied(
                                input,
                                answers.created(
                                    ended.isPresent() ? status(command, now) : 202, now))));
  }

  @Override
  public List<Violation> further(Input rest, Set<String> faulty) {
    if (faulty.contains("type") || faulty.contains("performer")) {
      return List.of();
    }
    var schedule = rest.body().remove("schedule");
    var problems = new ArrayList<Violation>();
    if (schedule != null) {
      problems.addAll(
          ScheduleSpec.problems(
              schedule, List.of("body", "schedule"), Defaults.at(clock.instant())));
    }
    try {
      factory.create(TaskInput.newTask(rest.body()), rest.caller());
    } catch (Problem.Invalid invalid) {
      problems.addAll(invalid.violations());
    }
    return problems;
  }
}
