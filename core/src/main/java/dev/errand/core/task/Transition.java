package dev.errand.core.task;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a move writes: decided from the task as it was read, and applied by {@link TransitionWrites}
 * if the task is still that.
 *
 * @param move which
 * @param standing where the task stands afterwards
 * @param next what becomes of its upcoming execution; null if it has none afterwards
 * @param ending how the execution of a person ends; null if none does
 * @param schedule what becomes of the schedule that runs it
 * @param remarks what is to be remembered
 */
record Transition(
    TaskMove move,
    Standing standing,
    @Nullable Next next,
    @Nullable Ending ending,
    ScheduleChange schedule,
    Remarks remarks) {

  /**
   * Where the task stands afterwards.
   *
   * @param resting what its row says from now on; null leaves what is there
   * @param status what callers see; null if that is for its queue row to say, or for its schedule
   * @param otherwise what they see if neither says anything
   */
  record Standing(@Nullable TaskStatus resting, @Nullable TaskStatus status, TaskStatus otherwise) {

    /** One status in all respects. */
    static Standing at(TaskStatus status) {
      return new Standing(status, status, status);
    }
  }

  /** Where an upcoming execution lies. */
  enum Place {
    READY,
    DEFERRED,
    HELD,
    LEASE,
    /** Nowhere: it is begun and over in one. */
    ENDED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What becomes of the upcoming execution; each null means as it was.
   *
   * @param place where it lies
   * @param executionId its id
   * @param runAt when it may be taken
   * @param attempt its number
   * @param trigger what starts it
   */
  record Next(
      Place place,
      @Nullable UUID executionId,
      @Nullable Instant runAt,
      @Nullable Integer attempt,
      Execution.@Nullable Trigger trigger) {

    /** The same execution in another place. */
    static Next moved(Place place) {
      return new Next(place, null, null, null, null);
    }
  }

  /** How the execution of a person ends. */
  record Ending(ExecutionStatus status, @Nullable JsonObject result) {}

  /** What becomes of the schedule that runs the task. */
  enum ScheduleChange {
    NONE(null, null),
    HOLD_WHILE_PAUSED("hold", "task paused"),
    HOLD_WHILE_BLOCKED("hold", "task blocked"),
    HOLD_WHILE_DELETED("hold", "task deleted"),
    FREE_AFTER_PAUSE("free", "task paused"),
    FREE_AFTER_BLOCK("free", "task blocked"),
    FREE_AFTER_DELETION("free", "task deleted"),
    END("end", null);

    final @Nullable String word;

    /** Only what was held for this reason is set free. */
    final @Nullable String reason;

    ScheduleChange(@Nullable String word, @Nullable String reason) {
      this.word = word;
      this.reason = reason;
    }
  }

  /**
   * What is to be remembered of a move.
   *
   * @param notes in words, in history and beside the status
   * @param changes per field {@code {field, old, new}}, in history
   * @param data further members of the event
   * @param actualMinutes of the work; null leaves what is there
   * @param metadata all of it; null leaves what is there
   * @param photos to be added as evidence
   */
  record Remarks(
      @Nullable String notes,
      @Nullable JsonArray changes,
      JsonObject data,
      @Nullable Integer actualMinutes,
      @Nullable JsonObject metadata,
      List<Photo> photos) {

    Remarks(@Nullable String notes, @Nullable JsonArray changes, JsonObject data) {
      this(notes, changes, data, null, null, List.of());
    }

    /** Nothing. */
    static final Remarks NONE = new Remarks(null, null, new JsonObject());

    /** A reason given, which may be none. */
    static Remarks reason(@Nullable String reason) {
      return new Remarks(reason, null, new JsonObject().put("reason", reason));
    }
  }

  /** A photo that shows the work: its evidence's id, and where it can be found. */
  record Photo(UUID id, String url) {}

  static Transition to(TaskMove move, Standing standing) {
    return new Transition(move, standing, null, null, ScheduleChange.NONE, Remarks.NONE);
  }

  Transition next(@Nullable Next execution) {
    return new Transition(move, standing, execution, ending, schedule, remarks);
  }

  Transition ending(@Nullable Ending end) {
    return new Transition(move, standing, next, end, schedule, remarks);
  }

  Transition schedule(ScheduleChange change) {
    return new Transition(move, standing, next, ending, change, remarks);
  }

  Transition remarks(Remarks words) {
    return new Transition(move, standing, next, ending, schedule, words);
  }

  /** The verb of its event; moves that have none of their own tell of the status alone. */
  String verb(TaskStatus before) {
    return switch (move) {
      case START, COMPLETE, PAUSE, RESUME, CANCEL, DELETE, RESTORE -> move.action();
      case RUN, BLOCK, UNBLOCK, REOPEN -> "status_changed";
      case RESCHEDULE -> before == standing.status() ? "updated" : "status_changed";
    };
  }
}
