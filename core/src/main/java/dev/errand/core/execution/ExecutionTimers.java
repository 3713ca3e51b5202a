package dev.errand.core.execution;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts how long executions took, by type and outcome, whoever has run them. Thread-safe. */
public final class ExecutionTimers {

  private final MeterRegistry registry;

  /** To ask the registry for each execution would take longer than to record it. */
  private final Map<String, Map<ExecutionStatus, Timer>> timers = new ConcurrentHashMap<>();

  /** Into this registry. */
  public ExecutionTimers(MeterRegistry registry) {
    this.registry = registry;
  }

  /** One has ended. */
  public void ended(String type, ExecutionStatus status, Duration took) {
    timers
        .computeIfAbsent(type, named -> new ConcurrentHashMap<>())
        .computeIfAbsent(status, ended -> timer(type, ended))
        .record(took);
  }

  private Timer timer(String type, ExecutionStatus status) {
    return Timer.builder("errand.execution")
        .description("Duration of executions")
        .tag("type", type)
        .tag("status", status.word())
        .register(registry);
  }
}
