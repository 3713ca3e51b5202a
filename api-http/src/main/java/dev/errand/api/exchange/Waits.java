package dev.errand.api.exchange;

import dev.errand.core.problem.Problem;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where a thread that may wait, such as that of an import, waits for the rest of the service. */
final class Waits {

  private static final long SECONDS = 60;

  private Waits() {}

  /** What it comes to; throws what it fails with. */
  static <T> T on(Future<T> future) {
    try {
      return future.await(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new Problem.Unavailable("No answer within %d s".formatted(SECONDS));
    }
  }
}
