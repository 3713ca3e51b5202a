package dev.errand.executor.standard;

import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.testing.ExecutorContract;
import dev.errand.executor.testing.TestExecution;
import dev.errand.executor.testing.TestHttp;
import dev.errand.executor.testing.Upstream;
import dev.errand.executor.testing.Upstream.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class WebhookContractTest extends ExecutorContract {

  private Upstream upstream;

  @BeforeEach
  void open() throws IOException {
    upstream = new Upstream().otherwise(Reply.json("{\"ok\": true}"));
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  @Override
  protected Executor executor() {
    return new WebhookExecutor();
  }

  @Override
  protected TestExecution execution(JsonObject config) {
    return super.execution(config)
        .over(new TestHttp().allTo(upstream))
        .triggeredBy(new JsonObject("{\"order\": {\"id\": 7}}"));
  }

  @Override
  protected Object essence(Outcome outcome) {
    if (outcome instanceof Outcome.Completed completed) {
      completed.result().getJsonObject("headers").remove("date");
    }
    return outcome;
  }
}
