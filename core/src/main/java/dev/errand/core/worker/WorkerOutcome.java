package dev.errand.core.worker;

import dev.errand.core.lease.Report.Traces;
import dev.errand.executor.Outcome.Failure;
import dev.errand.executor.Outcome.Usage;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How an execution ended, as its remote worker says.
 *
 * @param executionId which
 * @param token of its lease
 * @param end how
 * @param traces what it left on the way
 */
public record WorkerOutcome(UUID executionId, long token, End end, Traces traces) {

  /** How an execution can end. */
  public sealed interface End {}

  /** The work is done; a result is kept if there is one. */
  public record Complete(@Nullable JsonObject result, Usage usage) implements End {}

  /**
   * It failed.
   *
   * @param failure why
   * @param retryable false if no other attempt would mend it
   * @param retryAfter the least time until the next one
   * @param usage what it used
   */
  public record Fail(Failure failure, boolean retryable, @Nullable Duration retryAfter, Usage usage)
      implements End {}

  /** Not now; no attempt counts. */
  public record Snooze(Duration delay) implements End {}

  /** Not me; somebody else can take it at once, and no attempt counts. */
  public record Release() implements End {}
}
