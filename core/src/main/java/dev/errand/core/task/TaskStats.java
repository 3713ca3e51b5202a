package dev.errand.core.task;

import java.util.Map;

/**
 * How a tenant's tasks stand, exactly: their statuses as of one moment, and what is due as of one
 * beside it.
 *
 * @param counts by status; every status is there
 * @param overdue how many should be over by now and are not
 * @param week of those due in a week
 */
public record TaskStats(Map<TaskStatus, Long> counts, long overdue, Week week) {

  /** All of them. */
  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many are due in a week, and how many of those are completed. */
  public record Week(long completed, long total) {

    /** How much of it is done; 0 of nothing. */
    public double percentage() {
      return total == 0 ? 0 : Math.round(1000.0 * completed / total) / 10.0;
    }
  }
}
