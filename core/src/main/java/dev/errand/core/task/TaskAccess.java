package dev.errand.core.task;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.identity.Sight;
import dev.errand.core.problem.Problem;

/**
 * Who may do what within a tenant: everyone reads what is in sight; a viewer does nothing else;
 * owner, creator, manager and admin change a task; its assignee does the work.
 */
final class TaskAccess {

  private TaskAccess() {}

  /** Whether a task is there at all for somebody. */
  static boolean sees(Sight sight, Task task) {
    return sight.covers(task.ownership().ownerId(), task.details().place().assigneeId());
  }

  static void requireCreate(Caller caller) {
    if (caller.role() == Role.VIEWER) {
      throw new Problem.Denied("create");
    }
  }

  static void requireMove(Caller caller, Task task, TaskMove move) {
    boolean works = caller.userId().equals(task.details().place().assigneeId());
    if (!(move.byAssignee() && works && caller.role() != Role.VIEWER)) {
      requireChange(caller, task, move.word());
    }
  }

  /** Whoever may work on a task may also add to what is known of the work. */
  static void requireContribution(Caller caller, Task task, String action) {
    boolean works = caller.userId().equals(task.details().place().assigneeId());
    if (!works || caller.role() == Role.VIEWER) {
      requireChange(caller, task, action);
    }
  }

  static void requireChange(Caller caller, Task task, String action) {
    boolean own =
        caller.userId().equals(task.ownership().ownerId())
            || caller.userId().equals(task.ownership().createdBy());
    if (caller.role() == Role.VIEWER || !(own || caller.role().atLeast(Role.MANAGER))) {
      throw new Problem.Denied(action);
    }
  }
}
