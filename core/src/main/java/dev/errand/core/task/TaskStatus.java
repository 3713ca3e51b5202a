package dev.errand.core.task;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where a task stands. Output uses {@link #word()}; input accepts older words too. */
public enum TaskStatus {
  /** Exists; nothing will run it by itself. */
  PENDING("created"),
  /** Its time lies ahead. */
  SCHEDULED,
  /** May be taken now. */
  QUEUED,
  /** Somebody holds it. */
  RUNNING("in_progress", "processing"),
  /** Failed, and waits for its next attempt. */
  RETRY,
  /** Held back by a person. */
  PAUSED,
  /** Held back by a dependency or a stated reason. */
  BLOCKED,
  /** Done. */
  COMPLETED("done"),
  /** Attempts used up, or none would help. */
  FAILED("error"),
  /** Called off. */
  CANCELLED("canceled");

  @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed
  private final List<String> aliases;

  TaskStatus(String... aliases) {
    this.aliases = List.of(aliases);
  }

  /** The canonical word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True when nothing more will happen unless somebody reopens or reruns it. */
  public boolean terminal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }

  /** True while an execution is queued, awaited or running. */
  public boolean active() {
    return this == SCHEDULED || this == QUEUED || this == RUNNING || this == RETRY;
  }

  /** The status of a canonical or older word. */
  public static Optional<TaskStatus> of(String word) {
    return Arrays.stream(values())
        .filter(s -> s.word().equals(word) || s.aliases.contains(word))
        .findFirst();
  }
}
