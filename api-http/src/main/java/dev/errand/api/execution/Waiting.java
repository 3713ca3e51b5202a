package dev.errand.api.execution;

import dev.errand.api.endpoint.Answer;
import dev.errand.api.endpoint.Input;
import dev.errand.core.bus.Bus;
import dev.errand.core.execution.Execution;
import dev.errand.core.execution.ExecutionQuery.GetExecution;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Waits for executions to end, as long as a caller wishes and the service allows. Thread-safe. */
public final class Waiting {

  private static final long LONGEST_SECONDS = 30;
  private static final long FIRST_MILLIS = 5;
  private static final long SLOWEST_MILLIS = 250;
  private static final Pattern PREFERENCE =
      Pattern.compile(
          "(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?:[,;]|$)", Pattern.CASE_INSENSITIVE);

  private final Vertx vertx;
  private final Bus bus;

  /** Asks over the given bus. */
  public Waiting(Vertx vertx, Bus bus) {
    this.vertx = vertx;
    this.bus = bus;
  }

  /**
   * How long the caller wishes to wait, by {@code wait_seconds} or {@code Prefer: wait=N}. What is
   * only tried never runs.
   */
  public static Duration wished(Input input) {
    if (input.dryRun()) {
      return Duration.ZERO;
    }
    var seconds = input.body().getLong("wait_seconds");
    if (seconds != null) {
      return Duration.ofSeconds(seconds);
    }
    return preferred(input).orElse(Duration.ZERO);
  }

  private static Optional<Duration> preferred(Input input) {
    var prefer = input.dryRun() ? null : input.header("Prefer");
    var wait = prefer == null ? null : PREFERENCE.matcher(prefer);
    return wait != null && wait.find()
        ? Optional.of(Duration.ofSeconds(Math.min(LONGEST_SECONDS, Long.parseLong(wait.group(1)))))
        : Optional.empty();
  }

  /** The answer, which says so if it was the caller's preference that was waited for. */
  public static Answer applied(Input input, Answer answer) {
    return input.body().containsKey("wait_seconds")
        ? answer
        : preferred(input)
            .map(wait -> answer.with("Preference-Applied", "wait=" + wait.toSeconds()))
            .orElse(answer);
  }

  /**
   * Looks again and again until the execution has ended; empty if it has not in time, or if the
   * caller is gone.
   */
  public Future<Optional<Execution>> ended(UUID execution, Input input) {
    var query = new GetExecution(input.caller().tenantId(), execution, input.caller().sight());
    return look(new Wait(query, input), FIRST_MILLIS, wished(input).toMillis());
  }

  private record Wait(GetExecution query, Input input) {}

  private Future<Optional<Execution>> look(Wait wait, long pause, long left) {
    if (left <= 0 || wait.input().abandoned()) {
      return Future.succeededFuture(Optional.empty());
    }
    long now = Math.min(pause, left);
    return vertx
        .timer(now, TimeUnit.MILLISECONDS)
        .compose(over -> bus.request(wait.query()))
        .compose(
            execution ->
                execution.status().ended()
                    ? Future.succeededFuture(Optional.of(execution))
                    : look(wait, Math.min(SLOWEST_MILLIS, pause * 3 / 2 + 1), left - now));
  }
}
