package dev.errand.executor.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.TaskType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;

/** Whether a type is one that the service registers. */
final class TypeCheck {

  private static final int LONGEST_NAME = 128;

  private TypeCheck() {}

  static void require(TaskType type) {
    var names = new ArrayList<>(type.aliases());
    names.add(type.name());
    for (var name : names) {
      assertTrue(
          !name.isBlank() && name.length() <= LONGEST_NAME,
          () -> "a name must have 1 to 128 characters, not " + name);
    }
    assertTrue(new HashSet<>(names).size() == names.size(), () -> "names repeat: " + names);
    assertTrue(
        !type.title().isBlank() && type.title().lines().count() == 1, "the title must be one line");
    assertFalse(type.description().isBlank(), "a description is what people choose a type by");
    var defaults = type.defaults();
    requireBetween(
        "the default timeout", defaults.timeout(), Duration.ofSeconds(1), Duration.ofHours(24));
    requireBetween(
        "the least time between runs", defaults.minInterval(), Duration.ZERO, Duration.ofDays(365));
    assertTrue(defaults.credits().compareTo(BigDecimal.ZERO) >= 0, "credits must not be negative");
    var retry = defaults.retry();
    assertTrue(retry.maxAttempts() >= 0, "the number of attempts must not be negative");
    assertTrue(retry.multiplier() >= 1, "the multiplier of delays must be 1 or more");
    assertTrue(retry.jitter() >= 0 && retry.jitter() <= 1, "the jitter must lie between 0 and 1");
    requireBetween("the first delay", retry.first(), Duration.ZERO, retry.longest());
  }

  private static void requireBetween(String what, Duration value, Duration least, Duration most) {
    assertTrue(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        () -> "%s must lie between %s and %s, not be %s".formatted(what, least, most, value));
  }
}
