package dev.errand.core.execution;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a task. Immutable; its JSON objects are shared and must not be changed.
 *
 * @param tenantId whose it is
 * @param id of this execution
 * @param taskId the task attempted
 * @param attempt its number since the task was last started afresh, from 1
 * @param status where it stands
 * @param trigger what started it
 * @param timeline when what happened to it
 * @param outcome what it has come to
 */
public record Execution(
    String tenantId,
    UUID id,
    UUID taskId,
    int attempt,
    ExecutionStatus status,
    Trigger trigger,
    Timeline timeline,
    Outcome outcome) {

  /**
   * What started an execution.
   *
   * @param type manual, schedule, retry, event, webhook, dependency or claim
   * @param data given by who started it
   */
  public record Trigger(String type, @Nullable JsonObject data) {}

  /**
   * When what happened to an execution.
   *
   * @param workerId who took it
   * @param queuedAt since when it could be taken; for a deferred one, from when
   * @param startedAt when it was taken
   * @param completedAt when it ended
   */
  public record Timeline(
      @Nullable String workerId,
      Instant queuedAt,
      @Nullable Instant startedAt,
      @Nullable Instant completedAt) {}

  /**
   * What an execution has come to.
   *
   * @param result of a success
   * @param error of any other end: class, message, code, details
   * @param usage what it cost
   * @param progress percent, as its executor reported it
   * @param log as its executor wrote it
   */
  public record Outcome(
      @Nullable JsonObject result,
      @Nullable JsonObject error,
      Usage usage,
      @Nullable Integer progress,
      @Nullable String log) {

    /** Nothing yet. */
    public static final Outcome NONE = new Outcome(null, null, Usage.NONE, null, null);
  }

  /** What an execution cost: credits charged, tokens of a language model, calls to upstreams. */
  public record Usage(BigDecimal credits, int tokensUsed, int apiCalls) {

    /** Nothing. */
    public static final Usage NONE = new Usage(BigDecimal.ZERO, 0, 0);
  }
}
