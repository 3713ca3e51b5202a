package dev.errand.core.lease;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.lease.LeaseCommand.Beat;
import dev.errand.core.lease.LeaseCommand.ClaimReady;
import dev.errand.core.lease.LeaseCommand.ClaimRemote;
import dev.errand.core.lease.LeaseCommand.Claimed;
import dev.errand.core.lease.LeaseCommand.EndCancelled;
import dev.errand.core.lease.LeaseCommand.EndExecutions;
import dev.errand.core.lease.LeaseCommand.FindLost;
import dev.errand.core.lease.LeaseCommand.FindUnheard;
import dev.errand.core.lease.LeaseCommand.ForgetWorkers;
import dev.errand.core.lease.LeaseCommand.LostLease;
import dev.errand.core.lease.LeaseCommand.PromoteDue;
import dev.errand.core.lease.LeaseCommand.Promoted;
import dev.errand.core.lease.LeaseCommand.ReleaseLeases;
import dev.errand.core.lease.LeaseCommand.RemoteClaim;
import dev.errand.core.lease.LeaseCommand.RetireWorker;
import dev.errand.core.lease.LeaseCommand.UnheardLease;
import dev.errand.core.lease.LeaseQuery.GetQueueDepth;
import dev.errand.core.lease.LeaseQuery.QueueDepth;
import dev.errand.core.postgres.Pg;
import dev.errand.core.task.TaskKey;
import dev.errand.core.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** The use cases of leases. Confined to one event loop, since claims are remembered. */
public final class Leases {

  private final LaneQueues queues;
  private final LeaseClaims claims;
  private final LeaseEndings endings;
  private final LeaseHoldings holdings;

  private final Consumer<List<TaskKey>> over;

  /** On the given clients; the listener hears of tasks that are over with their executions. */
  public Leases(Pg pg, Consumer<List<TaskKey>> over) {
    this.over = over;
    queues = new LaneQueues(pg);
    claims = new LeaseClaims(pg);
    endings = new LeaseEndings(pg);
    holdings = new LeaseHoldings(pg);
  }

  /** Takes queued executions. */
  public Future<Claimed> claim(ClaimReady command) {
    return queues.claim(command);
  }

  /** Takes queued executions for a remote worker. */
  public Future<List<RemoteClaim>> claimRemote(ClaimRemote command) {
    return queues.claim(command);
  }

  /** Ends executions that are still held. */
  public Future<Set<UUID>> end(EndExecutions command) {
    return endings
        .end(command.endings())
        .onSuccess(ended -> over.accept(command.tasksEnded(ended)));
  }

  /** Ends cancelled executions. */
  public Future<Set<UUID>> endCancelled(EndCancelled command) {
    return endings.endCancelled(command.endings());
  }

  /**
   * Gives executions back. A task whose unique key another one has taken meanwhile cannot go back:
   * it fails.
   */
  public Future<Set<UUID>> release(ReleaseLeases command) {
    return holdings
        .release(command.leases())
        .compose(
            released -> {
              var stuck =
                  command.leases().stream()
                      .filter(lease -> !released.contains(lease.executionId()))
                      .map(lease -> superseded(lease, command.now()))
                      .toList();
              return stuck.isEmpty()
                  ? Future.succeededFuture(released)
                  : end(new EndExecutions(stuck)).map(released);
            });
  }

  private static Ending superseded(Claim.Lease lease, Instant now) {
    var error =
        new JsonObject()
            .put("class", null)
            .put("message", "Another task has its unique key by now")
            .put("code", "superseded");
    return new Ending(
        lease,
        ExecutionStatus.FAILED,
        TaskStatus.FAILED,
        new Execution.Outcome(null, error, Execution.Usage.NONE, null, null),
        Ending.Aftermath.NONE,
        now);
  }

  /** Says that a worker is alive. */
  public Future<Set<UUID>> beat(Beat command) {
    return holdings.beat(command);
  }

  /** Finds executions whose holder is gone. */
  public Future<List<LostLease>> lost(FindLost command) {
    return claims.lost(command);
  }

  /** Finds executions that an engine was handed unheard. */
  public Future<List<UnheardLease>> unheard(FindUnheard command) {
    return claims.unheard(command);
  }

  /** Queues what is due. */
  public Future<Promoted> promote(PromoteDue command) {
    return claims.promote(command);
  }

  /** Tells how much waits and runs. */
  public Future<QueueDepth> depth(GetQueueDepth query) {
    return claims.depth();
  }

  /** Forgets all workers. */
  public Future<Void> forget(ForgetWorkers command) {
    return holdings.forget();
  }

  /** Forgets a worker. */
  public Future<Void> retire(RetireWorker command) {
    return holdings.retire(command.workerId());
  }
}
