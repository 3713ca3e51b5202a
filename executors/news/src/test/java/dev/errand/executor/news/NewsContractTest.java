package dev.errand.executor.news;

import dev.errand.executor.Executor;
import dev.errand.executor.testing.ExecutorContract;
import dev.errand.executor.testing.TestExecution;
import dev.errand.executor.testing.TestHttp;
import dev.errand.executor.testing.Upstream;
import dev.errand.executor.testing.Upstream.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The executors of this module owe the service what those of anybody do. */
class NewsContractTest {

  private static Upstream upstream;

  @BeforeAll
  static void open() throws IOException {
    var feed = Feeds.rss(Feeds.item("Drought and irrigation"), Feeds.item("Coffee from Sana'a"));
    upstream = new Upstream().otherwise(Reply.of(200, "application/rss+xml", feed));
  }

  @AfterAll
  static void close() {
    upstream.close();
  }

  abstract static class OverUpstream extends ExecutorContract {

    @Override
    protected TestExecution execution(JsonObject config) {
      return super.execution(config).over(new TestHttp().allTo(upstream));
    }
  }

  @Nested
  class News extends OverUpstream {

    @Override
    protected Executor executor() {
      return new NewsExecutor();
    }
  }

  @Nested
  class NewsMonitor extends OverUpstream {

    @Override
    protected Executor executor() {
      return new NewsMonitorExecutor();
    }
  }
}
