package dev.errand.core.worker;

import dev.errand.core.bus.Command;
import dev.errand.core.identity.Caller;
import dev.errand.core.lease.LeaseCommand.RemoteClaim;
import dev.errand.core.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What remote workers do. Each binds the caller's tenant, and reaches executions of worker tasks
 * alone: others do not exist for it.
 *
 * @param <R> the answer
 */
public sealed interface WorkerCommand<R> extends Command<R> {

  /**
   * Takes tasks, or waits for some.
   *
   * @param caller whose tenant's
   * @param wish which, and for how long
   * @param atMost how long, if there are none
   * @param gone asked, on any thread, before something is taken: true if nobody waits any more
   */
  record ClaimTasks(Caller caller, Wish wish, Duration atMost, BooleanSupplier gone)
      implements WorkerCommand<List<Claimed>> {

    @Override
    public Duration patience() {
      return atMost.plusSeconds(30);
    }
  }

  /** Gives back what was taken for somebody who did not wait for it. */
  record GiveBack(List<Claimed> claimed) implements WorkerCommand<Void> {}

  /**
   * Says that an execution is under way.
   *
   * @param caller whose tenant's
   * @param executionId which
   * @param token of its lease
   * @param leaseSeconds how long it is to be held from now on
   * @param traces how far it has come since
   */
  record Heartbeat(
      Caller caller, UUID executionId, long token, int leaseSeconds, HeartbeatTraces traces)
      implements WorkerCommand<Pulse> {}

  /** Tells how executions ended; each is answered by itself, in order. */
  record SettleExecutions(Caller caller, List<WorkerOutcome> outcomes)
      implements WorkerCommand<List<Settlement>> {

    /** True if something may be taken again at once. */
    public boolean queues() {
      return outcomes.stream().anyMatch(told -> told.end() instanceof WorkerOutcome.Release);
    }
  }

  /**
   * Which tasks a worker wants.
   *
   * @param workerId its name, of its own choosing
   * @param namespaces that they may be of; at least one
   * @param types that they may be of; empty for any
   * @param max how many at most
   * @param leaseSeconds how long each is held unless it is heard of
   */
  record Wish(
      String workerId, List<String> namespaces, List<String> types, int max, int leaseSeconds) {}

  /** A task that a worker has taken, and the right to it. */
  record Claimed(Task task, RemoteClaim held) {}

  /** How far an execution has come, in percent, and lines to append to its log. */
  record HeartbeatTraces(@Nullable Integer progress, @Nullable String log) {}

  /** Until when an execution is held, and whether it is to be stopped. */
  record Pulse(Instant leaseExpiresAt, boolean cancelRequested) {}
}
