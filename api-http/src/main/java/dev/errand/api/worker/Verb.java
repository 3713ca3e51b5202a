package dev.errand.api.worker;

import java.util.Locale;
import java.util.Set;

/** What a worker can tell of an execution's end, and the members that belong to it alone. */
enum Verb {
  COMPLETE("result", "credits", "tokens_used", "api_calls_made"),
  FAIL("error", "retryable", "retry_after_seconds", "tokens_used", "api_calls_made"),
  SNOOZE("seconds", "until"),
  RELEASE();

  /** Those that belong to some, so not to each. */
  static final Set<String> OWN =
      Set.of(
          "result",
          "credits",
          "tokens_used",
          "api_calls_made",
          "error",
          "retryable",
          "retry_after_seconds",
          "seconds",
          "until");

  @SuppressWarnings("ImmutableEnumChecker") // Set.of cannot be changed
  private final Set<String> members;

  Verb(String... members) {
    this.members = Set.of(members);
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Verb of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  boolean has(String member) {
    return !OWN.contains(member) || members.contains(member);
  }
}
