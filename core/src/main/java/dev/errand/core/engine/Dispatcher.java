package dev.errand.core.engine;

import dev.errand.core.bus.Bus;
import dev.errand.core.executor.ExecutionsEnded;
import dev.errand.core.executor.RunExecutions;
import dev.errand.core.lease.Claim;
import dev.errand.core.lease.Held;
import dev.errand.core.lease.LeaseCommand.ClaimReady;
import dev.errand.core.lease.LeaseCommand.ReleaseLeases;
import dev.errand.core.lease.LeaseCommand.RunnableType;
import dev.errand.core.lease.Report;
import dev.errand.core.lease.Verdicts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims as many executions as there are free slots, has them run, and hands their endings on. A
 * slot is free again once the ending has been written, so a database that is away stops new claims.
 * Confined to one event loop.
 */
final class Dispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  /** How many times the slots may be held when most executions wait for a host that is slow. */
  private static final int MOST_HELD = 8;

  private final Bus bus;
  private final EngineSettings settings;
  private final List<RunnableType> types;
  private final InstantSource clock;
  private final EngineMetrics metrics;
  private final IntSupplier waiting;
  private final Verdicts verdicts;
  private final EndingWriter writer;
  private final Unheard unheard;
  private final Map<UUID, Claim> held = new HashMap<>();

  /** Those of them whose end may let others begin. */
  private final Set<UUID> limited = new HashSet<>();

  /** What could not be ended is left to its deadline, not begun again. */
  private final Set<UUID> unended = new HashSet<>();

  private Runnable moreToClaim = () -> {};
  private boolean moreWaits;
  private @Nullable Promise<Void> idle;

  /**
   * What a dispatcher works with.
   *
   * @param waiting how many calls of this process wait for a host that has as many as it may
   */
  record Means(
      Bus bus,
      EngineSettings settings,
      List<RunnableType> types,
      InstantSource clock,
      EngineMetrics metrics,
      IntSupplier waiting) {}

  Dispatcher(Means means, Verdicts verdicts, EndingWriter writer) {
    this.bus = means.bus();
    this.settings = means.settings();
    this.types = means.types();
    this.clock = means.clock();
    this.metrics = means.metrics();
    this.waiting = means.waiting();
    this.verdicts = verdicts;
    this.writer = writer;
    unheard = new Unheard(means, verdicts, writer);
  }

  /** Called whenever there are free slots and more executions may be waiting for them. */
  void onMoreToClaim(Runnable handler) {
    moreToClaim = handler;
  }

  /** Claims once; answers with how many executions it has begun. */
  Future<Integer> runOnce() {
    int max = Math.min(freeSlots(), settings.claimBatch());
    moreWaits = max == 0;
    if (max == 0 || types.isEmpty() || idle != null) {
      return Future.succeededFuture(0);
    }
    return unheard
        .giveBack(this::known)
        .compose(
            given ->
                bus.request(
                        new ClaimReady(
                            settings.workerId(),
                            types,
                            EngineSettings.GRACE_SECONDS,
                            max,
                            clock.instant()))
                    .onFailure(failure -> unheard.answerLost()))
        .map(
            claimed -> {
              metrics.claimed(claimed.claims().size());
              if (!claimed.claims().isEmpty()) {
                limited.addAll(claimed.limited());
                begin(claimed.claims());
              }
              moreWaits = claimed.more();
              if (moreWaits && freeSlots() > 0) {
                moreToClaim.run();
              }
              return claimed.claims().size();
            });
  }

  /**
   * An execution that waits for a slow host does nothing meanwhile, and takes no slot from those
   * that go elsewhere.
   */
  private int freeSlots() {
    int working = held.size() - Math.min(waiting.getAsInt(), held.size());
    int most = MOST_HELD * settings.concurrency() - held.size();
    return Math.max(0, Math.min(settings.concurrency() - working, most));
  }

  /** Gives back what this engine holds in the database and does not know of. */
  Future<Void> reconcile() {
    return unheard.giveBackLate(known());
  }

  private Set<UUID> known() {
    var known = new HashSet<>(held.keySet());
    known.addAll(unended);
    return known;
  }

  private void begin(List<Claim> claims) {
    for (var claim : claims) {
      held.put(claim.lease().executionId(), claim);
      metrics.started(claim);
    }
    bus.request(new RunExecutions(claims))
        .onFailure(
            failure -> {
              LOG.warn(
                  "{} executions could not be begun and are given back", claims.size(), failure);
              var leases = claims.stream().map(Claim::lease).toList();
              bus.request(new ReleaseLeases(leases, clock.instant()))
                  .onFailure(lost -> unheard.answerLost())
                  .onComplete(released -> claims.forEach(this::free));
            });
  }

  /** To be told how executions have ended; ignores those of others. */
  void ended(ExecutionsEnded executions) {
    writer.together(
        () -> {
          for (var ended : executions.all()) {
            var claim = held.get(ended.executionId());
            if (claim != null) {
              end(claim, ended);
            }
          }
        });
  }

  private void end(Claim claim, ExecutionsEnded.Ended ended) {
    var report = new Report(ended.status(), ended.outcome(), ended.traces());
    var ending = verdicts.ended(Held.of(claim), report);
    writer
        .write(ending)
        .onSuccess(done -> done.ifPresent(kept -> metrics.ended(claim.work().type(), kept)))
        .onComplete(
            written -> {
              if (written.failed()) {
                // Not even that its outcome cannot be kept; the lease's deadline will end it.
                LOG.error("Execution {} could not be ended", ended.executionId(), written.cause());
                unended.add(ended.executionId());
              }
              free(claim);
            });
  }

  private void free(Claim claim) {
    held.remove(claim.lease().executionId());
    boolean madeRoom = !limited.isEmpty() && limited.remove(claim.lease().executionId());
    if (idle != null && held.isEmpty()) {
      idle.tryComplete();
    } else if (moreWaits || madeRoom) {
      moreToClaim.run();
    }
  }

  /** The leases of all executions under way. */
  List<Claim.Lease> held() {
    var leases = new ArrayList<Claim.Lease>(held.size());
    held.values().forEach(claim -> leases.add(claim.lease()));
    return leases;
  }

  /** Claims no more; completes when nothing is under way. */
  Future<Void> drain() {
    if (idle == null) {
      idle = Promise.promise();
      if (held.isEmpty()) {
        idle.complete();
      }
    }
    return idle.future();
  }
}
