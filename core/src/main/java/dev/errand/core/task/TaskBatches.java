package dev.errand.core.task;

import dev.errand.core.identity.Ids;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Instruction.Run;
import dev.errand.core.task.TaskCommand.ActOnTasks;
import dev.errand.core.task.TaskCommand.ActedOn;
import dev.errand.core.task.TaskCommand.Condition;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Does the same to many tasks, a few at a time, each by the statement that changes a single one.
 * The tasks are chosen once, before the first of them is changed. Confined to one event loop.
 */
final class TaskBatches {

  /** As many as the database works at side by side, without keeping others from it. */
  private static final int AT_ONCE = 4;

  private final TaskReads reads;
  private final TaskMoves moves;
  private final Ids ids;

  TaskBatches(TaskReads reads, TaskMoves moves, Ids ids) {
    this.reads = reads;
    this.moves = moves;
    this.ids = ids;
  }

  /** A failure that is no refusal ends it; what was changed by then stays changed. */
  Future<ActedOn> act(ActOnTasks command) {
    return chosen(command)
        .compose(
            found -> {
              boolean more = found.size() > ActOnTasks.MOST;
              var taken = more ? found.subList(0, ActOnTasks.MOST) : found;
              var work = new Work(command, taken.iterator());
              var lanes = IntStream.range(0, AT_ONCE).mapToObj(lane -> next(work)).toList();
              return Future.join(lanes)
                  .map(
                      done ->
                          new ActedOn(List.copyOf(work.changed), Map.copyOf(work.refused), more));
            });
  }

  private Future<List<TaskKey>> chosen(ActOnTasks command) {
    var filter = command.which().filter();
    return filter == null
        ? Future.succeededFuture(
            command.which().ids().stream()
                .distinct()
                .map(id -> new TaskKey(command.caller().tenantId(), id))
                .toList())
        : reads.choose(command.caller(), filter, ActOnTasks.MOST);
  }

  private static final class Work {
    final ActOnTasks command;
    final Iterator<TaskKey> left;
    final List<TaskKey> changed = new ArrayList<>();
    final Map<String, Integer> refused = new TreeMap<>();

    Work(ActOnTasks command, Iterator<TaskKey> left) {
      this.command = command;
      this.left = left;
    }
  }

  private Future<Void> next(Work work) {
    if (!work.left.hasNext()) {
      return Future.succeededFuture();
    }
    var key = work.left.next();
    var condition = new Condition(work.command.caller(), null, null, work.command.dryRun());
    return moves
        .move(key, own(work.command.instruction()), condition)
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
    return instruction instanceof Run run ? new Run(ids.next(), run.trigger()) : instruction;
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
