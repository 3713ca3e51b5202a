package dev.errand.core.worker;

import dev.errand.core.coalesce.Coalescer;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.lease.LeaseCommand.ClaimRemote;
import dev.errand.core.lease.LeaseCommand.ReleaseLeases;
import dev.errand.core.lease.LeaseCommand.RemoteClaim;
import dev.errand.core.lease.Leases;
import dev.errand.core.lease.Verdicts;
import dev.errand.core.postgres.Pg;
import dev.errand.core.problem.Problem;
import dev.errand.core.task.Task;
import dev.errand.core.task.TaskKey;
import dev.errand.core.worker.WorkerCommand.ClaimTasks;
import dev.errand.core.worker.WorkerCommand.Claimed;
import dev.errand.core.worker.WorkerCommand.GiveBack;
import dev.errand.core.worker.WorkerCommand.Heartbeat;
import dev.errand.core.worker.WorkerCommand.Pulse;
import dev.errand.core.worker.WorkerCommand.SettleExecutions;
import dev.errand.core.worker.WorkerCommand.Wish;
import dev.errand.core.worker.WorkerQuery.ListWorkers;
import dev.errand.core.worker.WorkerQuery.WorkerPage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The use cases of remote workers. Confined to one event loop. */
public final class Workers {

  private final Means means;
  private final Leases leases;
  private final WaitingRoom room;
  private final Presence presence;
  private final RemoteWorkers workers;
  private final Heartbeats heartbeats;
  private final Settlements settlements;

  /**
   * What the use cases work with.
   *
   * @param vertx whose current context will call them
   * @param pg the database
   * @param tasks reads a task
   * @param verdicts decides what becomes of ended executions
   * @param time of leases, and chance
   * @param limits of statements for many
   * @param settled hears of executions that workers have ended
   */
  public record Means(
      Vertx vertx,
      Pg pg,
      Function<TaskKey, Future<Task>> tasks,
      Verdicts verdicts,
      Sources time,
      Coalescer.Limits limits,
      Consumer<ExecutionsSettled> settled) {}

  /** Where time and chance come from. */
  public record Sources(InstantSource clock, RandomGenerator random) {}

  /** On the event loop of the verticle that will call it. */
  public Workers(Means means, Leases leases) {
    this.means = means;
    this.leases = leases;
    var store = new RemoteLeases(means.pg());
    var clock = means.time().clock();
    workers = new RemoteWorkers(means.pg());
    presence = new Presence(workers, clock);
    heartbeats = new Heartbeats(store, presence, clock, means.limits());
    settlements = new Settlements(store, leases, means);
    room = new WaitingRoom(means.vertx(), store::anyReady, this::take, means.time().random());
  }

  /** Lets workers wait. */
  public void open() {
    room.open();
  }

  /** Something was queued: those who wait look again. */
  public void wake() {
    room.wake();
  }

  /** Answers those who wait, and lets nobody wait any more. */
  public void stopWaiting() {
    room.close();
  }

  /** Completes when nobody is being served. */
  public Future<Void> stop() {
    return room.stop();
  }

  /** Takes tasks, or waits for some. */
  public Future<List<Claimed>> claim(ClaimTasks command) {
    requireWorker(command.caller());
    var tenantId = command.caller().tenantId();
    var wish = command.wish();
    presence.claims(tenantId, wish);
    return take(tenantId, wish)
        .compose(
            taken ->
                taken.isEmpty() && command.atMost().isPositive()
                    ? room.enter(tenantId, wish, command.atMost(), command.gone())
                    : Future.succeededFuture(taken))
        .compose(this::withTasks);
  }

  private Future<List<RemoteClaim>> take(String tenantId, Wish wish) {
    return leases
        .claimRemote(
            new ClaimRemote(
                tenantId,
                wish.workerId(),
                wish.namespaces(),
                wish.types(),
                wish.max(),
                wish.leaseSeconds(),
                means.time().clock().instant()))
        .onSuccess(settlements::handOut);
  }

  private Future<List<Claimed>> withTasks(List<RemoteClaim> taken) {
    var reads =
        taken.stream().map(held -> means.tasks().apply(held.claim().lease().task())).toList();
    return Future.all(reads)
        .map(
            all -> {
              var claimed = new ArrayList<Claimed>(taken.size());
              for (int i = 0; i < taken.size(); i++) {
                claimed.add(new Claimed(reads.get(i).result(), taken.get(i)));
              }
              return List.copyOf(claimed);
            })
        // Nobody will hear of them.
        .onFailure(unread -> release(taken));
  }

  private Future<Void> release(List<RemoteClaim> taken) {
    var held = taken.stream().map(claim -> claim.claim().lease()).toList();
    return leases.release(new ReleaseLeases(held, means.time().clock().instant())).mapEmpty();
  }

  /** Gives back what nobody waited for. */
  public Future<Void> giveBack(GiveBack command) {
    return release(command.claimed().stream().map(Claimed::held).toList());
  }

  /** Keeps an execution with its worker. */
  public Future<Pulse> beat(Heartbeat command) {
    requireWorker(command.caller());
    return heartbeats.beat(command);
  }

  /** Ends executions. */
  public Future<List<Settlement>> settle(SettleExecutions command) {
    requireWorker(command.caller());
    return settlements.settle(command.caller().tenantId(), command.outcomes());
  }

  /** Lists workers. */
  public Future<WorkerPage> list(ListWorkers query) {
    return workers.list(query);
  }

  private static void requireWorker(Caller caller) {
    if (!caller.role().atLeast(Role.TECHNICIAN)) {
      throw new Problem.Denied("work");
    }
  }
}
