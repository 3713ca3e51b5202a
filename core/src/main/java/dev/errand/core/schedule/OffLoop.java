package dev.errand.core.schedule;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;

/**
 * Computes schedules on a worker thread: reading and firing a contrived rule may take a second, for
 * which an event loop must not stand still.
 */
public final class OffLoop {

  private OffLoop() {}

  /** Called on an event loop, where the answer arrives, too. */
  public static <T> Future<T> compute(Callable<T> work) {
    return Vertx.currentContext().executeBlocking(work, false);
  }
}
