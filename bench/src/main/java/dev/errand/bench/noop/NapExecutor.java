package dev.errand.bench.noop;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;

/** Succeeds after as many milliseconds as its config says, so that trouble can come meanwhile. */
public final class NapExecutor implements Executor {

  /** The name of the type. */
  public static final String TYPE = "nap";

  @Override
  public TaskType taskType() {
    return TaskType.named(TYPE).describedAs("Nap", "Succeeds after config.millis, for chaos.");
  }

  @Override
  public Outcome run(Execution execution) throws InterruptedException {
    Thread.sleep(execution.config().getLong("millis", 0L));
    return Outcome.completed(new JsonObject());
  }
}
