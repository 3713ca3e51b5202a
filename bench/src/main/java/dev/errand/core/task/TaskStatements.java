package dev.errand.core.task;

import org.jspecify.annotations.NullMarked;

/**
 * Lends the benchmark the statements of tasks, so that the floor it measures against is the very
 * SQL that the service runs. It stands in their package because nobody else may see them.
 */
@NullMarked
public final class TaskStatements {

  /** Creates tasks, with their queue, history and outbox rows. */
  public static final String CREATE = TaskInserts.INSERT;

  /** What is read of a task, from {@code task_current c} and {@code execution e}. */
  public static final String COLUMNS = TaskRows.COLUMNS;

  private TaskStatements() {}
}
