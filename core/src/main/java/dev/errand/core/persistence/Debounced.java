package dev.errand.core.persistence;

import io.vertx.core.Vertx;

/** Does something soon after it was asked for, once for all who asked meanwhile. */
final class Debounced {

  private static final long MILLIS = 2;

  private final Vertx vertx;
  private final Runnable action;
  private boolean waiting;

  Debounced(Vertx vertx, Runnable action) {
    this.vertx = vertx;
    this.action = action;
  }

  void run() {
    if (!waiting) {
      waiting = true;
      vertx.setTimer(
          MILLIS,
          fired -> {
            waiting = false;
            action.run();
          });
    }
  }
}
