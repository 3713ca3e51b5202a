package dev.errand.core.lease;

import dev.errand.core.lease.LeaseCommand.Beat;
import dev.errand.core.lease.LeaseCommand.ClaimReady;
import dev.errand.core.lease.LeaseCommand.ClaimRemote;
import dev.errand.core.lease.LeaseCommand.Claimed;
import dev.errand.core.lease.LeaseCommand.EndCancelled;
import dev.errand.core.lease.LeaseCommand.EndExecutions;
import dev.errand.core.lease.LeaseCommand.FindLost;
import dev.errand.core.lease.LeaseCommand.ForgetWorkers;
import dev.errand.core.lease.LeaseCommand.LostLease;
import dev.errand.core.lease.LeaseCommand.PromoteDue;
import dev.errand.core.lease.LeaseCommand.Promoted;
import dev.errand.core.lease.LeaseCommand.ReleaseLeases;
import dev.errand.core.lease.LeaseCommand.RemoteClaim;
import dev.errand.core.lease.LeaseCommand.RetireWorker;
import dev.errand.core.lease.LeaseQuery.GetQueueDepth;
import dev.errand.core.lease.LeaseQuery.QueueDepth;
import dev.errand.core.postgres.Pg;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The use cases of leases. Confined to one event loop, since claims are remembered. */
public final class Leases {

  private final LaneQueues queues;
  private final LeaseClaims claims;
  private final LeaseEndings endings;

  /** On the given clients. */
  public Leases(Pg pg) {
    queues = new LaneQueues(pg);
    claims = new LeaseClaims(pg);
    endings = new LeaseEndings(pg);
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
    return endings.end(command.endings());
  }

  /** Ends cancelled executions. */
  public Future<Set<UUID>> endCancelled(EndCancelled command) {
    return endings.endCancelled(command.endings());
  }

  /** Gives executions back. */
  public Future<Set<UUID>> release(ReleaseLeases command) {
    return endings.release(command.leases());
  }

  /** Says that a worker is alive. */
  public Future<Set<UUID>> beat(Beat command) {
    return endings.beat(command);
  }

  /** Finds executions whose holder is gone. */
  public Future<List<LostLease>> lost(FindLost command) {
    return claims.lost(command);
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
    return endings.forget();
  }

  /** Forgets a worker. */
  public Future<Void> retire(RetireWorker command) {
    return endings.retire(command.workerId());
  }
}
