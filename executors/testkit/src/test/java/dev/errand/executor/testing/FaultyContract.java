package dev.errand.executor.testing;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.TaskType;
import dev.errand.executor.testing.Upstream.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract as an author extends it, of an executor with a fault; run by the test of it. */
class FaultyContract extends ExecutorContract {

  private Upstream upstream;

  @BeforeEach
  void open() throws IOException {
    upstream =
        new Upstream()
            .on("/north", Reply.json("{\"value\": 7}"))
            .on("/south", Reply.json("{\"value\": 11}"))
            .on("/x", Reply.json("{\"value\": 13}"));
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  @Override
  protected Executor executor() {
    var executor = new FaultyExecutor();
    return FaultyExecutor.current == Fault.UNLISTED ? new Unlisted(executor) : executor;
  }

  @Override
  protected TestExecution execution(JsonObject config) {
    var settings = new JsonObject().put("base_url", upstream.url()).put("token", "open-up");
    return super.execution(config).withSettings(settings);
  }

  @Override
  protected Duration patience() {
    // What never ends need not be waited for long.
    return switch (FaultyExecutor.current) {
      case IGNORES_CANCELLATION, IGNORES_ITS_DEADLINE -> Duration.ofSeconds(1);
      case null, default -> super.patience();
    };
  }

  private record Unlisted(Executor executor) implements Executor {

    @Override
    public TaskType taskType() {
      return executor.taskType();
    }

    @Override
    public Outcome run(Execution execution) throws Exception {
      return executor.run(execution);
    }
  }
}
