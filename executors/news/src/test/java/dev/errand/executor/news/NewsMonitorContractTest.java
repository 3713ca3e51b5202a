package dev.errand.executor.news;

import dev.errand.executor.Executor;
import dev.errand.executor.testing.ExecutorContract;
import dev.errand.executor.testing.TestExecution;
import dev.errand.executor.testing.TestHttp;
import dev.errand.executor.testing.Upstream;
import dev.errand.executor.testing.Upstream.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class NewsMonitorContractTest extends ExecutorContract {

  private Upstream upstream;

  @BeforeEach
  void open() throws IOException {
    upstream =
        new Upstream()
            .otherwise(
                Reply.of(
                    200,
                    "application/rss+xml",
                    Feeds.rss(Feeds.item("Drought and irrigation"), Feeds.item("Coffee"))));
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  @Override
  protected Executor executor() {
    return new NewsMonitorExecutor();
  }

  @Override
  protected TestExecution execution(JsonObject config) {
    return super.execution(config).over(new TestHttp().allTo(upstream));
  }
}
