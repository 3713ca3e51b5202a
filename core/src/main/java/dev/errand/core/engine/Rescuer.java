package dev.errand.core.engine;

import dev.errand.core.bus.Bus;
import dev.errand.core.lease.Ending;
import dev.errand.core.lease.LeaseCommand.FindLost;
import dev.errand.core.lease.LeaseCommand.LostLease;
import dev.errand.core.lease.Verdicts;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends executions whose worker is gone or whose deadline has passed; each counts as an attempt. Any
 * node may rescue any other's: the fence lets one of them do it. Confined to one event loop.
 */
final class Rescuer {

  private static final Logger LOG = LoggerFactory.getLogger(Rescuer.class);
  private static final int BATCH = 1000;

  private final Bus bus;
  private final EngineSettings settings;
  private final InstantSource clock;
  private final EngineMetrics metrics;
  private final Verdicts verdicts;
  private final EndingWriter writer;

  Rescuer(Dispatcher.Means means, Verdicts verdicts, EndingWriter writer) {
    this.bus = means.bus();
    this.settings = means.settings();
    this.clock = means.clock();
    this.metrics = means.metrics();
    this.verdicts = verdicts;
    this.writer = writer;
  }

  /** Rescues a batch of whom may be judged by their silence; answers with their number. */
  Future<Integer> runOnce(boolean engines, boolean remote) {
    var staleAfter = engines ? settings.timing().staleAfter() : null;
    var asked = new FindLost(clock.instant(), staleAfter, remote, BATCH);
    return bus.request(asked)
        .compose(
            lost -> {
              if (lost.isEmpty()) {
                return Future.succeededFuture(0);
              }
              var one = lost.getFirst();
              LOG.warn(
                  "Rescuing what workers that are gone or too late have held: {} executions, such as"
                      + " {} of task {}, held by {}",
                  lost.size(),
                  one.lease().executionId(),
                  one.lease().task().id(),
                  one.holder().workerId());
              var endings = lost.stream().map(this::end).toList();
              return Future.join(endings).map(lost.size());
            });
  }

  private Future<Optional<Ending>> end(LostLease lost) {
    return writer
        .write(verdicts.lost(lost))
        .onSuccess(done -> done.ifPresent(kept -> metrics.ended(lost.type(), kept)));
  }
}
