package dev.errand.core.engine;

import dev.errand.core.bus.Bus;
import dev.errand.core.lease.LeaseCommand.FindUnheard;
import dev.errand.core.lease.LeaseCommand.ReleaseLeases;
import dev.errand.core.lease.LeaseCommand.UnheardLease;
import dev.errand.core.lease.Report.Traces;
import dev.errand.core.lease.Verdicts;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back executions that this engine was handed in an answer that it never got: its heartbeats
 * would keep them from others until their time limits. Looks only after an answer was lost.
 * Confined to one event loop.
 */
final class Unheard {

  private static final Logger LOG = LoggerFactory.getLogger(Unheard.class);

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
  Future<Void> giveBack(Set<UUID> held) {
    var until = lostAt;
    if (until == null) {
      return Future.succeededFuture();
    }
    return bus.request(new FindUnheard(settings.workerId(), Set.copyOf(held), until))
        .compose(this::giveBack)
        .onSuccess(
            done -> {
              if (until.equals(lostAt)) {
                lostAt = null;
              }
            });
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
