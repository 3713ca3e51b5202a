package dev.errand.core.task;

import dev.errand.core.bus.Query;
import dev.errand.core.page.Page.Part;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What callers can ask about tasks.
 *
 * @param <R> the answer
 */
public sealed interface TaskQuery<R> extends Query<R> {

  /** One task; refused with {@code NotFound} if it is unknown or deleted. */
  record GetTask(TaskKey key) implements TaskQuery<Task> {}

  /**
   * The task that has a unique key now, else the newest that had it; refused with {@code NotFound}
   * if there is none.
   *
   * @param tenantId whose tasks
   * @param namespace in which the key is unique
   * @param uniqueKey the key
   * @param statuses only the newest in any of these, if there are any
   */
  record FindByKey(String tenantId, String namespace, String uniqueKey, List<TaskStatus> statuses)
      implements TaskQuery<Task> {}

  /**
   * A page of a tenant's tasks.
   *
   * @param tenantId whose tasks
   * @param filter which of them
   * @param order in which order; a cursor is of the same
   * @param page which part of them
   */
  record ListTasks(String tenantId, TaskFilter filter, TaskOrder order, Page page)
      implements TaskQuery<TaskPage> {}

  /** How a tenant's tasks stand, and those due in the given week. */
  record GetTaskStats(String tenantId, TaskFilter.Span week) implements TaskQuery<TaskStats> {}

  /** What is known of the sites and people that tasks are to name. */
  record FindPlaces(String tenantId, Set<UUID> sites, Set<String> people)
      implements TaskQuery<Places> {}

  /**
   * What somebody has to do on a day.
   *
   * @param assigneeId who
   * @param from when the day begins
   * @param until when it ends
   * @param overdue what was due before this is overdue
   */
  record GetAgenda(String tenantId, String assigneeId, Instant from, Instant until, Instant overdue)
      implements TaskQuery<Agenda> {}

  /**
   * The tasks of executors and workers whose time has come and which nobody has taken yet, by rank,
   * highest first, then by the time at which they may run.
   */
  record ListDue(String tenantId, int limit) implements TaskQuery<List<Task>> {}

  /**
   * What happened to a task, oldest first, executions included; survives deletion. Refused with
   * {@code NotFound} if the task is unknown.
   *
   * @param key the task
   * @param includeDeleted whether a deleted task counts as known
   * @param part which part of it
   */
  record GetHistory(TaskKey key, boolean includeDeleted, Part part)
      implements TaskQuery<dev.errand.core.page.Page<HistoryEntry>> {}

  /** What callers and the system did to a tenant's tasks, deleted ones too, newest first. */
  record FindHistory(String tenantId, HistoryFilter filter, Part part)
      implements TaskQuery<dev.errand.core.page.Page<HistoryEntry>> {}

  /**
   * Which part of a list.
   *
   * @param limit 1 to 100
   * @param offset 0 to 10,000
   * @param after the last task of the page before; null for the first page
   */
  record Page(int limit, int offset, @Nullable TaskCursor after) {}
}
