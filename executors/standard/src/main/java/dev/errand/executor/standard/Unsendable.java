package dev.errand.executor.standard;

/** The config makes no request that could be sent; the message says what would be right. */
final class Unsendable extends Exception {

  private final String code;

  Unsendable(String code, String message) {
    super(message);
    this.code = code;
  }

  /** For programs: a stable snake_case word. */
  String code() {
    return code;
  }
}
