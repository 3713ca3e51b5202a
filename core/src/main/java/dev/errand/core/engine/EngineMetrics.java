package dev.errand.core.engine;

import dev.errand.core.execution.ExecutionTimers;
import dev.errand.core.lease.Claim;
import dev.errand.core.lease.Ending;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What an engine counts. Thread-safe. */
final class EngineMetrics {

  private final DistributionSummary claimed;
  private final DistributionSummary ended;
  private final Timer waited;

  private final ExecutionTimers timers;

  EngineMetrics(MeterRegistry registry) {
    timers = new ExecutionTimers(registry);
    claimed =
        DistributionSummary.builder("errand.claim.size")
            .description("Executions taken by one statement")
            .register(registry);
    ended =
        DistributionSummary.builder("errand.ending.size")
            .description("Executions ended by one statement")
            .register(registry);
    waited =
        Timer.builder("errand.execution.wait")
            .description("From the time an execution could be taken to its start")
            .register(registry);
  }

  void claimed(int executions) {
    claimed.record(executions);
  }

  void started(Claim claim) {
    var wait = Duration.between(claim.trigger().queuedAt(), claim.lease().startedAt());
    // What is queued while the claim is on its way begins before that; a timer leaves it out.
    waited.record(wait.isNegative() ? Duration.ZERO : wait);
  }

  void ended(int executions) {
    ended.record(executions);
  }

  /** What was kept of an execution, whoever has run it. */
  void ended(String type, Ending kept) {
    timers.ended(type, kept.status(), Duration.between(kept.lease().startedAt(), kept.at()));
  }
}
