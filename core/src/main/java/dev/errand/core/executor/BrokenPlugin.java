package dev.errand.core.executor;

/** Executors cannot be loaded as configured; the message says what to do, in one line. */
public final class BrokenPlugin extends RuntimeException {

  BrokenPlugin(String message) {
    super(message);
  }
}
