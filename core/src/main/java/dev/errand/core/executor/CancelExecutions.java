package dev.errand.core.executor;

import dev.errand.core.bus.Notification;
import java.util.Set;
import java.util.UUID;

/**
 * Stops executions that this process runs; others are ignored.
 *
 * @param executionIds which
 * @param reason cancelled by a caller, or given up because the service stops
 */
public record CancelExecutions(Set<UUID> executionIds, Reason reason) implements Notification {

  /** Why. */
  public enum Reason {
    /** The task was cancelled. */
    CANCELLED,
    /** The service stops; the executions have been given back. */
    STOPPING
  }
}
