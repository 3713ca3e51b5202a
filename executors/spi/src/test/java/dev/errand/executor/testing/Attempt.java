package dev.errand.executor.testing;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** An attempt under way on a virtual thread of its own, as in the service. */
public final class Attempt {

  private final FutureTask<Outcome> outcome;
  private final Thread thread;

  private Attempt(Executor executor, Execution execution) {
    outcome = new FutureTask<>(() -> executor.run(execution));
    thread = Thread.ofVirtual().start(outcome);
  }

  public static Attempt start(Executor executor, Execution execution) {
    return new Attempt(executor, execution);
  }

  /** What the service does at the deadline and on cancellation. */
  public Attempt interrupt() {
    thread.interrupt();
    return this;
  }

  /** The outcome, within 10 s; what the executor threw is the cause of the exception. */
  public Outcome await() throws Exception {
    return outcome.get(60, TimeUnit.SECONDS);
  }
}
