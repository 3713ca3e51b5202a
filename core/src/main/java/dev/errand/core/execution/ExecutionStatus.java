package dev.errand.core.execution;

import java.util.Locale;

/** Where an execution stands. */
public enum ExecutionStatus {
  /** Waits to be taken. */
  QUEUED,
  /** Somebody holds it. */
  RUNNING,
  /** Done, with a result. */
  SUCCEEDED,
  /** Ended with an error. */
  FAILED,
  /** Reached its time limit. */
  TIMED_OUT,
  /** Whoever held it was not heard of any more. */
  LOST,
  /** Put off by its executor; does not count as an attempt. */
  SNOOZED,
  /** Its task was cancelled. */
  CANCELLED;

  /** The word that JSON and columns use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True once it is over. */
  public boolean ended() {
    return this != QUEUED && this != RUNNING;
  }

  /** The status of a word. */
  public static ExecutionStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
