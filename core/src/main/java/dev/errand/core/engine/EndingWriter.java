package dev.errand.core.engine;

import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.lease.Ending;
import dev.errand.core.lease.LeaseCommand.EndCancelled;
import dev.errand.core.lease.LeaseCommand.EndExecutions;
import dev.errand.core.lease.Verdicts;
import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes endings, many in one statement, and does not give up while the database is away. A lease
 * that somebody else has ended meanwhile is no failure: the fence has done its work. Confined to
 * one event loop.
 */
final class EndingWriter {

  private static final Logger LOG = LoggerFactory.getLogger(EndingWriter.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Vertx vertx;
  private final Verdicts verdicts;
  private final Coalescer<Ending, Boolean> endings;
  private final Coalescer<Ending, Boolean> cancellations;

  EndingWriter(Vertx vertx, Dispatcher.Means means, Verdicts verdicts) {
    var bus = means.bus();
    this.vertx = vertx;
    this.verdicts = verdicts;
    var limits = new Coalescer.Limits(500, 2, Integer.MAX_VALUE);
    endings =
        new Coalescer<>(
            limits,
            batch -> {
              means.metrics().ended(batch.size());
              return bus.request(new EndExecutions(batch)).map(ended -> held(batch, ended));
            });
    cancellations =
        new Coalescer<>(
            limits, batch -> bus.request(new EndCancelled(batch)).map(ended -> held(batch, ended)));
  }

  private static List<Boolean> held(List<Ending> batch, Set<UUID> ended) {
    return batch.stream().map(e -> ended.contains(e.lease().executionId())).toList();
  }

  /** What the action writes goes out in as few statements as possible. */
  void together(Runnable writes) {
    endings.together(() -> cancellations.together(writes));
  }

  /**
   * Completes when it is written, if need be as one whose outcome cannot be kept or that was
   * cancelled; with what was written, or with nothing if the lease turns out to be lost.
   */
  Future<Optional<Ending>> write(Ending ending) {
    return write(ending, false);
  }

  private Future<Optional<Ending>> write(Ending ending, boolean bare) {
    boolean cancelled = ending.status() == ExecutionStatus.CANCELLED;
    return (cancelled ? cancel(ending) : endings.submit(ending).compose(held -> end(ending, held)))
        .recover(failure -> again(ending, bare, failure));
  }

  /** Cancelled in the last moment, if its lease still stands; else it was rescued. */
  private Future<Optional<Ending>> end(Ending ending, boolean held) {
    return held ? Future.succeededFuture(Optional.of(ending)) : cancel(verdicts.cancelled(ending));
  }

  private Future<Optional<Ending>> cancel(Ending cancelled) {
    return cancellations.submit(cancelled).map(held -> Optional.of(cancelled).filter(e -> held));
  }

  /** Whatever of an ending cannot be kept, one without anything of its outcome can. */
  private Future<Optional<Ending>> again(Ending ending, boolean bare, Throwable failure) {
    if (failure instanceof Problem.Unavailable) {
      return vertx.timer(PAUSE.toMillis()).compose(fired -> write(ending, bare));
    }
    if (bare) {
      return Future.failedFuture(failure);
    }
    LOG.warn("The outcome of execution {} cannot be kept", ending.lease().executionId(), failure);
    return write(verdicts.unwritable(ending, failure), true);
  }
}
