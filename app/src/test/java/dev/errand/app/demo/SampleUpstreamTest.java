package dev.errand.app.demo;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SampleUpstreamTest {

  @Test
  void answers_in_the_formats_of_the_real_ones_and_says_that_it_is_a_sample() throws Exception {
    var vertx = Vertx.vertx();
    try (var client = HttpClient.newHttpClient()) {
      var upstream =
          SampleUpstream.start(vertx, InstantSource.system()).await(60, TimeUnit.SECONDS);
      var weather = requireNonNull(upstream.executorSettings().get("weather"));
      assertEquals("Sample data, not a forecast", weather.getString("attribution"));
      var forecast =
          new JsonObject(
              get(client, weather.getString("base_url") + "/v1/forecast?latitude=52&longitude=7"));
      assertTrue(forecast.getJsonObject("current").getDouble("temperature_2m") > -40);
      var places =
          new JsonObject(
              get(client, weather.getString("geocoding_base_url") + "/v1/search?name=Sana"));
      assertEquals("Sana", places.getJsonArray("results").getJsonObject(0).getString("name"));
      var feeds = requireNonNull(upstream.executorSettings().get("news")).getJsonObject("sources");
      assertTrue(
          get(client, feeds.getJsonArray("world").getString(0)).contains("Sample world article 3"));
      var field = new JsonObject(get(client, upstream.address() + "/api/v1/ndvi/calculate"));
      assertTrue(field.encode().contains("Sample data, not a measurement"));
    } finally {
      vertx.close().await(60, TimeUnit.SECONDS);
    }
  }

  private static String get(HttpClient client, String url) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url)).build();
    return client.send(request, BodyHandlers.ofString()).body();
  }
}
