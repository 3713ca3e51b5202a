package dev.errand.bench.noop;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import io.vertx.core.json.JsonObject;

/** Succeeds at once. */
public final class NoopExecutor implements Executor {

  /** The name of the type. */
  public static final String TYPE = "noop";

  @Override
  public TaskType taskType() {
    return TaskType.named(TYPE).describedAs("Nothing", "Succeeds at once, for measurements.");
  }

  @Override
  public Outcome run(Execution execution) {
    return Outcome.completed(new JsonObject());
  }
}
