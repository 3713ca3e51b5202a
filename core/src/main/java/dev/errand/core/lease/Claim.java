package dev.errand.core.lease;

import dev.errand.core.task.TaskKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An execution that a worker holds, with all it needs to run it.
 *
 * @param lease the right to end it
 * @param work what is to be done
 * @param people whose task it is
 * @param limits how long and how often it may be tried
 * @param trigger what started it: its type, and data if there are any
 * @param rules what holds for its end
 */
public record Claim(
    Lease lease, Work work, People people, Limits limits, Trigger trigger, Rules rules) {

  /**
   * The right to end an execution: it lies with whoever presents the token.
   *
   * @param task whose execution it is
   * @param executionId which
   * @param token compared for equality only
   * @param attempt its number, from 1
   * @param startedAt when it was claimed
   */
  public record Lease(TaskKey task, UUID executionId, long token, int attempt, Instant startedAt) {}

  /** What is to be done; the memory is what earlier executions left for later ones. */
  public record Work(
      String type, String title, JsonObject config, JsonArray args, JsonObject memory) {}

  /** Whose task it is. */
  public record People(@Nullable String ownerId, @Nullable String assigneeId) {}

  /** Where the task differs from its type's time limit and retries; null means as its type says. */
  public record Limits(@Nullable Integer timeoutSeconds, @Nullable JsonObject retryPolicy) {}

  /** What started the execution, and since when it could be taken. */
  public record Trigger(String type, @Nullable JsonObject data, Instant queuedAt) {}

  /**
   * What holds for the end of the execution.
   *
   * @param recurring whether a schedule will run the task again, whatever this one comes to
   * @param uniqueKey that a retry needs back; null if the task has none
   * @param keeping what is kept of the outcome
   */
  public record Rules(boolean recurring, @Nullable String uniqueKey, Keeping keeping) {}

  /**
   * What is kept of the outcome.
   *
   * @param storeResult false to keep no result at all
   * @param resultTtlSeconds how long a result is kept; null for as long as the execution is
   * @param errorTtlSeconds how long an error is kept, likewise
   */
  public record Keeping(
      boolean storeResult, @Nullable Integer resultTtlSeconds, @Nullable Integer errorTtlSeconds) {}
}
