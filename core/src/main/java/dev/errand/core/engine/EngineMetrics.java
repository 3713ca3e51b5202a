package dev.errand.core.engine;

import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.lease.Claim;
import dev.errand.core.lease.Ending;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What an engine counts. Thread-safe. */
final class EngineMetrics {

  private final MeterRegistry registry;
  private final DistributionSummary claimed;
  private final DistributionSummary ended;
  private final Timer waited;

  /** To ask the registry for each execution would take longer than to record it. */
  private final Map<String, Map<ExecutionStatus, Timer>> timers = new ConcurrentHashMap<>();

  EngineMetrics(MeterRegistry registry) {
    this.registry = registry;
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
    waited.record(Duration.between(claim.trigger().queuedAt(), claim.lease().startedAt()));
  }

  void ended(int executions) {
    ended.record(executions);
  }

  void ended(Claim claim, Ending ending) {
    timers
        .computeIfAbsent(claim.work().type(), type -> new ConcurrentHashMap<>())
        .computeIfAbsent(ending.status(), status -> timer(claim.work().type(), status))
        .record(Duration.between(claim.lease().startedAt(), ending.at()));
  }

  private Timer timer(String type, ExecutionStatus status) {
    return Timer.builder("errand.execution")
        .description("Duration of executions")
        .tag("type", type)
        .tag("status", status.word())
        .register(registry);
  }
}
