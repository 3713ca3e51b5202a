package dev.errand.core.recurrence;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of a time that a schedule named.
 *
 * @param logicalAt the time
 * @param firedAt when it was dealt with
 * @param outcome what became of it
 * @param taskId the task that was run or created
 * @param executionId its execution
 * @param note why it was not what it might have been
 */
public record Firing(
    Instant logicalAt,
    Instant firedAt,
    Outcome outcome,
    @Nullable UUID taskId,
    @Nullable UUID executionId,
    @Nullable String note) {

  /** What became of it. */
  public enum Outcome {
    /** The task was queued or created. */
    FIRED,
    /** It was left out, for a reason that the note tells. */
    SKIPPED,
    /** The task could not be created. */
    FAILED;

    /** The word that JSON uses. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
