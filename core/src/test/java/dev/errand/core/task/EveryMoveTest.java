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
import static dev.errand.core.testing.CoreFixture.anyVersion;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.core.problem.Problem;
import dev.errand.core.task.TaskCommand.MoveTask;
import dev.errand.core.task.TaskCommand.RunTask;
import dev.errand.core.tasktype.Performer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every move, from every status, for every performer. */
class EveryMoveTest {

  private static Scene scene;

  @BeforeAll
  static void start() {
    scene = new Scene();
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  static Stream<Arguments> situations() {
    return Arrays.stream(Performer.values())
        .flatMap(
            performer ->
                Arrays.stream(TaskStatus.values())
                    .filter(status -> Scene.knows(performer, status))
                    .map(status -> Arguments.of(performer, status)));
  }

  /** Where a move should lead: the table of the specification, for the tasks of this test. */
  private static Optional<TaskStatus> wanted(Performer performer, TaskStatus from, TaskMove move) {
    boolean person = performer == Performer.HUMAN;
    // What the paused and blocked tasks of this test were before.
    var before = person ? PENDING : QUEUED;
    return switch (move) {
      case START -> when(person && List.of(PENDING, SCHEDULED).contains(from), RUNNING);
      case RUN ->
          when(
              !person && List.of(PENDING, SCHEDULED, RETRY, FAILED, COMPLETED).contains(from),
              QUEUED);
      case COMPLETE -> when(person && List.of(PENDING, RUNNING).contains(from), COMPLETED);
      case PAUSE -> when(List.of(PENDING, SCHEDULED, QUEUED, RETRY).contains(from), PAUSED);
      case RESUME -> when(from == PAUSED, before);
      case BLOCK -> when(List.of(PENDING, SCHEDULED, QUEUED).contains(from), BLOCKED);
      case UNBLOCK -> when(from == BLOCKED, before);
      case RESCHEDULE ->
          when(
              !person && List.of(PENDING, SCHEDULED, QUEUED, RETRY, FAILED).contains(from),
              SCHEDULED);
      case CANCEL -> when(!List.of(COMPLETED, FAILED, CANCELLED).contains(from), CANCELLED);
      case REOPEN -> when(person && List.of(COMPLETED, FAILED, CANCELLED).contains(from), PENDING);
      case DELETE -> when(from != RUNNING, from);
      case RESTORE -> Optional.empty();
    };
  }

  private static Optional<TaskStatus> when(boolean allowed, TaskStatus to) {
    return allowed ? Optional.of(to) : Optional.empty();
  }

  @ParameterizedTest
  @MethodSource("situations")
  void each_move_leads_where_the_table_says_or_is_refused_and_changes_nothing(
      Performer performer, TaskStatus status) {
    for (var move : TaskMove.values()) {
      var task = scene.in(performer, status);
      var wanted = wanted(performer, status, move);
      if (wanted.isPresent()) {
        leads(task, move, wanted.get());
      } else {
        isRefused(task, move);
      }
    }
  }

  private static void leads(Task task, TaskMove move, TaskStatus wanted) {
    int events = scene.count("outbox", task);
    int revision = task.timeline().revision();
    var moved = scene.move(task, move);
    var entry = newest(task);
    assertEquals(events + 1, scene.count("outbox", task), move::word);
    assertEquals(move.action(), entry.action());
    assertEquals(task.progress().status().word(), entry.move().oldStatus());
    assertEquals("me", entry.actor().id());
    assertEquals(revision + 1, entry.seq());
    if (move == TaskMove.DELETE) {
      assertThrows(Problem.NotFound.class, () -> scene.core.get(task.key()));
      comesBack(task);
      return;
    }
    assertEquals(wanted, moved.progress().status(), move::word);
    assertEquals(wanted.word(), entry.move().newStatus());
    assertEquals(revision + 1, moved.timeline().revision());
    assertTrue(move.leadsTo(wanted), move::word);
  }

  private static HistoryEntry newest(Task task) {
    return scene.history(task).stream().filter(e -> e.seq() != null).toList().getLast();
  }

  private static void comesBack(Task task) {
    var restored = scene.move(task, TaskMove.RESTORE);
    assertEquals(task.progress().status(), restored.progress().status());
    assertEquals(task.progress().execution().id(), restored.progress().execution().id());
    assertEquals(task.timeline().completedAt(), restored.timeline().completedAt());
    var entry = newest(task);
    assertEquals("restored", entry.action());
    assertEquals(task.progress().status().word(), entry.move().newStatus());
    assertTrue(scene.event(task).startsWith("restored "), () -> scene.event(task));
  }

  private static void isRefused(Task task, TaskMove move) {
    var performer = task.kind().performer();
    var status = task.progress().status();
    var stored = scene.stored(task.key().id());
    var refused = assertThrows(Problem.Conflict.class, () -> scene.move(task, move), move::word);
    var open =
        Arrays.stream(TaskMove.values())
            .filter(other -> wanted(performer, status, other).isPresent())
            .map(TaskMove::word)
            .sorted()
            .toList();
    assertEquals(open, refused.extra().get("allowed"), move::word);
    assertEquals(code(performer, status, move), refused.code(), move::word);
    assertEquals(stored, scene.stored(task.key().id()), move::word);
  }

  private static String code(Performer performer, TaskStatus status, TaskMove move) {
    boolean person = performer == Performer.HUMAN;
    return switch (move) {
      case RUN ->
          person
              ? "not_executable"
              : status == QUEUED || status == RUNNING ? "already_active" : "invalid_transition";
      case RESCHEDULE -> person ? "not_executable" : "invalid_transition";
      case START, COMPLETE, REOPEN -> person ? "invalid_transition" : "not_by_hand";
      case PAUSE, RESUME, BLOCK, UNBLOCK, CANCEL, DELETE, RESTORE -> "invalid_transition";
    };
  }

  /** S1-03. */
  @ParameterizedTest
  @MethodSource("situations")
  void run_answers_with_the_execution_that_it_queued(Performer performer, TaskStatus status) {
    if (wanted(performer, status, TaskMove.RUN).isEmpty()) {
      return;
    }
    var task = scene.in(performer, status);
    var execution = scene.core.ask(new RunTask(task.key(), Scene.BY_HAND, anyVersion()));
    var queued = scene.core.get(task.key());
    assertEquals(execution.id(), queued.progress().execution().id());
    assertEquals(1, queued.progress().attempt());
    var again =
        assertThrows(
            Problem.Conflict.class,
            () ->
                scene.core.ask(
                    new MoveTask(task.key(), scene.instruction(TaskMove.RUN), anyVersion())));
    assertEquals("already_active", again.code());
  }
}
