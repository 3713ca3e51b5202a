package dev.errand.core.task;

import static dev.errand.core.task.TaskStatus.BLOCKED;
import static dev.errand.core.task.TaskStatus.CANCELLED;
import static dev.errand.core.task.TaskStatus.COMPLETED;
import static dev.errand.core.task.TaskStatus.FAILED;
import static dev.errand.core.task.TaskStatus.PAUSED;
import static dev.errand.core.task.TaskStatus.PENDING;
import static dev.errand.core.task.TaskStatus.QUEUED;
import static dev.errand.core.task.TaskStatus.RETRY;
import static dev.errand.core.task.TaskStatus.RUNNING;
import static dev.errand.core.task.TaskStatus.SCHEDULED;

import dev.errand.core.problem.Problem;
import dev.errand.core.tasktype.Performer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The moves that callers can make, and from where: the state machine as data. */
public enum TaskMove {
  /** Queues a service or worker task for execution. */
  RUN(EnumSet.of(PENDING, SCHEDULED, RETRY, FAILED, COMPLETED)),
  /** Calls a task off; a running execution is asked to stop. */
  CANCEL(EnumSet.of(PENDING, SCHEDULED, QUEUED, RUNNING, RETRY, PAUSED, BLOCKED)),
  /** Takes a task out of sight; its history stays. */
  DELETE(
      EnumSet.of(PENDING, SCHEDULED, QUEUED, RETRY, PAUSED, BLOCKED, COMPLETED, FAILED, CANCELLED));

  @SuppressWarnings("ImmutableEnumChecker") // Set.copyOf cannot be changed
  private final Set<TaskStatus> from;

  TaskMove(Set<TaskStatus> from) {
    this.from = Set.copyOf(from);
  }

  /** The word that paths and answers use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True if a task of this performer may make the move from this status. */
  public boolean allowed(Performer performer, TaskStatus status) {
    return from.contains(status) && (this != RUN || performer != Performer.HUMAN);
  }

  /** The moves open to a task, in the order of their words. */
  public static List<String> open(Performer performer, TaskStatus status) {
    return Arrays.stream(values())
        .filter(move -> move.allowed(performer, status))
        .map(TaskMove::word)
        .sorted()
        .toList();
  }

  /** Refuses an illegal move with the moves that are open instead. */
  void require(Task task) {
    var performer = task.kind().performer();
    var status = task.progress().status();
    if (allowed(performer, status)) {
      return;
    }
    if (this == RUN && performer == Performer.HUMAN) {
      throw new Problem.Conflict(
          "not_executable",
          "A task of type " + task.kind().type() + " is done by a person",
          Map.of());
    }
    if (this == RUN && (status == QUEUED || status == RUNNING)) {
      throw new Problem.Conflict(
          "already_active",
          "The task is already " + status.word(),
          Map.of("task_status", status.word()));
    }
    throw new Problem.Conflict(
        "invalid_transition",
        "Cannot %s a task in status %s".formatted(word(), status.word()),
        Map.of("from", status.word(), "command", word(), "allowed", open(performer, status)));
  }
}
