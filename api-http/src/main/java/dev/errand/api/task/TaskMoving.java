package dev.errand.api.task;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Endpoint;
import dev.errand.api.endpoint.Input;
import dev.errand.core.bus.Bus;
import dev.errand.core.execution.Execution;
import dev.errand.core.identity.Ids;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Instruction;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskCommand.AssignTask;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.task.TaskDetails;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskMove;
import dev.errand.core.task.TaskQuery.GetTask;
import dev.errand.core.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Moves tasks from status to status by commands. Thread-safe. */
final class TaskMoving {

  private final Bus bus;
  private final Ids ids;
  private final TaskAnswers answers;

  TaskMoving(Bus bus, Ids ids, TaskAnswers answers) {
    this.bus = bus;
    this.ids = ids;
    this.answers = answers;
  }

  /** By the names that the contract gives them. */
  Map<String, Endpoint> byOperation() {
    var all =
        new HashMap<String, Endpoint>(
            Map.of(
                "completeTask", by(TaskMoving::completion),
                "cancelTask", by(body -> new Instruction.Cancel(body.getString("reason"))),
                "blockTask", by(body -> new Instruction.Block(body.getString("reason"))),
                "rescheduleTask",
                    by(
                        body ->
                            new Instruction.Reschedule(
                                TaskDetails.instant(body.getString("run_at")))),
                "assignTask", this::assign));
    for (var move :
        new TaskMove[] {
          TaskMove.START,
          TaskMove.PAUSE,
          TaskMove.RESUME,
          TaskMove.UNBLOCK,
          TaskMove.REOPEN,
          TaskMove.RESTORE
        }) {
      all.put(move.word() + "Task", by(body -> new Instruction.Simple(move)));
    }
    return Map.copyOf(all);
  }

  private Endpoint by(Function<JsonObject, Instruction> reading) {
    return input -> move(input, reading.apply(input.body()), null);
  }

  private static Instruction completion(JsonObject body) {
    return new Instruction.Complete(
        body.getString("notes"),
        body.getInteger("actual_minutes"),
        body.getJsonObject("metadata"),
        body.getJsonObject("result"),
        texts(body.getJsonArray("photo_urls")));
  }

  private static List<String> texts(@Nullable JsonArray array) {
    return array == null ? List.of() : array.stream().map(String::valueOf).toList();
  }

  private Future<Answer> assign(Input input) {
    var key = key(input);
    var assignee = input.body().getString("assignee_id");
    return TaskTags.condition(bus, input, key)
        .compose(condition -> bus.request(new AssignTask(key, assignee, condition)))
        .map(task -> answers.of(200, task));
  }

  /** A status is reached by the command that leads there, and by nothing else. */
  Future<Answer> to(Input input, TaskStatus wanted, @Nullable Number revision) {
    boolean alone = input.body().size() == 1;
    return bus.request(new GetTask(key(input), input.caller().sight()))
        .compose(
            task -> {
              var from = task.progress().status();
              var move = TaskMove.between(task.kind().performer(), from, wanted);
              if (!alone || move.isEmpty() || saysMore(move.get())) {
                return Future.failedFuture(unreachable(task, wanted, alone));
              }
              return move(input, instruction(move.get()), revision);
            });
  }

  /** True for commands that need to be told more than the status. */
  private static boolean saysMore(TaskMove move) {
    return move == TaskMove.BLOCK || move == TaskMove.RESCHEDULE;
  }

  private Instruction instruction(TaskMove move) {
    return switch (move) {
      case RUN -> new Instruction.Run(ids.next(), new Execution.Trigger("manual", null));
      case CANCEL -> new Instruction.Cancel(null);
      case COMPLETE -> new Instruction.Complete(null, null, null, null);
      case START, PAUSE, RESUME, UNBLOCK, REOPEN, DELETE, RESTORE -> new Instruction.Simple(move);
      case BLOCK, RESCHEDULE -> throw new IllegalArgumentException(move.word() + " says more");
    };
  }

  private static Problem unreachable(Task task, TaskStatus wanted, boolean alone) {
    var from = task.progress().status();
    var performer = task.kind().performer();
    var move = TaskMove.between(performer, from, wanted);
    var detail =
        !alone
            ? "The status can only be changed alone; leave out the other members"
            : move.isEmpty()
                ? "No change of a task leads from status %s to %s; use a command"
                    .formatted(from.word(), wanted.word())
                : "A task becomes %s by the command %s, which needs to be told %s"
                    .formatted(
                        wanted.word(),
                        move.get().word(),
                        move.get() == TaskMove.BLOCK ? "a reason" : "when to run");
    return new Problem.Conflict(
        "invalid_transition",
        detail,
        Map.of(
            "from", from.word(), "to", wanted.word(), "allowed", TaskMove.open(performer, from)));
  }

  private Future<Answer> move(Input input, Instruction instruction, @Nullable Number revision) {
    var key = key(input);
    return TaskTags.condition(bus, input, key)
        .compose(
            condition ->
                bus.request(new MoveTask(key, instruction, TaskTags.of(condition, revision))))
        .map(task -> answers.of(200, task));
  }

  private static TaskKey key(Input input) {
    return new TaskKey(input.caller().tenantId(), input.id("id"));
  }
}
