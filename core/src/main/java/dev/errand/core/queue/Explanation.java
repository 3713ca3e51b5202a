package dev.errand.core.queue;

import dev.errand.core.task.TaskStatus;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a task does not run yet: everything that holds it up, from the conditions that the engine
 * itself goes by.
 *
 * @param taskId which
 * @param status where it stands
 * @param reasons all that holds it up; empty if it is merely in line
 * @param line where it stands in line; null if it is not queued
 */
public record Explanation(
    UUID taskId, TaskStatus status, List<Reason> reasons, @Nullable Line line) {

  /**
   * One thing that holds a task up.
   *
   * @param code a stable word
   * @param detail a sentence for people
   * @param facts what it is about, under public names
   */
  public record Reason(String code, String detail, Map<String, Object> facts) {}

  /**
   * A place in line.
   *
   * @param position from 1, counted up to 10,001 among the tasks of its namespace, type and
   *     concurrency key
   * @param aboutSeconds how long it may take, judged by what ended in the last minute; null if
   *     nothing did
   */
  public record Line(int position, @Nullable Long aboutSeconds) {}
}
