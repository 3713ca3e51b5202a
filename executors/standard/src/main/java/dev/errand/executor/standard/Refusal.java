package dev.errand.executor.standard;

import dev.errand.executor.Outcome;

/**
 * A config makes nothing that could be done, or what it points to is not what it says. No retry can
 * mend that; the message says what would be right.
 */
final class Refusal extends Exception {

  private final String code;

  /** The code is for programs: a stable snake_case word. */
  Refusal(String code, String message) {
    super(message);
    this.code = code;
  }

  Outcome.Failed failed() {
    return Outcome.failedForGood(code, String.valueOf(getMessage()));
  }
}
