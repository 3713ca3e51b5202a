package dev.errand.core.task;

import dev.errand.core.task.TaskCommand.CreateTask;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that comes from elsewhere, as {@link TaskFactory#imported} has made it.
 *
 * @param command how it would be created; its id is the one that it will have
 * @param key of the line that it comes from: what has the same key is the same task
 * @param past what became of it there
 */
public record ImportedTask(CreateTask command, UUID key, Past past) {

  /** The same, created otherwise. */
  public ImportedTask with(CreateTask other) {
    return new ImportedTask(other, key, past);
  }

  /**
   * What became of a task before it came here.
   *
   * @param resting where it rests: pending, paused, blocked, completed, failed or cancelled
   * @param completedAt null if it is not, or if nobody knows when
   * @param cancelledAt null if it is not, or if nobody knows when
   * @param remarks what people said of it
   */
  public record Past(
      TaskStatus resting,
      @Nullable Instant completedAt,
      @Nullable Instant cancelledAt,
      Task.Remarks remarks) {}
}
