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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The executors of this module owe the service what those of anybody do. */
class StandardContractTest {

  private static final String SHOP =
      """
      <html><body><div id="product"><span class="price">129,90 €</span></div>
      <script type="application/ld+json">
        {"@context": "https://schema.org", "@type": "Product", "name": "Pump",
         "offers": {"@type": "Offer", "price": "129.90", "priceCurrency": "EUR"}}
      </script></body></html>
      """;

  private static Upstream upstream;

  @BeforeAll
  static void open() throws IOException {
    upstream =
        new Upstream()
            .on("/pumps/7", Reply.of(200, "text/html; charset=utf-8", SHOP))
            .on("/products/7", Reply.json("{\"offers\": [{\"price\": 129.9}]}"))
            .otherwise(Reply.json("{\"ok\": true}"));
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
  class Webhook extends OverUpstream {

    @Override
    protected Executor executor() {
      return new WebhookExecutor();
    }

    @Override
    protected TestExecution execution(JsonObject config) {
      var order = new JsonObject().put("id", 7);
      return super.execution(config).triggeredBy(new JsonObject().put("order", order));
    }

    @Override
    protected Object essence(Outcome outcome) {
      if (outcome instanceof Outcome.Completed completed) {
        completed.result().getJsonObject("headers").remove("date");
      }
      return outcome;
    }
  }

  @Nested
  class PriceTracker extends OverUpstream {

    @Override
    protected Executor executor() {
      return new PriceTrackerExecutor();
    }
  }

  @Nested
  class Reminder extends ExecutorContract {

    @Override
    protected Executor executor() {
      return new ReminderExecutor();
    }
  }

  @Nested
  class CalendarEvent extends ExecutorContract {

    @Override
    protected Executor executor() {
      return new CalendarEventExecutor();
    }
  }

  @Nested
  class LunarCalendar extends ExecutorContract {

    @Override
    protected Executor executor() {
      return new LunarCalendarExecutor();
    }
  }
}
