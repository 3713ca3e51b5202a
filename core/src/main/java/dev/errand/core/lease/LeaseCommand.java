package dev.errand.core.lease;

import dev.errand.core.bus.Command;
import dev.errand.core.task.TaskKey;
import dev.errand.core.tasktype.Performer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How workers take executions and give them back. The engine of this process is one worker among
 * others. These span tenants; they change nothing that another worker holds.
 *
 * @param <R> the answer
 */
public sealed interface LeaseCommand<R> extends Command<R> {

  /**
   * Takes queued executions of service tasks: in turn among tenants, by urgency and age within one,
   * and no more of a namespace, type or key than its limits allow.
   *
   * @param workerId who takes them
   * @param types that the worker can run
   * @param graceSeconds how long past the time limit the lease lasts
   * @param max how many at most
   * @param now as its clock says
   */
  record ClaimReady(
      String workerId, List<RunnableType> types, int graceSeconds, int max, Instant now)
      implements LeaseCommand<Claimed> {}

  /**
   * What an engine was given.
   *
   * @param claims in the order of their turn
   * @param limited those of them on whose end others may be waiting: they count towards a limit
   * @param more whether there may be more to claim at once
   */
  record Claimed(List<Claim> claims, Set<UUID> limited, boolean more) {}

  /**
   * Takes the most urgent queued executions of worker tasks, on behalf of a remote worker. Each is
   * held for as long as asked, though never past the time limit of its task, and longer only while
   * it is extended; without a limit of its own a task has a day.
   *
   * @param tenantId whose tasks
   * @param workerId who takes them
   * @param namespaces that they may be of; at least one
   * @param types that they may be of; empty for any
   * @param max how many at most
   * @param leaseSeconds how long each is held unless its worker is heard of
   * @param now as the asker's clock says
   */
  record ClaimRemote(
      String tenantId,
      String workerId,
      List<String> namespaces,
      List<String> types,
      int max,
      int leaseSeconds,
      Instant now)
      implements LeaseCommand<List<RemoteClaim>> {}

  /** What a remote worker holds, and until when unless it is heard of. */
  record RemoteClaim(Claim claim, Instant expiresAt) {}

  /** Ends executions; answers with the ids of those whose lease was still held. */
  record EndExecutions(List<Ending> endings) implements LeaseCommand<Set<UUID>> {

    /**
     * The tasks that are over because these of its executions have ended, or may be: those too that
     * fail if another task has their unique key by now.
     */
    public List<TaskKey> tasksEnded(Set<UUID> executionIds) {
      return endings.stream()
          .filter(ending -> ending.taskStatus().terminal() || ending.needsMore())
          .filter(ending -> executionIds.contains(ending.lease().executionId()))
          .map(ending -> ending.lease().task())
          .toList();
    }
  }

  /** Ends executions that were cancelled, whose leases nobody else may end any more. */
  record EndCancelled(List<Ending> endings) implements LeaseCommand<Set<UUID>> {}

  /** Gives executions back to the queue, without counting an attempt. */
  record ReleaseLeases(List<Claim.Lease> leases, Instant now) implements LeaseCommand<Set<UUID>> {}

  /**
   * Says that a worker is alive, and how far its executions have come; answers with those of its
   * executions that are to be cancelled.
   *
   * @param workerId who
   * @param types that it can run
   * @param progress per execution, in percent
   * @param now as its clock says
   */
  record Beat(String workerId, List<String> types, List<Progress> progress, Instant now)
      implements LeaseCommand<Set<UUID>> {}

  /**
   * Finds executions whose worker is gone, or whose deadline has passed.
   *
   * @param now as the asker's clock says
   * @param staleAfter how long an engine may be silent; null to judge no engine
   * @param remote whether leases of remote workers are judged
   * @param max how many at most
   */
  record FindLost(Instant now, @Nullable Duration staleAfter, boolean remote, int max)
      implements LeaseCommand<List<LostLease>> {}

  /**
   * Finds what an engine holds without having heard of it, as the answer to a claim was lost.
   *
   * @param workerId the engine
   * @param heard the executions that it knows of
   * @param until only those begun by then: what it is being given just now it will hear of
   */
  record FindUnheard(String workerId, Set<UUID> heard, Instant until)
      implements LeaseCommand<List<UnheardLease>> {}

  /** A lease that its holder has not heard of; its task may have been cancelled meanwhile. */
  record UnheardLease(Claim.Lease lease, boolean cancelRequested) {}

  /** Moves tasks whose time has come to the queue. */
  record PromoteDue(Instant now, int max) implements LeaseCommand<Promoted> {}

  /**
   * What a promotion has come to.
   *
   * @param moved how many tasks it has queued
   * @param nextAt when the first of the others is due, which is now if it was as many as asked for;
   *     null if there is none
   */
  record Promoted(int moved, @Nullable Instant nextAt) {}

  /** Forgets all workers, when no other can be using this database. */
  record ForgetWorkers() implements LeaseCommand<Void> {}

  /** Forgets a worker that has stopped and holds nothing. */
  record RetireWorker(String workerId) implements LeaseCommand<Void> {}

  /** A type that a worker can run, and the time limit of its tasks that name none. */
  record RunnableType(String name, int timeoutSeconds) {}

  /** How far an execution has come. */
  record Progress(Claim.Lease lease, int percent) {}

  /**
   * A lease whose holder is gone.
   *
   * @param lease the lease
   * @param limits of its task
   * @param type of its task
   * @param holder who held it
   * @param cancelRequested whether its task was cancelled meanwhile
   * @param deadlinePassed whether it ran past its deadline; else its worker fell silent
   * @param rules what holds for its end
   */
  record LostLease(
      Claim.Lease lease,
      Claim.Limits limits,
      String type,
      Holder holder,
      boolean cancelRequested,
      boolean deadlinePassed,
      Claim.Rules rules) {}

  /** Who holds a lease: an engine (service), a remote worker or a person. */
  record Holder(String workerId, Performer performer) {}
}
