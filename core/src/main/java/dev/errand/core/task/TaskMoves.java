package dev.errand.core.task;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.identity.Ids;
import dev.errand.core.identity.Sight;
import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Instruction.Complete;
import dev.errand.core.task.Instruction.Run;
import dev.errand.core.task.TaskAttempts.Attempt;
import dev.errand.core.task.TaskCommand.Condition;
import dev.errand.core.task.TaskCommand.RunTask;
import dev.errand.core.tasktype.TaskTypes;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.BiFunction;

/** The use cases that move a task from one status to another. Confined to one event loop. */
final class TaskMoves {

  private final TaskAttempts attempts;
  private final BiFunction<TaskKey, Sight, Future<Task>> read;
  private final TaskReads reads;
  private final Ids ids;
  private final RequiredEvidence evidence;
  private final Transitions transitions;
  private final TransitionWrites writes;

  TaskMoves(
      TaskAttempts attempts,
      BiFunction<TaskKey, Sight, Future<Task>> read,
      TaskReads reads,
      Writing writing) {
    this.attempts = attempts;
    this.read = read;
    this.reads = reads;
    ids = writing.ids();
    evidence = new RequiredEvidence(writing.pg(), writing.types());
    transitions = new Transitions(ids);
    writes = new TransitionWrites(writing.pg(), ids);
  }

  /** What it decides and writes with. */
  record Writing(Pg pg, TaskTypes types, Ids ids) {}

  /** Moves; answers with the task as it is then, or if it is deleted, as it was. */
  Future<Task> move(TaskKey key, Instruction instruction, Condition condition) {
    return moved(key, instruction, condition)
        .compose(
            change -> {
              return instruction.move() == TaskMove.DELETE
                  ? Future.succeededFuture(change.read())
                  : read.apply(key, Sight.ALL);
            });
  }

  /** Queues; answers with the execution. */
  Future<Execution> run(RunTask command) {
    var run = new Run(ids.next(), command.trigger());
    return moved(command.key(), run, command.condition()).map(change -> queued(change, run));
  }

  private Future<Change> moved(TaskKey key, Instruction instruction, Condition condition) {
    var move = instruction.move();
    return attempts.change(
        new Attempt(
            key,
            condition,
            move == TaskMove.RESTORE
                ? (restored, sight) -> readDeleted(restored, sight, condition)
                : read,
            task -> TaskAccess.requireMove(condition.caller(), task, move),
            change ->
                requireOpen(change.read(), instruction)
                    .compose(open -> write(change, instruction))));
  }

  private Future<Boolean> write(Change change, Instruction instruction) {
    return writes.apply(change, transitions.of(change.read(), instruction, change.at()));
  }

  /**
   * Refuses what the table does not allow, to unblock what still waits for others, and to complete
   * what evidence is missing for.
   */
  private Future<Void> requireOpen(Task task, Instruction instruction) {
    var move = instruction.move();
    if (move != TaskMove.RESTORE) {
      move.require(task);
    }
    if (instruction instanceof Complete completion) {
      return evidence.require(task, completion);
    }
    if (move != TaskMove.UNBLOCK) {
      return Future.succeededFuture();
    }
    return reads
        .openDependencies(task.key())
        .map(
            open -> {
              if (open > 0) {
                throw new Problem.Conflict(
                    "dependencies_open",
                    "The task waits for %d other%s: it goes on when they are done, or remove the dependency"
                        .formatted(open, open == 1 ? "" : "s"),
                    Map.of("open", open));
              }
              return null;
            });
  }

  /** Only what is deleted can be restored; what is in sight says so. */
  private Future<Task> readDeleted(TaskKey key, Sight sight, Condition condition) {
    return reads
        .findDeleted(key)
        .compose(
            found ->
                found
                    .filter(task -> TaskAccess.sees(sight, task))
                    .map(Future::succeededFuture)
                    .orElseGet(
                        () ->
                            read.apply(key, sight)
                                .map(
                                    task -> {
                                      var caller = condition.caller();
                                      TaskAccess.requireMove(caller, task, TaskMove.RESTORE);
                                      TaskMove.RESTORE.require(task);
                                      return task;
                                    })));
  }

  private static Execution queued(Change change, Run run) {
    return new Execution(
        change.read().key().tenantId(),
        run.executionId(),
        change.read().key().id(),
        1,
        ExecutionStatus.QUEUED,
        run.trigger(),
        new Execution.Timeline(null, change.at(), null, null),
        Execution.Outcome.NONE);
  }
}
