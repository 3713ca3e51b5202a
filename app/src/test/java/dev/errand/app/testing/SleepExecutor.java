package dev.errand.app.testing;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for as long as its config says: work that takes a while, for tests of faults. */
public final class SleepExecutor implements Executor {

  @Override
  public TaskType taskType() {
    return TaskType.named("sleep")
        .defaultingTo(
            TaskType.Defaults.USUAL.withRetry(
                new TaskType.Retry(
                    5, java.time.Duration.ofMillis(100), 1, java.time.Duration.ofSeconds(1), 0)));
  }

  @Override
  public Outcome run(Execution execution) throws InterruptedException {
    // A latch that nobody opens: a wait that ends early when interrupted.
    var never = new CountDownLatch(1);
    var opened = never.await(execution.config().getLong("millis", 0L), TimeUnit.MILLISECONDS);
    return Outcome.completed(new JsonObject().put("opened", opened));
  }
}
