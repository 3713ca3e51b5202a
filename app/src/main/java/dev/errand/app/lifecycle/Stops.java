package dev.errand.app.lifecycle;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been started and must be stopped, in the opposite order. Each step is waited for, up to
 * its own limit and never past the common one; one that fails or hangs is reported and the next
 * follows, so that as much as possible is saved. Thread-safe; a step added after the stop began is
 * still run, as the service may be told to stop while it starts.
 */
public final class Stops {

  private static final Logger LOG = LoggerFactory.getLogger(Stops.class);

  private final Deque<Step> steps = new ArrayDeque<>();
  private final Duration total;

  /**
   * @param total what all steps together may take
   */
  public Stops(Duration total) {
    this.total = total;
  }

  private record Step(String name, Duration limit, Supplier<? extends Future<?>> stop) {}

  /**
   * Adds a step that is run before all that were added earlier.
   *
   * @param name completes the sentence "Stopping …"
   */
  public synchronized void add(String name, Duration limit, Supplier<? extends Future<?>> stop) {
    steps.push(new Step(name, limit, stop));
  }

  /** The same for something that blocks while it closes. */
  public void addBlocking(String name, Duration limit, Runnable stop) {
    add(name, limit, () -> Future.fromCompletionStage(CompletableFuture.runAsync(stop)));
  }

  /** Runs all steps and returns when they are done. Does nothing the second time. */
  public void run() {
    Step step = next();
    if (step == null) {
      return;
    }
    LOG.info("Stopping, for at most {} s", total.toSeconds());
    long end = System.nanoTime() + total.toNanos();
    for (; step != null; step = next()) {
      run(step, Math.min(step.limit().toNanos(), end - System.nanoTime()));
    }
    LOG.info("Stopped");
  }

  private synchronized Step next() {
    return steps.poll();
  }

  private static void run(Step step, long nanos) {
    LOG.debug("Stopping {}", step.name());
    try {
      step.stop().get().await(Math.max(1, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn("Stopping {} took too long and was given up", step.name());
    } catch (Exception e) { // await throws whatever the step failed with, checked or not
      LOG.warn("Stopping {} failed", step.name(), e);
    }
  }
}
