package dev.errand.core.task;

import dev.errand.core.identity.Caller;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Instruction.Run;
import dev.errand.core.task.TaskCommand.ActOnTasks;
import dev.errand.core.task.TaskCommand.ActedOn;
import dev.errand.core.task.TaskCommand.AssignTask;
import dev.errand.core.task.TaskCommand.AssignTasks;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.task.TaskCommand.Selection;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Does the same to many tasks, a few at a time, each by the statement that changes a single one.
 * The tasks are chosen once, before the first of them is changed. Confined to one event loop.
 */
final class TaskBatches {

  /** As many as the database works at side by side, without keeping others from it. */
  private static final int AT_ONCE = 4;

  /** After which no more are begun: well before whoever waits for the answer gives up. */
  private static final Duration BUDGET = Duration.ofSeconds(15);

  private final TaskReads reads;
  private final Tasks tasks;
  private final Tasks.Means means;

  TaskBatches(TaskReads reads, Tasks tasks, Tasks.Means means) {
    this.reads = reads;
    this.tasks = tasks;
    this.means = means;
  }

  /** Moves them. */
  Future<ActedOn> act(ActOnTasks command) {
    var condition = new Condition(command.caller(), null);
    return toEach(
        command.which(),
        command.caller(),
        each(
            command.dryRun(),
            (own, key) -> own.move(new MoveTask(key, own(command.instruction()), condition))));
  }

  /** Gives them to somebody. */
  Future<ActedOn> assign(AssignTasks command) {
    var condition = new Condition(command.caller(), null);
    return toEach(
        command.which(),
        command.caller(),
        each(
            command.dryRun(),
            (own, key) -> own.assign(new AssignTask(key, command.assigneeId(), condition))));
  }

  /** Does it to one: in earnest, or in a rehearsal of its own. */
  private Function<TaskKey, Future<Task>> each(
      boolean dryRun, BiFunction<Tasks, TaskKey, Future<Task>> change) {
    return key ->
        dryRun
            ? means.pg().rehearse(pg -> change.apply(new Tasks(means.over(pg)), key))
            : change.apply(tasks, key);
  }

  /** A failure that is no refusal ends it; what was changed by then stays changed. */
  private Future<ActedOn> toEach(
      Selection which, Caller caller, Function<TaskKey, Future<Task>> change) {
    var until = means.clock().instant().plus(BUDGET);
    return chosen(which, caller)
        .compose(
            found -> {
              boolean many = found.size() > ActOnTasks.MOST;
              var taken = many ? found.subList(0, ActOnTasks.MOST) : found;
              var work = new Work(change, until, taken.iterator());
              var lanes = IntStream.range(0, AT_ONCE).mapToObj(lane -> next(work)).toList();
              return Future.join(lanes)
                  .map(
                      done ->
                          new ActedOn(
                              List.copyOf(work.changed),
                              Map.copyOf(work.refused),
                              many || work.left.hasNext()));
            });
  }

  private Future<List<TaskKey>> chosen(Selection which, Caller caller) {
    var tenantId = caller.tenantId();
    var filter = which.filter();
    return filter == null
        ? Future.succeededFuture(
            which.ids().stream().distinct().map(id -> new TaskKey(tenantId, id)).toList())
        : reads.choose(caller, filter, ActOnTasks.MOST);
  }

  private static final class Work {
    final Function<TaskKey, Future<Task>> change;
    final Instant until;
    final Iterator<TaskKey> left;
    final List<TaskKey> changed = new ArrayList<>();
    final Map<String, Integer> refused = new TreeMap<>();

    Work(Function<TaskKey, Future<Task>> change, Instant until, Iterator<TaskKey> left) {
      this.change = change;
      this.until = until;
      this.left = left;
    }
  }

  private Future<Void> next(Work work) {
    if (!work.left.hasNext() || means.clock().instant().isAfter(work.until)) {
      return Future.succeededFuture();
    }
    var key = work.left.next();
    return work.change
        .apply(key)
        .transform(
            done -> {
              if (done.succeeded()) {
                work.changed.add(key);
              } else if (refusal(done.cause()) instanceof String code) {
                work.refused.merge(code, 1, Integer::sum);
              } else {
                return Future.failedFuture(done.cause());
              }
              return next(work);
            });
  }

  /** Each execution has an id of its own. */
  private Instruction own(Instruction instruction) {
    return instruction instanceof Run run
        ? new Run(means.ids().next(), run.trigger())
        : instruction;
  }

  /** The code of a refusal; anything else for a failure that is none. */
  private static Object refusal(Throwable failure) {
    return switch (failure) {
      case Problem.Conflict conflict -> conflict.code();
      case Problem.Denied denied -> "permission_denied";
      case Problem.NotFound unknown -> "not_found";
      default -> failure;
    };
  }
}
