package dev.errand.core.task;

import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.identity.Ids;
import dev.errand.core.task.Instruction.Block;
import dev.errand.core.task.Instruction.Cancel;
import dev.errand.core.task.Instruction.Complete;
import dev.errand.core.task.Instruction.Reschedule;
import dev.errand.core.task.Instruction.Run;
import dev.errand.core.task.Instruction.Simple;
import dev.errand.core.task.Transition.Ending;
import dev.errand.core.task.Transition.Next;
import dev.errand.core.task.Transition.Photo;
import dev.errand.core.task.Transition.Place;
import dev.errand.core.task.Transition.Remarks;
import dev.errand.core.task.Transition.ScheduleChange;
import dev.errand.core.task.Transition.Standing;
import dev.errand.core.tasktype.Performer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what a legal move does to a task as it was read. Thread-safe; touches no database. */
final class Transitions {

  private static final Execution.Trigger BY_HAND = new Execution.Trigger("manual", null);

  private static final Standing QUEUED =
      new Standing(TaskStatus.PENDING, TaskStatus.QUEUED, TaskStatus.QUEUED);

  private final Ids ids;

  Transitions(Ids ids) {
    this.ids = ids;
  }

  /** What the instruction does to the task, which allows it. */
  Transition of(Task read, Instruction instruction, Instant now) {
    return switch (instruction) {
      case Run run ->
          Transition.to(run.move(), QUEUED)
              .next(new Next(Place.READY, run.executionId(), now, 1, run.trigger()));
      case Complete done -> completed(read, done);
      case Block block ->
          held(read, block.move(), TaskStatus.BLOCKED)
              .schedule(ScheduleChange.HOLD_WHILE_BLOCKED)
              .remarks(Remarks.reason(block.reason()));
      case Reschedule again -> rescheduled(read, again.runAt(), now);
      case Cancel cancel -> cancelled(read, cancel);
      case Simple simple -> simple(read, simple.move(), now);
    };
  }

  private Transition simple(Task read, TaskMove move, Instant now) {
    return switch (move) {
      case START -> started(read);
      case PAUSE -> held(read, move, TaskStatus.PAUSED).schedule(ScheduleChange.HOLD_WHILE_PAUSED);
      case RESUME -> back(read, move, now).schedule(ScheduleChange.FREE_AFTER_PAUSE);
      case UNBLOCK -> back(read, move, now).schedule(ScheduleChange.FREE_AFTER_BLOCK);
      case REOPEN -> Transition.to(move, Standing.at(TaskStatus.PENDING));
      case DELETE -> deleted(read);
      case RESTORE -> restored(read, now).schedule(ScheduleChange.FREE_AFTER_DELETION);
      case RUN, COMPLETE, BLOCK, RESCHEDULE, CANCEL ->
          throw new IllegalArgumentException(move.word() + " has an instruction of its own");
    };
  }

  private Transition started(Task read) {
    var id = ids.next();
    int attempt = read.progress().attempt() + 1;
    var standing = new Standing(TaskStatus.PENDING, TaskStatus.RUNNING, TaskStatus.RUNNING);
    return Transition.to(TaskMove.START, standing)
        .next(new Next(Place.LEASE, id, null, attempt, BY_HAND))
        .remarks(
            new Remarks(
                null,
                null,
                new JsonObject().put("execution_id", id.toString()).put("attempt", attempt)));
  }

  private Transition completed(Task read, Complete done) {
    var open = read.progress().execution().id();
    // Work that nobody said they began is begun and done in one.
    var next =
        open == null
            ? new Next(Place.ENDED, ids.next(), null, read.progress().attempt() + 1, BY_HAND)
            : null;
    var metadata =
        done.metadata() == null
            ? null
            : MergePatch.apply(read.details().content().metadata(), done.metadata());
    var executionId = next == null ? open : next.executionId();
    var data = new JsonObject().put("execution_id", String.valueOf(executionId));
    if (done.actualMinutes() != null) {
      data.put("actual_minutes", done.actualMinutes());
    }
    var photos = done.photoUrls().stream().map(url -> new Photo(ids.next(), url)).toList();
    if (!photos.isEmpty()) {
      data.put("photo_urls", new JsonArray(done.photoUrls()));
    }
    return Transition.to(TaskMove.COMPLETE, Standing.at(TaskStatus.COMPLETED))
        .next(next)
        .ending(new Ending(ExecutionStatus.SUCCEEDED, done.result()))
        .remarks(
            new Remarks(
                done.notes(),
                changes(read, done, metadata, photos),
                data,
                done.actualMinutes(),
                metadata,
                photos));
  }

