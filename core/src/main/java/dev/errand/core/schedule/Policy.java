package dev.errand.core.schedule;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a schedule's firings are carried out.
 *
 * @param misfire what happens to those missed while the service was down
 * @param catchUpLimit how many of the missed fire with {@link Misfire#CATCH_UP}, the latest ones
 * @param overlap what happens while the previous execution still runs
 * @param jitter the most that the run may come after the logical time
 * @param anchor what the next firing is counted from
 * @param mode what a firing makes; null means as the performer wants it
 */
public record Policy(
    Misfire misfire,
    int catchUpLimit,
    Overlap overlap,
    Duration jitter,
    Anchor anchor,
    @Nullable Mode mode) {

  /** How many missed firings are made up for if nothing else is said. */
  public static final int USUAL_CATCH_UP_LIMIT = 10;

  /** What holds if nothing else is said. */
  public static final Policy USUAL =
      new Policy(
          Misfire.FIRE_ONCE, USUAL_CATCH_UP_LIMIT, Overlap.SKIP, Duration.ZERO, Anchor.FIXED, null);

  /** For firings that were missed. */
  public enum Misfire {
    /** They are left out. */
    SKIP,
    /** One firing, the latest, stands for all of them. */
    FIRE_ONCE,
    /** The latest of them fire, oldest first. */
    CATCH_UP
  }

  /** For firings while the previous execution runs. */
  public enum Overlap {
    /** The new one is left out. */
    SKIP,
    /** The new one waits for the previous. */
    QUEUE,
    /** The previous is cancelled. */
    CANCEL_OTHER,
    /** Both run. */
    ALLOW
  }

  /** What the next firing is counted from. */
  public enum Anchor {
    /** The schedule alone. */
    FIXED,
    /** The completion of the previous execution or occurrence. */
    FROM_COMPLETION
  }

  /** What a firing makes. */
  public enum Mode {
    /** The same task runs again. */
    RUN_TASK,
    /** A new task. */
    CREATE_TASK
  }
}
