package dev.errand.executor.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Outcome;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether an outcome is one that the service can keep, and people and programs can read. */
final class OutcomeCheck {

  private static final int LIMIT = 1024 * 1024;
  private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

  private OutcomeCheck() {}

  static void require(@Nullable Outcome outcome) {
    assertNotNull(outcome, "run returned null instead of an outcome");
    switch (outcome) {
      case Outcome.Completed completed -> {
        requireStorable("result", completed.result());
        if (completed.memory() != null) {
          requireStorable("memory", completed.memory());
        }
        requireCounted(completed.usage());
        completed.notices().forEach(OutcomeCheck::requireReadable);
      }
      case Outcome.Failed failed -> {
        var failure = failed.failure();
        assertFalse(failure.message().isBlank(), "a failure must say what went wrong");
        assertTrue(
            failure.code() != null && CODE.matcher(failure.code()).matches(),
            () -> "the code of a failure must be a word in snake_case, not " + failure.code());
        if (failure.details() != null) {
          requireStorable("details", failure.details());
        }
        assertTrue(
            failed.retryAfter() == null || !failed.retryAfter().isNegative(),
            () -> "the time until the next attempt is negative: " + failed.retryAfter());
        requireCounted(failed.usage());
      }
      case Outcome.Snoozed snoozed ->
          assertTrue(
              snoozed.delay().isPositive(),
              () -> "a snooze of " + snoozed.delay() + " would begin again at once, for ever");
      case Outcome.Cancelled cancelled -> {}
    }
  }

  private static void requireStorable(String what, @Nullable JsonObject json) {
    assertNotNull(json, "there is no " + what);
    String text;
    try {
      text = json.encode();
    } catch (RuntimeException | StackOverflowError unwritable) {
      throw new AssertionError("the %s cannot be written as JSON".formatted(what), unwritable);
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes <= LIMIT, () -> "the %s has %d bytes, more than 1 MiB".formatted(what, bytes));
    assertFalse(text.contains("\\u0000"), () -> "the %s contains a NUL character".formatted(what));
  }

  private static void requireCounted(Outcome.Usage usage) {
    assertTrue(
        usage.apiCalls() >= 0
            && usage.tokensUsed() >= 0
            && (usage.credits() == null || usage.credits().compareTo(BigDecimal.ZERO) >= 0),
        () -> "usage must not be negative: " + usage);
  }

  private static void requireReadable(Outcome.Notice notice) {
    assertFalse(notice.title().isBlank(), "a notice needs a title");
    assertTrue(notice.title().lines().count() == 1, "the title of a notice is one line");
  }
}
