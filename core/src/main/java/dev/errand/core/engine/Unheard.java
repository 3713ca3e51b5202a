package dev.errand.core.engine;

import dev.errand.core.bus.Bus;
import dev.errand.core.lease.LeaseCommand.FindUnheard;
import dev.errand.core.lease.LeaseCommand.ReleaseLeases;
import dev.errand.core.lease.LeaseCommand.UnheardLease;
import dev.errand.core.lease.Report.Traces;
import dev.errand.core.lease.Verdicts;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back executions that this engine was handed in an answer that it never got: its heartbeats
 * would keep them from others until their time limits. Looks before the next claim after an answer
 * was lost; and now and then, as a claim may be committed long after nobody waits for it any more.
 * Confined to one event loop.
 */
final class Unheard {

  private static final Logger LOG = LoggerFactory.getLogger(Unheard.class);

  /** By then the answer to a claim has come, or is lost: twice as long as one is waited for. */
  static final Duration LATE = Duration.ofSeconds(60);

  private final Bus bus;
  private final EngineSettings settings;
  private final InstantSource clock;
  private final Verdicts verdicts;
  private final EndingWriter writer;
  private @Nullable Instant lostAt;

  Unheard(Dispatcher.Means means, Verdicts verdicts, EndingWriter writer) {
    this.bus = means.bus();
    this.settings = means.settings();
    this.clock = means.clock();
    this.verdicts = verdicts;
    this.writer = writer;
  }

  /** An answer was lost: until now there may be executions that nobody runs. */
  void answerLost() {
    lostAt = clock.instant();
  }

  /**
   * Gives back what began before the loss, but for what is held. Fails if it has to be tried again.
   */
  Future<Void> giveBack(Supplier<Set<UUID>> held) {
    var until = lostAt;
    if (until == null) {
      return Future.succeededFuture();
    }
    return giveBack(held.get(), until)
        .onSuccess(
            done -> {
              if (until.equals(lostAt)) {
                lostAt = null;
              }
            });
  }

  /** Gives back what began so long ago that it must have been heard of, but for what is held. */
  Future<Void> giveBackLate(Set<UUID> held) {
    return giveBack(held, clock.instant().minus(LATE));
  }

  private Future<Void> giveBack(Set<UUID> held, Instant until) {
    return bus.request(new FindUnheard(settings.workerId(), Set.copyOf(held), until))
        .compose(this::giveBack);
  }

  private Future<Void> giveBack(List<UnheardLease> found) {
    if (found.isEmpty()) {
      return Future.succeededFuture();
    }
    LOG.warn("Giving back {} executions that were handed out unheard", found.size());
    var done = new ArrayList<Future<?>>();
    var leases =
        found.stream().filter(one -> !one.cancelRequested()).map(UnheardLease::lease).toList();
    if (!leases.isEmpty()) {
      done.add(bus.request(new ReleaseLeases(leases, clock.instant())));
    }
    found.stream()
        .filter(UnheardLease::cancelRequested)
        .map(one -> writer.write(verdicts.cancelled(one.lease(), Traces.NONE)))
        .forEach(done::add);
    return Future.join(done).mapEmpty();
  }
}
