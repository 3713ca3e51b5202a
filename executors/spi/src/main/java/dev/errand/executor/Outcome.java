package dev.errand.executor;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one attempt: a value, never an exception used as control flow. */
public sealed interface Outcome {

  /** The work is done. */
  static Completed completed(JsonObject result) {
    return new Completed(result, Usage.NONE, null, List.of());
  }

  /** The attempt failed in a way that another attempt may mend. */
  static Failed failed(String code, String message) {
    return new Failed(new Failure(null, message, code, null), true, null, Usage.NONE);
  }

  /** The attempt failed in a way that no further attempt will mend: the task fails at once. */
  static Failed failedForGood(String code, String message) {
    return new Failed(new Failure(null, message, code, null), false, null, Usage.NONE);
  }

  /**
   * The failure that an unwelcome HTTP response amounts to: 429 ({@code rate_limited}) and 5xx
   * ({@code upstream_error}) may be retried, no sooner than the response's {@code Retry-After}; any
   * other status ({@code upstream_rejected}) is for good. Names host and status, never the URL's
   * query, which may hold a secret.
   *
   * @param response what the upstream answered; its body is not looked at
   * @param clock to count from when {@code Retry-After} is a date
   */
  static Failed ofHttpFailure(HttpResponse<?> response, InstantSource clock) {
    int status = response.statusCode();
    var uri = response.uri();
    var host = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    var message = host + " answered " + status + " to " + response.request().method();
    boolean busy = status == 429;
    boolean retryable = busy || status >= 500;
    var code = busy ? "rate_limited" : retryable ? "upstream_error" : "upstream_rejected";
    var details = new JsonObject().put("status", status);
    return new Failed(
        new Failure(null, message, code, details),
        retryable,
        retryable ? RetryAfter.of(response, clock) : null,
        Usage.NONE);
  }

  /** Not now: try again after the delay; this does not count as an attempt. */
  static Snoozed snoozed(Duration delay) {
    return new Snoozed(delay);
  }

  /** The executor saw that its task was cancelled and stopped. */
  static Cancelled cancelled() {
    return new Cancelled();
  }

  /**
   * The work is done.
   *
   * @param result at most 1 MiB as JSON
   * @param usage what the attempt used
   * @param memory what the task's next execution finds in {@link Execution#memory()}; null keeps
   *     what is there
   * @param notices what somebody should hear of
   */
  record Completed(
      JsonObject result, Usage usage, @Nullable JsonObject memory, List<Notice> notices)
      implements Outcome {

    /** The same with what was used. */
    public Completed using(Usage used) {
      return new Completed(result, used, memory, notices);
    }

    /** The same, replacing what the task remembers between executions (at most 1 MiB as JSON). */
    public Completed remembering(JsonObject newMemory) {
      return new Completed(result, usage, newMemory, notices);
    }

    /** The same with notices to deliver. */
    public Completed notifying(List<Notice> toDeliver) {
      return new Completed(result, usage, memory, List.copyOf(toDeliver));
    }
  }

  /**
   * The attempt failed.
   *
   * @param failure why
   * @param retryable false ends the task at once, whatever attempts are left
   * @param retryAfter the least time until the next attempt, when the upstream named one
   * @param usage what the attempt used
   */
  record Failed(Failure failure, boolean retryable, @Nullable Duration retryAfter, Usage usage)
      implements Outcome {

    /** The same with what was used. */
    public Failed using(Usage used) {
      return new Failed(failure, retryable, retryAfter, used);
    }

    /** The same, to be tried again no sooner than after the given time. */
    public Failed retryingAfter(Duration delay) {
      return new Failed(failure, true, delay, usage);
    }

    /** The same with machine-readable details. */
    public Failed with(JsonObject details) {
      var detailed = new Failure(failure.errorClass(), failure.message(), failure.code(), details);
      return new Failed(detailed, retryable, retryAfter, usage);
    }

    /** The same with the upstream's own words appended to the message. */
    public Failed because(String reason) {
      var message = failure.message() + ": " + reason;
      var reasoned = new Failure(failure.errorClass(), message, failure.code(), failure.details());
      return new Failed(reasoned, retryable, retryAfter, usage);
    }
  }

  /**
   * Not now.
   *
   * @param delay how long to wait
   */
  record Snoozed(Duration delay) implements Outcome {}

  /** Stopped because the task was cancelled. */
  record Cancelled() implements Outcome {}

  /**
   * Why an attempt failed.
   *
   * @param errorClass the exception's class, when one was thrown
   * @param message for people: what went wrong, and what would be right
   * @param code for programs: a stable snake_case word
   * @param details anything more
   */
  record Failure(
      @Nullable String errorClass,
      String message,
      @Nullable String code,
      @Nullable JsonObject details) {}

  /**
   * What an attempt used.
   *
   * @param credits to charge instead of the type's default; null charges the default
   * @param apiCalls calls made to upstream services
   * @param tokensUsed tokens of a language model
   */
  record Usage(@Nullable BigDecimal credits, int apiCalls, int tokensUsed) {

    /** Nothing but the type's default credits. */
    public static final Usage NONE = new Usage(null, 0, 0);

    /** So many calls to upstream services. */
    public static Usage apiCalls(int calls) {
      return new Usage(null, calls, 0);
    }
  }

  /**
   * Something that a person should hear of; the service delivers it by the person's channels.
   *
   * @param recipientId the user; null means the task's assignee, else its owner
   * @param title one line
   * @param body plain text
   */
  record Notice(@Nullable String recipientId, String title, String body) {}
}
