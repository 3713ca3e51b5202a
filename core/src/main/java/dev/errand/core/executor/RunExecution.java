package dev.errand.core.executor;

import dev.errand.core.bus.Command;
import dev.errand.core.execution.ExecutionStatus;
import dev.errand.core.lease.Claim;
import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Runs a claimed execution on its plugin; answers when it has ended in whatever way, and never
 * fails for the plugin's sake.
 *
 * @param claim what to run
 */
public record RunExecution(Claim claim) implements Command<RunExecution.Ended> {

  /** The runner itself enforces the time limit, of at most 24 hours. */
  @Override
  public Duration patience() {
    return Duration.ofHours(25);
  }

  /**
   * How it ended.
   *
   * @param status succeeded, failed, timed_out, snoozed or cancelled
   * @param outcome what the executor returned, or what stands for what it did instead
   * @param traces what it left on the way
   */
  public record Ended(ExecutionStatus status, Outcome outcome, Traces traces) {}

  /**
   * What an execution left on the way.
   *
   * @param progress percent; null if it never said
   * @param log its lines; null if there are none
   */
  public record Traces(@Nullable Integer progress, @Nullable String log) {}

  /** The members of an error, as callers see it. */
  public static JsonObject error(Outcome.Failure failure) {
    return new JsonObject()
        .put("class", failure.errorClass())
        .put("message", failure.message())
        .put("code", failure.code())
        .put("details", failure.details());
  }
}
