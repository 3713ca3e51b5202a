package dev.errand.executor.weather;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.errand.executor.Executor;
import dev.errand.executor.testing.ExecutorContract;
import dev.errand.executor.testing.TestExecution;
import dev.errand.executor.testing.TestHttp;
import dev.errand.executor.testing.Upstream;
import dev.errand.executor.testing.Upstream.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class WeatherContractTest extends ExecutorContract {

  private static final String PARIS =
      """
      {"results": [{"name": "Paris", "latitude": 33.66, "longitude": -95.55,
        "country": "United States", "admin1": "Texas"}]}
      """;

  private Upstream upstream;

  @BeforeEach
  void open() throws IOException {
    upstream =
        new Upstream()
            .on("/v1/forecast", Reply.json(fixture("forecast_full.json")))
            .on("/v1/search", Reply.json(PARIS));
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  @Override
  protected Executor executor() {
    return new WeatherExecutor();
  }

  @Override
  protected TestExecution execution(JsonObject config) {
    return super.execution(config)
        .over(new TestHttp().allTo(upstream))
        .withSettings(
            new JsonObject()
                .put("base_url", "https://weather.example")
                .put("geocoding_base_url", "https://places.example")
                .put("apikey", "open-sesame"));
  }

  private static String fixture(String name) throws IOException {
    try (var in = WeatherContractTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    }
  }
}
