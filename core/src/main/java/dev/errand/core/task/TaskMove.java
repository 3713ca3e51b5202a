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
import java.util.Optional;
import java.util.Set;

/**
 * The moves that callers can make, from where to where, and for whom: the state machine as data.
 * {@code docs/state-machine.md} is drawn from it.
 */
public enum TaskMove {
  /** A person begins the work; opens an execution. */
  START("started", Who.PEOPLE, of(PENDING, SCHEDULED), of(RUNNING)),
  /** Queues a task for execution, as attempt 1. */
  RUN("run", Who.PROGRAMS, of(PENDING, SCHEDULED, RETRY, FAILED, COMPLETED), of(QUEUED)),
  /** A person has done the work, whether or not they said that they began. */
  COMPLETE("completed", Who.PEOPLE, of(RUNNING, PENDING), of(COMPLETED)),
  /** Holds a task back; its execution keeps its place, its schedule does not fire. */
  PAUSE("paused", Who.ALL, of(PENDING, SCHEDULED, QUEUED, RETRY), of(PAUSED)),
  /** Lets a paused task go on. */
  RESUME("resumed", Who.ALL, of(PAUSED), of(PENDING, SCHEDULED, QUEUED, RETRY)),
  /** Holds a task back for a stated reason. */
  BLOCK("blocked", Who.ALL, of(PENDING, SCHEDULED, QUEUED), of(BLOCKED)),
  /** Lets a blocked task go on. */
  UNBLOCK("unblocked", Who.ALL, of(BLOCKED), of(PENDING, SCHEDULED, QUEUED)),
  /** Sets the time of the next attempt, which keeps its number. */
  RESCHEDULE(
      "rescheduled",
      Who.PROGRAMS,
      of(SCHEDULED, QUEUED, RETRY, FAILED, PENDING),
      of(SCHEDULED, QUEUED)),
  /** Calls a task off for good; a running execution is asked to stop. */
  CANCEL(
      "cancelled",
      Who.ALL,
      of(PENDING, SCHEDULED, QUEUED, RUNNING, RETRY, PAUSED, BLOCKED),
      of(CANCELLED)),
  /** Makes work of people open again, as if never attempted. */
  REOPEN("reopened", Who.PEOPLE, of(COMPLETED, FAILED, CANCELLED), of(PENDING)),
  /** Takes a task out of sight; its history stays. */
  DELETE(
      "deleted",
      Who.ALL,
      of(PENDING, SCHEDULED, QUEUED, RETRY, PAUSED, BLOCKED, COMPLETED, FAILED, CANCELLED),
      of()),
  /** Brings a deleted task back to where it was. */
  RESTORE("restored", Who.ALL, of(), of());

  /** Whose tasks a move is for. */
  private enum Who {
    ALL,
    PEOPLE,
    PROGRAMS;

    boolean includes(Performer performer) {
      return this == ALL || (this == PEOPLE) == (performer == Performer.HUMAN);
    }
  }

  private final String action;
  private final Who who;

  @SuppressWarnings("ImmutableEnumChecker") // Set.copyOf cannot be changed
  private final Set<TaskStatus> from;

  @SuppressWarnings("ImmutableEnumChecker") // Set.copyOf cannot be changed
  private final Set<TaskStatus> to;

  TaskMove(String action, Who who, Set<TaskStatus> from, Set<TaskStatus> to) {
    this.action = action;
    this.who = who;
    this.from = Set.copyOf(from);
    this.to = Set.copyOf(to);
  }

  private static Set<TaskStatus> of(TaskStatus... statuses) {
    return statuses.length == 0
        ? EnumSet.noneOf(TaskStatus.class)
        : EnumSet.copyOf(List.of(statuses));
  }

  /** The word that paths and answers use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The word that history uses. */
  String action() {
    return action;
  }

  /** True if the assignee may make it: beginning the work and ending it is the work. */
  boolean byAssignee() {
    return this == START || this == COMPLETE;
  }

  /** True if tasks of this performer know the move at all. */
  boolean suits(Performer performer) {
    return who.includes(performer);
  }

  /** True if it leads from this status. */
  boolean leavesFrom(TaskStatus status) {
    return from.contains(status);
  }

  /** True if it can lead to this status. */
  boolean leadsTo(TaskStatus status) {
    return to.contains(status);
  }

  /** True if a task of this performer may make the move from this status. */
  public boolean allowed(Performer performer, TaskStatus status) {
    return leavesFrom(status) && suits(performer);
  }

  /** The moves open to a task, in the order of their words. */
  public static List<String> open(Performer performer, TaskStatus status) {
    return Arrays.stream(values())
        .filter(move -> move.allowed(performer, status))
        .map(TaskMove::word)
        .sorted()
        .toList();
  }

  /** The first move that leads from one status to another; empty if none does. */
  public static Optional<TaskMove> between(Performer performer, TaskStatus from, TaskStatus to) {
    return Arrays.stream(values())
        .filter(move -> move.allowed(performer, from) && move.leadsTo(to))
        .findFirst();
  }

  /** Refuses an illegal move with the moves that are open instead. */
  void require(Task task) {
    var performer = task.kind().performer();
    var status = task.progress().status();
    if (allowed(performer, status)) {
      return;
    }
    if (!suits(performer)) {
      throw unsuitable(task);
    }
    if (this == RUN && (status == QUEUED || status == RUNNING)) {
      throw new Problem.Conflict(
          "already_active",
          "The task is already " + status.word(),
          Map.of("task_status", status.word(), "allowed", open(performer, status)));
    }
    throw new Problem.Conflict(
        "invalid_transition",
        "Cannot %s a task in status %s".formatted(word(), status.word()),
        Map.of("from", status.word(), "command", word(), "allowed", open(performer, status)));
  }

  private Problem unsuitable(Task task) {
    var type = task.kind().type();
    var allowed = open(task.kind().performer(), task.progress().status());
    return switch (task.kind().performer()) {
      case HUMAN ->
          new Problem.Conflict(
              "not_executable",
              "A task of type %s is done by a person".formatted(type),
              Map.of("command", word(), "allowed", allowed));
      case SERVICE, WORKER ->
          new Problem.Conflict(
              "not_by_hand",
              "Cannot %s a task of type %s by hand: it is done by %s"
                  .formatted(
                      word(),
                      type,
                      task.kind().performer() == Performer.SERVICE
                          ? "an executor of the service"
                          : "a remote worker"),
              Map.of("command", word(), "allowed", allowed));
    };
  }
}
