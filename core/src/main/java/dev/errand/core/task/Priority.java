package dev.errand.core.task;

import java.util.Map;

/**
 * How urgent a task is.
 *
 * @param rank −1000 to 1000, higher first
 */
public record Priority(int rank) {

  /** What a task has unless it says otherwise. */
  public static final Priority MEDIUM = new Priority(0);

  private static final Map<String, Integer> RANKS =
      Map.of("low", -10, "medium", 0, "normal", 0, "high", 10, "urgent", 20);

  /** The priority of a label. */
  public static Priority of(String label) {
    var rank = RANKS.get(label);
    if (rank == null) {
      throw new IllegalArgumentException("no such priority: " + label);
    }
    return new Priority(rank);
  }

  /** The label of the highest step reached. */
  public String label() {
    return rank >= 20 ? "urgent" : rank >= 10 ? "high" : rank >= 0 ? "medium" : "low";
  }
}
