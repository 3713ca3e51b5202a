package dev.errand.core.analytics;

import dev.errand.core.task.TaskStatus;
import java.util.Map;

/**
 * How tasks stand.
 *
 * @param statuses how many have which status; every status is there
 * @param types how many are of which type
 */
public record TaskFigures(Map<TaskStatus, Long> statuses, Map<String, Long> types) {

  /** All of them. */
  public long total() {
    return statuses.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many have a status. */
  public long in(TaskStatus status) {
    return statuses.getOrDefault(status, 0L);
  }

  /** Those that are neither over nor paused. */
  public long active() {
    return total()
        - in(TaskStatus.COMPLETED)
        - in(TaskStatus.FAILED)
        - in(TaskStatus.CANCELLED)
        - in(TaskStatus.PAUSED);
  }
}