  private static @Nullable JsonArray changes(
      Task read, Complete done, @Nullable JsonObject metadata, List<Photo> photos) {
    var changes = new JsonArray();
    note(changes, "completion_notes", read.remarks().completionNotes(), done.notes());
    note(changes, "actual_minutes", read.remarks().actualMinutes(), done.actualMinutes());
    note(changes, "metadata", read.details().content().metadata(), metadata);
    for (var photo : photos) {
      var evidence = new JsonObject().put("id", photo.id().toString()).put("kind", "photo");
      note(changes, "evidence", null, evidence);
    }
    return changes.isEmpty() ? null : changes;
  }

  private static void note(
      JsonArray changes, String field, @Nullable Object old, @Nullable Object now) {
    if (now != null && !now.equals(old)) {
      changes.add(new JsonObject().put("field", field).put("old", old).put("new", now));
    }
  }

  private static Transition held(Task read, TaskMove move, TaskStatus status) {
    return Transition.to(move, Standing.at(status)).next(inPlace(read));
  }

  /** Its execution, if it has one, out of the queue. */
  private static @Nullable Next inPlace(Task read) {
    return read.progress().execution().id() == null ? null : Next.moved(Place.HELD);
  }

  private static Transition back(Task read, TaskMove move, Instant now) {
    var next = requeued(read, now);
    return Transition.to(move, new Standing(TaskStatus.PENDING, seen(next), TaskStatus.PENDING))
        .next(next);
  }

  /**
   * Its execution, if it has one, back into the queue: as it was, or now if its time has passed.
   */
  private static @Nullable Next requeued(Task read, Instant now) {
    var execution = read.progress().execution();
    if (execution.id() == null) {
      return null;
    }
    return execution.runAt() != null && execution.runAt().isAfter(now)
        ? Next.moved(Place.DEFERRED)
        : new Next(Place.READY, null, now, null, null);
  }

  private static @Nullable TaskStatus seen(@Nullable Next next) {
    return next != null && next.place() == Place.READY ? TaskStatus.QUEUED : null;
  }

  private Transition rescheduled(Task read, @Nullable Instant runAt, Instant now) {
    boolean later = runAt != null && runAt.isAfter(now);
    var status = later ? TaskStatus.SCHEDULED : TaskStatus.QUEUED;
    var place = later ? Place.DEFERRED : Place.READY;
    var time = later ? runAt : now;
    var progress = read.progress();
    var waits = progress.execution().id() != null;
    int attempt = progress.status() == TaskStatus.FAILED ? progress.attempt() + 1 : 1;
    return Transition.to(TaskMove.RESCHEDULE, new Standing(TaskStatus.PENDING, status, status))
        .next(
            waits
                ? new Next(place, null, time, null, null)
                : new Next(place, ids.next(), time, attempt, BY_HAND))
        .remarks(newTime(text(progress.execution().runAt()), text(time)));
  }

  private static Remarks newTime(@Nullable String old, @Nullable String now) {
    var changes = new JsonArray();
    note(changes, "run_at", old, now);
    var data =
        new JsonObject()
            .put("updated_fields", new JsonArray().add("run_at"))
            .put("changes", changes)
            .put("run_at", now);
    return new Remarks(null, changes, data);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static Transition cancelled(Task read, Cancel cancel) {
    boolean personAtWork =
        read.kind().performer() == Performer.HUMAN
            && read.progress().status() == TaskStatus.RUNNING;
    return Transition.to(TaskMove.CANCEL, Standing.at(TaskStatus.CANCELLED))
        .ending(personAtWork ? new Ending(ExecutionStatus.CANCELLED, null) : null)
        .schedule(ScheduleChange.END)
        .remarks(Remarks.reason(cancel.reason()));
  }

  private static Transition deleted(Task read) {
    return Transition.to(TaskMove.DELETE, new Standing(null, null, read.progress().status()))
        .next(inPlace(read))
        .schedule(ScheduleChange.HOLD_WHILE_DELETED);
  }

  private static Transition restored(Task read, Instant now) {
    var status = read.progress().status();
    boolean heldBack = status == TaskStatus.PAUSED || status == TaskStatus.BLOCKED;
    var next = heldBack ? inPlace(read) : requeued(read, now);
    var seen = heldBack || status == TaskStatus.CANCELLED ? status : seen(next);
    return Transition.to(TaskMove.RESTORE, new Standing(null, seen, status)).next(next);
  }
}
