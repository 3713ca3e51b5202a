package dev.errand.core.recurrence;

import dev.errand.core.identity.Caller;
import dev.errand.core.identity.Role;
import dev.errand.core.problem.Problem;

/** Who may do what, as for tasks: everyone reads; owner, creator, manager and admin change. */
final class ScheduleAccess {

  private ScheduleAccess() {}

  static void requireChange(Caller caller, Schedule schedule, String action) {
    var ownership = schedule.ownership();
    boolean own =
        caller.userId().equals(ownership.ownerId())
            || caller.userId().equals(ownership.createdBy());
    if (caller.role() == Role.VIEWER || !(own || caller.role().atLeast(Role.MANAGER))) {
      throw new Problem.Denied(action);
    }
  }
}
