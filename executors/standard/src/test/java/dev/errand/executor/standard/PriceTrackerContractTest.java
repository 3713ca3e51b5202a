package dev.errand.executor.standard;

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

class PriceTrackerContractTest extends ExecutorContract {

  private static final String SHOP =
      """
      <html><body><div id="product"><span class="price">129,90 €</span></div>
      <script type="application/ld+json">
        {"@context": "https://schema.org", "@type": "Product", "name": "Pump",
         "offers": {"@type": "Offer", "price": "129.90", "priceCurrency": "EUR"}}
      </script></body></html>
      """;

  private Upstream upstream;

  @BeforeEach
  void open() throws IOException {
    upstream =
        new Upstream()
            .on("/pumps/7", Reply.of(200, "text/html; charset=utf-8", SHOP))
            .on("/products/7", Reply.json("{\"offers\": [{\"price\": 129.9}]}"));
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  @Override
  protected Executor executor() {
    return new PriceTrackerExecutor();
  }

  @Override
  protected TestExecution execution(JsonObject config) {
    return super.execution(config).over(new TestHttp().allTo(upstream));
  }
}
