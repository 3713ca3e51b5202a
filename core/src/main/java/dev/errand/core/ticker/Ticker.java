package dev.errand.core.ticker;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a piece of work, one pass at a time: the pause begins when a pass has ended, however it
 * ended. Work that knows of more to do wakes its own ticker. Passes run on the context that the
 * ticker was made on; its methods may be called from any thread.
 */
public final class Ticker {

  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Context context;
  private final String name;
  private final Pace pace;
  private final Supplier<? extends Future<?>> work;
  private final AtomicBoolean waking = new AtomicBoolean();
  private final Promise<Void> stopped = Promise.promise();

  private State state = State.NEW;
  private boolean running;
  private boolean woken;
  private int passesSinceWake;
  private int failures;
  private long timer = NO_TIMER;

  private enum State {
    NEW,
    STARTED,
    STOPPED
  }

  /** The name appears in the log when the work fails. */
  public Ticker(Vertx vertx, String name, Pace pace, Supplier<? extends Future<?>> work) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.name = name;
    this.pace = pace;
    this.work = work;
  }

  /** Begins with a pass at once. */
  public void start() {
    context.runOnContext(
        now -> {
          if (state == State.NEW) {
            state = State.STARTED;
            pass();
          }
        });
  }

  /**
   * Has a pass begin now or, if one is running, right after it. Wake-ups while a pass is running
   * count as one.
   */
  public void wake() {
    // Whoever frees many slots wakes for each: the first brings what the others would.
    if (!waking.compareAndSet(false, true)) {
      return;
    }
    context.runOnContext(
        now -> {
          waking.set(false);
          if (state != State.STARTED) {
            return;
          }
          passesSinceWake = 0;
          if (running) {
            woken = true;
          } else {
            pass();
          }
        });
  }

  /** Lets no further pass begin; completes when the running one has ended. */
  public Future<Void> stop() {
    context.runOnContext(
        now -> {
          state = State.STOPPED;
          cancelTimer();
          if (!running) {
            stopped.tryComplete();
          }
        });
    return stopped.future();
  }

  private void pass() {
    cancelTimer();
    running = true;
    woken = false;
    begin()
        .onComplete(
            done -> context.runOnContext(now -> ended(done.failed() ? done.cause() : null)));
  }

  private Future<?> begin() {
    try {
      return work.get();
    } catch (RuntimeException | Error thrown) {
      return Future.failedFuture(thrown);
    }
  }

  private void ended(@Nullable Throwable failure) {
    running = false;
    report(failure);
    if (state == State.STOPPED) {
      stopped.tryComplete();
    } else if (woken && failure == null) {
      pass();
    } else {
      timer = vertx.setTimer(pace.millis(passesSinceWake++), fired -> pass());
    }
  }

  /** The first failure in a row is worth a warning; the rest would only fill the log. */
  private void report(@Nullable Throwable failure) {
    if (failure != null) {
      if (failures++ == 0) {
        LOG.warn("{} failed and will be tried again", name, failure);
      } else {
        LOG.debug("{} failed {} times in a row", name, failures, failure);
      }
    } else if (failures > 0) {
      LOG.info("{} works again after {} failures", name, failures);
      failures = 0;
    }
  }

  private void cancelTimer() {
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
    }
  }
}
