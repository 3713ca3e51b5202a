package dev.errand.core.task;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * On what terms a task is created, besides what it is.
 *
 * @param dependsOn what must be over before it may run
 * @param maxAge how old the success of a task like it may be to be taken instead of a new one; null
 *     for a new one in any case
 */
public record Terms(List<Prerequisite> dependsOn, @Nullable Duration maxAge) {

  /** Unconditionally. */
  public static final Terms NONE = new Terms(List.of(), null);

  /**
   * A task that another one waits for.
   *
   * @param taskId waited for
   * @param onFailure what becomes of the one that waits if this one does not complete
   */
  public record Prerequisite(UUID taskId, OnFailure onFailure) {}

  /** What becomes of a task when one that it waits for fails or is cancelled. */
  public enum OnFailure {
    /** It stays blocked, in case the other completes after all. */
    BLOCK,
    /** It is cancelled, too. */
    CANCEL,
    /** It goes on as if the other had completed. */
    IGNORE;

    /** The word that JSON and columns use. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The value of a word. */
    public static OnFailure of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /** What this means for a prerequisite in the given status: true if it need not be waited for. */
  public static boolean closed(OnFailure onFailure, TaskStatus status) {
    return status == TaskStatus.COMPLETED || (onFailure == OnFailure.IGNORE && status.terminal());
  }
}
