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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The executors of this module owe the service what those of anybody do. */
class WeatherContractTest {

  private static final String PARIS =
      """
      {"results": [{"name": "Paris", "latitude": 33.66, "longitude": -95.55,
        "country": "United States", "admin1": "Texas"}]}
      """;

  private static Upstream upstream;

  @BeforeAll
  static void open() throws IOException {
    upstream =
        new Upstream()
            .on("/v1/forecast", Reply.json(fixture("forecast_full.json")))
            .on("/v1/search", Reply.json(PARIS));
  }

  @AfterAll
  static void close() {
    upstream.close();
  }

  private static String fixture(String name) throws IOException {
    try (var in = WeatherContractTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    }
  }

  abstract static class OverUpstream extends ExecutorContract {

    @Override
    protected TestExecution execution(JsonObject config) {
      var settings =
          new JsonObject()
              .put("base_url", "https://weather.example")
              .put("geocoding_base_url", "https://places.example")
              .put("apikey", "open-sesame");
      return super.execution(config).withSettings(settings).over(new TestHttp().allTo(upstream));
    }
  }

  @Nested
  class Weather extends OverUpstream {

    @Override
    protected Executor executor() {
      return new WeatherExecutor();
    }
  }

  @Nested
  class WeatherAlert extends OverUpstream {

    @Override
    protected Executor executor() {
      return new WeatherAlertExecutor();
    }
  }
}
