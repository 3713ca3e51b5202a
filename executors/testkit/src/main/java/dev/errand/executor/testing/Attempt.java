package dev.errand.executor.testing;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An attempt under way on a virtual thread of its own, as in the service. */
public final class Attempt {

  private final FutureTask<Outcome> outcome;
  private final Thread thread;

  private Attempt(Executor executor, Execution execution) {
    outcome = new FutureTask<>(() -> executor.run(execution));
    thread = Thread.ofVirtual().unstarted(outcome);
    thread.setContextClassLoader(executor.getClass().getClassLoader());
    thread.start();
  }

  /** Begins an attempt. */
  public static Attempt start(Executor executor, Execution execution) {
    return new Attempt(executor, execution);
  }

  /** What the service does at the deadline and on cancellation. */
  public Attempt interrupt() {
    thread.interrupt();
    return this;
  }

  /** Whether it is over. */
  public boolean ended() {
    return outcome.isDone();
  }

  /** The outcome, within a minute; what the executor threw is the cause of the exception. */
  public Outcome await() throws Exception {
    return outcome.get(60, TimeUnit.SECONDS);
  }

  /** How it ended; null if it has not within that time. */
  @Nullable Ending end(Duration patience) throws InterruptedException {
    try {
      return new Ending(outcome.get(patience.toMillis(), TimeUnit.MILLISECONDS), null);
    } catch (ExecutionException e) {
      return new Ending(null, e.getCause());
    } catch (TimeoutException e) {
      return null;
    }
  }

  /** What came of an attempt: an outcome, or something thrown. */
  record Ending(@Nullable Outcome outcome, @Nullable Throwable thrown) {}
}
