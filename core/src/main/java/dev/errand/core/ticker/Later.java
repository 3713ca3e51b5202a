package dev.errand.core.ticker;

import io.vertx.core.Vertx;

/** Has things done a little later, on the caller's context. */
@FunctionalInterface
public interface Later {

  /** Never: what only follows from a change that is undone. */
  Later NEVER = (millis, action) -> {};

  /** Does it after so many milliseconds. */
  void after(long millis, Runnable action);

  /** By timers. */
  static Later by(Vertx vertx) {
    return (millis, action) -> vertx.setTimer(millis, fired -> action.run());
  }
}
