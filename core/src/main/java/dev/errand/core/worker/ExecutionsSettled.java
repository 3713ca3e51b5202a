package dev.errand.core.worker;

import dev.errand.core.bus.Notification;
import dev.errand.core.execution.ExecutionStatus;
import java.time.Duration;
import java.util.List;

/** Remote workers have ended executions, which nobody else has timed. */
public record ExecutionsSettled(List<Settled> all) implements Notification {

  /** One of them: the type of its task, how it ended, and how long it took. */
  public record Settled(String type, ExecutionStatus status, Duration took) {}
}
