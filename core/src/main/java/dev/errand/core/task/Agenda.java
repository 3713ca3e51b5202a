package dev.errand.core.task;

import java.util.List;

/**
 * What somebody has to do on a day.
 *
 * @param today due on the day and not over, in order, as many as are listed
 * @param overdue due before and not over
 * @param counts of all of them
 */
public record Agenda(List<Task> today, List<Task> overdue, Counts counts) {

  /** How many are due on the day, overdue, and were completed on the day. */
  public record Counts(int today, int overdue, int completed) {}
}
