package dev.errand.executor;

/**
 * One type of work that this process can do. Found by {@link java.util.ServiceLoader}, so it needs
 * a public constructor without parameters; one instance serves all executions, possibly many at
 * once, and must therefore be thread-safe.
 */
public interface Executor {

  /** Describes the type: its name, the schema of its config, its defaults. Must not change. */
  TaskType taskType();

  /**
   * Runs one attempt, on a virtual thread of its own: blocking is welcome. The thread is
   * interrupted at {@link Execution#deadline()} and when the task is cancelled; what is returned
   * after that is discarded. An execution may be begun more than once. Results, messages and logs
   * are for others to read: tell them no secret of the settings.
   *
   * @param execution the attempt, with its config already checked against the type's schema
   * @return what became of it; never null
   * @throws Exception anything thrown becomes a failed, retryable outcome, except {@link
   *     Http.Refused}, which no retry can mend
   */
  Outcome run(Execution execution) throws Exception;
}
