package dev.errand.core.executor;

import static java.util.Objects.requireNonNull;

import dev.errand.executor.Http;
import dev.errand.executor.Outcome;
import dev.errand.executor.Outcome.Completed;
import dev.errand.executor.Outcome.Failed;
import dev.errand.executor.Outcome.Failure;
import dev.errand.executor.Outcome.Usage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one place where whatever a plugin did becomes an outcome that can be kept. */
final class Outcomes {

  private static final int LIMIT = 1024 * 1024;
  private static final Duration LONGEST_DELAY = Duration.ofDays(365);

  /** An escaped NUL, whose backslash is not itself escaped. PostgreSQL refuses it in jsonb. */
  private static final Pattern NUL = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u0000");

  private Outcomes() {}

  /** What was returned, if it can be kept; else a failure that says why not. */
  static Outcome storable(@Nullable Outcome returned) {
    return switch (returned) {
      case null -> Outcome.failed("no_outcome", "The executor returned null instead of an outcome");
      case Completed completed -> {
        var reason = unstorable("result", completed.result());
        if (reason == null && completed.memory() != null) {
          reason = unstorable("memory", completed.memory());
        }
        yield reason == null ? completed : Outcome.failedForGood("unstorable_result", reason);
      }
      case Failed failed -> {
        var details = failed.failure().details();
        var kept =
            details == null || unstorable("details", details) == null
                ? failed.failure()
                : without(failed.failure());
        yield new Failed(
            clean(kept), failed.retryable(), bounded(failed.retryAfter()), failed.usage());
      }
      case Outcome.Snoozed snoozed -> Outcome.snoozed(requireNonNull(bounded(snoozed.delay())));
      default -> returned;
    };
  }

  /** What a thrown exception means. */
  static Outcome thrown(Throwable thrown) {
    var code =
        switch (thrown) {
          case Http.Refused refused -> "egress_refused";
          case Http.Busy busy -> "host_busy";
          case IOException unreachable -> "upstream_unreachable";
          default -> "executor_failed";
        };
    var message =
        thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
    var failure = new Failure(thrown.getClass().getName(), message, code, null);
    return new Failed(clean(failure), !(thrown instanceof Http.Refused), null, Usage.NONE);
  }

  private static @Nullable String unstorable(String what, @Nullable JsonObject json) {
    if (json == null) {
      return "The executor returned no " + what;
    }
    String text;
    try {
      text = json.encode();
    } catch (RuntimeException | StackOverflowError unwritable) {
      return "The %s cannot be written as JSON: %s".formatted(what, unwritable.getMessage());
    }
    // A character takes up to three bytes, so most texts need not be measured.
    if (text.length() > LIMIT
        || (text.length() > LIMIT / 3 && text.getBytes(StandardCharsets.UTF_8).length > LIMIT)) {
      return "The %s is larger than 1 MiB".formatted(what);
    }
    return text.contains("\\u0000") && NUL.matcher(text).find()
        ? "The %s contains a NUL character".formatted(what)
        : null;
  }

  /** A delay that can be added to a time: not negative, and a year at most. */
  private static @Nullable Duration bounded(@Nullable Duration delay) {
    if (delay == null || delay.isNegative()) {
      return delay == null ? null : Duration.ZERO;
    }
    return delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
  }

  private static Failure without(Failure failure) {
    return new Failure(failure.errorClass(), failure.message(), failure.code(), null);
  }

  private static Failure clean(Failure failure) {
    var message = failure.message().replace('\0', '\uFFFD');
    var bounded = message.length() > 10_000 ? message.substring(0, 10_000) + "…" : message;
    return new Failure(failure.errorClass(), bounded, failure.code(), failure.details());
  }
}
