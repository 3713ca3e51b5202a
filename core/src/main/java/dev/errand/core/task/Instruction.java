package dev.errand.core.task;

import dev.errand.core.execution.Execution;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a caller wants done with a task's status, with what is needed to do it. */
public sealed interface Instruction {

  /** The move that it asks for. */
  TaskMove move();

  /** A move that needs no more words. */
  record Simple(TaskMove move) implements Instruction {}

  /**
   * The work is done.
   *
   * @param notes in words
   * @param actualMinutes how much work it was; null leaves what is there
   * @param metadata to be merged into the task's; null leaves what is there
   * @param result of the execution
   * @param photoUrls photos that show it, which become evidence
   */
  record Complete(
      @Nullable String notes,
      @Nullable Integer actualMinutes,
      @Nullable JsonObject metadata,
      @Nullable JsonObject result,
      List<String> photoUrls)
      implements Instruction {

    /** Without photos. */
    public Complete(
        @Nullable String notes,
        @Nullable Integer actualMinutes,
        @Nullable JsonObject metadata,
        @Nullable JsonObject result) {
      this(notes, actualMinutes, metadata, result, List.of());
    }

    @Override
    public TaskMove move() {
      return TaskMove.COMPLETE;
    }
  }

  /** Hold it back, for a reason. */
  record Block(String reason) implements Instruction {
    @Override
    public TaskMove move() {
      return TaskMove.BLOCK;
    }
  }

  /** Set the time of the next attempt; null or a time past means now. */
  record Reschedule(@Nullable Instant runAt) implements Instruction {
    @Override
    public TaskMove move() {
      return TaskMove.RESCHEDULE;
    }
  }

  /** Call it off; the reason is kept in history. */
  record Cancel(@Nullable String reason) implements Instruction {
    @Override
    public TaskMove move() {
      return TaskMove.CANCEL;
    }
  }

  /** Queue it as an execution of this id. */
  record Run(UUID executionId, Execution.Trigger trigger) implements Instruction {
    @Override
    public TaskMove move() {
      return TaskMove.RUN;
    }
  }
}
