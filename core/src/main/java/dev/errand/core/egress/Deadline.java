package dev.errand.core.egress;

import io.vertx.core.Future;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The end of a call. Counted by the monotonic clock and not by an injected one: it bounds real
 * waiting, whatever the clock on the wall does. Confined to the thread that makes the call.
 */
final class Deadline {

  private final Duration limit;
  private final long start = System.nanoTime();
  private long excused;

  private Deadline(Duration limit) {
    this.limit = limit;
  }

  static Deadline in(Duration limit) {
    return new Deadline(limit);
  }

  /** Puts the end off, by time that was not the call's own. */
  void excuse(long nanos) {
    excused += nanos;
  }

  Duration remaining() {
    Duration left = limit.minusNanos(System.nanoTime() - start - excused);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * Waits for the future on the calling thread.
   *
   * @throws IOException if it failed: its own exception if that is one, else one with its message
   * @throws TimeoutException if the end came first
   */
  <T> T await(Future<T> future) throws IOException, InterruptedException, TimeoutException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw asIoException(e.getCause() == null ? e : e.getCause());
    }
  }

  /** The limit for messages, for instance "30 s" or "0.25 s". */
  @Override
  public String toString() {
    return BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }

  private static IOException asIoException(Throwable failure) {
    if (failure instanceof IOException io) {
      return io;
    }
    String message = failure.getMessage();
    return new IOException(message == null ? failure.getClass().getSimpleName() : message, failure);
  }
}
