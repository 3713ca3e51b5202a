package dev.errand.core.engine;

import dev.errand.core.bus.Bus;
import dev.errand.core.executor.CancelExecutions;
import dev.errand.core.executor.CancelExecutions.Reason;
import dev.errand.core.executor.GetProgress;
import dev.errand.core.lease.LeaseCommand.Beat;
import dev.errand.core.lease.LeaseCommand.RunnableType;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says that this engine is alive and how far its executions have come, and hears which of them were
 * cancelled. Confined to one event loop.
 */
final class Heart {

  /** Remote workers are told to try again after a second. */
  private static final Duration HEARD_AGAIN = Duration.ofSeconds(5);

  private final Bus bus;
  private final EngineSettings settings;
  private final InstantSource clock;
  private final List<String> types;
  private @Nullable Instant beatingSince;

  Heart(Dispatcher.Means means) {
    this.bus = means.bus();
    this.settings = means.settings();
    this.clock = means.clock();
    this.types = means.types().stream().map(RunnableType::name).toList();
  }

  /** Beats once. */
  Future<Void> runOnce() {
    var now = clock.instant();
    return bus.request(new GetProgress())
        .compose(progress -> bus.request(new Beat(settings.workerId(), types, progress, now)))
        .<Void>map(
            cancelled -> {
              if (beatingSince == null) {
                beatingSince = now;
              }
              if (!cancelled.isEmpty()) {
                bus.publish(new CancelExecutions(cancelled, Reason.CANCELLED));
              }
              return null;
            })
        .onFailure(missed -> beatingSince = null);
  }

  boolean beating() {
    return beatingSince != null;
  }

  /** True if remote workers may be: they have had the time to be heard again, too. */
  boolean steadyForRemote() {
    return beatingSince != null && !clock.instant().isBefore(beatingSince.plus(HEARD_AGAIN));
  }

  /**
   * True if other engines may be judged by their silence: after an outage of the database every
   * worker is silent, so each gets the time to be heard again.
   */
  boolean steady() {
    var timing = settings.timing();
    return beatingSince != null
        && (timing.soleNode() || !clock.instant().isBefore(beatingSince.plus(timing.staleAfter())));
  }
}
