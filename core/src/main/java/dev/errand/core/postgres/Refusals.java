package dev.errand.core.postgres;

import dev.errand.core.problem.Problem;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator why callers are answered that the database is not available: at once, and how
 * often since then after a minute, however many they are. Thread-safe.
 */
final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final long MINUTE_MILLIS = 60_000;

  private final Vertx vertx;
  private final AtomicLong refused = new AtomicLong();

  Refusals(Vertx vertx) {
    this.vertx = vertx;
  }

  /** What the rest of the service should see of a failure. */
  Throwable seen(Throwable failure) {
    var seen = PgErrors.translate(failure);
    if (seen instanceof Problem.Unavailable
        && !(failure instanceof Problem)
        && refused.getAndIncrement() == 0) {
      LOG.warn("The database refuses what it is asked: {}", failure.toString());
      vertx.setTimer(MINUTE_MILLIS, passed -> summed());
    }
    return seen;
  }

  private void summed() {
    long times = refused.getAndSet(0);
    if (times > 1) {
      LOG.warn("The database refused {} statements within a minute", times);
    }
  }
}
