package dev.errand.core.task;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Statuses as conditions on {@code task t}, each a branch of a search that begins with a resting
 * status, by which indexes are ordered. Branches exclude each other. They say what {@code
 * task_current} says, by what holds beside it: only a task that rests as pending has an execution
 * that waits or runs, or a schedule or an execution's end that decides; and work of people is never
 * in a queue, but only in a lease.
 */
final class StatusBranches {

  private static final String LEASED =
      """
      exists (
        select from lease l
        where l.tenant_id = t.tenant_id and l.task_id = t.id and not l.cancel_requested)""";

  private static final String READY =
      "exists (select from ready r where r.tenant_id = t.tenant_id and r.task_id = t.id)";

  private static final String DEFERRED =
      "exists (select from deferred d where d.tenant_id = t.tenant_id and d.task_id = t.id)";

  private static final String AWAITED =
      """
      exists (
        select from schedule c
        where c.tenant_id = t.tenant_id and c.id = t.schedule_id and c.deleted_at is null
          and c.mode = 'run_task' and not c.paused and c.next_fire_at is not null)""";

  private static final String ENDED =
      """
      exists (
        select from task_state s
        where s.tenant_id = t.tenant_id and s.task_id = t.id and s.status is not null)""";

  private static final String PENDING = "t.resting_status = 'pending'";

  private static final String BY_PROGRAM = PENDING + " and t.performer <> 'human'";

  private static final List<String> RESTING =
      List.of("pending", "paused", "blocked", "completed", "failed", "cancelled");

  /** All that rest as pending and are not over. */
  private static final Set<TaskStatus> OPEN =
      Set.copyOf(
          EnumSet.of(
              TaskStatus.PENDING,
              TaskStatus.RUNNING,
              TaskStatus.QUEUED,
              TaskStatus.SCHEDULED,
              TaskStatus.RETRY));

  private StatusBranches() {}

  /** One branch for each resting status, which together are all tasks. */
  static List<String> all() {
    return RESTING.stream().map(StatusBranches::resting).toList();
  }

  /** Of a branch, whatever follows it, whether a command has completed its tasks, and said when. */
  static boolean restsAsCompleted(String branch) {
    return branch.startsWith(resting("completed"));
  }

  /** Tasks in any of these statuses. */
  static List<String> of(Set<TaskStatus> statuses) {
    var branches = new ArrayList<String>();
    var rest = EnumSet.copyOf(statuses);
    if (statuses.containsAll(OPEN)) {
      rest.removeAll(OPEN);
      branches.add(
          PENDING
              + " and (t.performer = 'human' or not %s or %s)"
                  .formatted(ENDED, any(LEASED, READY, DEFERRED, AWAITED)));
    }
    rest.forEach(status -> branches.addAll(of(status)));
    return List.copyOf(branches);
  }

  private static List<String> of(TaskStatus status) {
    return switch (status) {
      case PENDING ->
          List.of(
              PENDING
                  + " and not %s and (t.performer = 'human' or not %s)"
                      .formatted(LEASED, any(READY, DEFERRED, AWAITED, ENDED)));
      case RUNNING -> List.of(PENDING + " and " + LEASED);
      case QUEUED -> List.of(BY_PROGRAM + " and %s and not %s".formatted(READY, LEASED));
      case RETRY -> List.of(deferred("retry"));
      case SCHEDULED ->
          List.of(
              deferred("scheduled"),
              BY_PROGRAM
                  + " and t.schedule_id is not null and %s and not %s"
                      .formatted(AWAITED, any(LEASED, READY, DEFERRED)));
      case COMPLETED, FAILED ->
          List.of(
              resting(status.word()),
              BY_PROGRAM
                  + " and %s and not %s"
                      .formatted(ended(status.word()), any(LEASED, READY, DEFERRED, AWAITED)));
      case PAUSED, BLOCKED, CANCELLED -> List.of(resting(status.word()));
    };
  }

  private static String deferred(String as) {
    return BY_PROGRAM
        + """
           and exists (
            select from deferred d
            where d.tenant_id = t.tenant_id and d.task_id = t.id and d.status = '%s')
            and not %s and not %s"""
            .formatted(as, LEASED, READY);
  }

  private static String ended(String as) {
    return """
        exists (
          select from task_state s
          where s.tenant_id = t.tenant_id and s.task_id = t.id and s.status = '%s')"""
        .formatted(as);
  }

  private static String resting(String word) {
    return "t.resting_status = '" + word + "'";
  }

  private static String any(String... conditions) {
    return "(" + String.join(" or ", conditions) + ")";
  }
}
