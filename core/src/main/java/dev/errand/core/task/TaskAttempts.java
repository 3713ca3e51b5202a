package dev.errand.core.task;

import dev.errand.core.identity.Sight;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskCommand.Condition;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Changes a task that others may be changing too: reads it, checks, and writes in one statement
 * that holds only if the task is still what was read. Else it starts over, one after the other with
 * those that were as unlucky: with many at once, each would overtake all others, and most would
 * give up. Confined to one event loop.
 */
final class TaskAttempts {

  /** Starting over more often than this means that a task changes without end. */
  private static final int TRIES = 10;

  private final InstantSource clock;
  private final Turns<TaskKey> turns = new Turns<>();

  TaskAttempts(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * One try to change a task.
   *
   * @param key the task
   * @param condition whose change it is, and of which version
   * @param reading how it is read
   * @param access refuses those who may not
   * @param write answers whether the task was still what was read
   */
  record Attempt(
      TaskKey key,
      Condition condition,
      BiFunction<TaskKey, Sight, Future<Task>> reading,
      Consumer<Task> access,
      Function<Change, Future<Boolean>> write) {}

  Future<Change> change(Attempt attempt) {
    return turns.taken(attempt.key())
        ? inTurn(attempt)
        : tried(attempt)
            .compose(
                done -> done.isPresent() ? Future.succeededFuture(done.get()) : inTurn(attempt));
  }

  private Future<Change> inTurn(Attempt attempt) {
    return turns.take(attempt.key(), () -> again(attempt, TRIES));
  }

  private Future<Change> again(Attempt attempt, int triesLeft) {
    return tried(attempt)
        .compose(
            done ->
                done.isPresent()
                    ? Future.succeededFuture(done.get())
                    : triesLeft > 1
                        ? again(attempt, triesLeft - 1)
                        : Future.failedFuture(
                            new Problem.Unavailable("The task keeps changing; try again")));
  }

  /** Empty if the task was changed in between. */
  private Future<Optional<Change>> tried(Attempt attempt) {
    return attempt
        .reading()
        .apply(attempt.key(), attempt.condition().caller().sight())
        .compose(
            task -> {
              var condition = attempt.condition();
              attempt.access().accept(task);
              condition.requireVersion(task);
              var change = new Change(task, condition.caller(), clock.instant());
              return attempt
                  .write()
                  .apply(change)
                  .map(applied -> applied ? Optional.of(change) : Optional.empty());
            });
  }
}
