package dev.errand.core.task;

import dev.errand.core.bus.Query;
import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Sight;
import dev.errand.core.page.Page.Part;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What callers can ask about tasks.
 *
 * @param <R> the answer
 */
public sealed interface TaskQuery<R> extends Query<R> {

  /** One task; refused with {@code NotFound} if it is unknown, deleted or out of sight. */
  record GetTask(TaskKey key, Sight sight) implements TaskQuery<Task> {

    /** As the service itself sees it. */
    public GetTask(TaskKey key) {
      this(key, Sight.ALL);
    }
  }

  /**
   * What was created under this key, as it was if it is deleted by now; refused with {@code
   * NotFound} if nothing was.
   */
  record GetCreated(TaskKey key) implements TaskQuery<Task> {}

  /**
   * The task that has a unique key now, else the newest that had it; refused with {@code NotFound}
   * if there is none.
   *
   * @param tenantId whose tasks
   * @param namespace in which the key is unique
   * @param uniqueKey the key
   * @param statuses only the newest in any of these, if there are any
   * @param sight which tasks there are for who asks
   */
  record FindByKey(
      String tenantId, String namespace, String uniqueKey, List<TaskStatus> statuses, Sight sight)
      implements TaskQuery<Task> {}

  /**
   * A page of a tenant's tasks.
   *
   * @param tenantId whose tasks
   * @param filter which of them
   * @param order in which order; a cursor is of the same
   * @param page which part of them
   * @param sight which tasks there are for who asks
   */
  record ListTasks(String tenantId, TaskFilter filter, TaskOrder order, Page page, Sight sight)
      implements TaskQuery<TaskPage> {

    /** Of all of them, as the service itself sees them. */
    public ListTasks(String tenantId, TaskFilter filter, TaskOrder order, Page page) {
      this(tenantId, filter, order, page, Sight.ALL);
    }
  }

  /** How a tenant's tasks stand, and those due in the given week. */
  record GetTaskStats(String tenantId, TaskFilter.Span week, Sight sight)
      implements TaskQuery<TaskStats> {}

  /**
   * What is known of the sites, people and other tasks that tasks are to name.
   *
   * @param tenantId whose
   * @param sight which tasks there are
   * @param sites to be looked for
   * @param people whose time zones are asked for
   * @param parents tasks to be looked for
   */
  record FindPlaces(
      String tenantId, Sight sight, Set<UUID> sites, Set<String> people, Set<UUID> parents)
      implements TaskQuery<Places> {

    /** What matters to new tasks, whose members were validated; empty if nothing does. */
    public static Optional<FindPlaces> of(Caller caller, List<JsonObject> tasks) {
      var sites = new HashSet<UUID>();
      var people = new HashSet<String>();
      var parents = new HashSet<UUID>();
      for (var members : tasks) {
        var site = members.getString("site_id");
        var assignee = members.getString("assignee_id");
        if (site != null) {
          sites.add(UUID.fromString(site));
        }
        if (assignee != null && members.getString("timezone") == null) {
          people.add(assignee);
        }
        var parent = members.getString("parent_id");
        if (parent != null) {
          parents.add(UUID.fromString(parent));
        }
      }
      return sites.isEmpty() && people.isEmpty() && parents.isEmpty()
          ? Optional.empty()
          : Optional.of(new FindPlaces(caller.tenantId(), caller.sight(), sites, people, parents));
    }
  }

  /**
   * What somebody has to do on a day.
   *
   * @param assigneeId who
   * @param from when the day begins
   * @param until when it ends
   * @param overdue what was due before this is overdue
   * @param sight which tasks there are for who asks
   */
  record GetAgenda(
      String tenantId, String assigneeId, Instant from, Instant until, Instant overdue, Sight sight)
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
   * @param sight which tasks there are for who asks
   */
  record GetHistory(TaskKey key, boolean includeDeleted, Part part, Sight sight)
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
