package dev.errand.app.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * A weather service, a gazetteer, news feeds and the health of fields on loopback, in the formats
 * of the real ones, so that the built-in types run with no network. All of it is invented, and says
 * so.
 */
public final class SampleUpstream {

  private static final List<String> CATEGORIES =
      List.of("general", "world", "business", "technology", "science");

  private final HttpServer server;

  private SampleUpstream(HttpServer server) {
    this.server = server;
  }

  /** Listens on a free port of the loopback address. */
  public static Future<SampleUpstream> start(Vertx vertx, InstantSource clock) {
    return vertx
        .createHttpServer()
        .requestHandler(request -> answer(request, clock))
        .listen(0, "127.0.0.1")
        .map(SampleUpstream::new);
  }

  /** Where it can be reached. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  /** What the executors are to be told, by their type, so that they use it. */
  public Map<String, JsonObject> executorSettings() {
    var base = address().toString();
    var feeds = new JsonObject();
    CATEGORIES.forEach(
        category -> feeds.put(category, new JsonArray().add(base + "/feeds/" + category + ".xml")));
    var weather =
        new JsonObject()
            .put("base_url", base)
            .put("geocoding_base_url", base)
            .put("provider", "sample")
            .put("attribution", "Sample data, not a forecast");
    return Map.of(
        "weather",
        weather,
        "weather_alert",
        weather.copy(),
        "news",
        new JsonObject().put("sources", feeds));
  }

  private static void answer(HttpServerRequest request, InstantSource clock) {
    var today = clock.instant().atZone(ZoneOffset.UTC).toLocalDateTime();
    var path = request.path();
    if (path.equals("/v1/forecast")) {
      json(request, SampleWeather.forecast(request.params(), today));
    } else if (path.equals("/v1/search")) {
      json(request, SampleWeather.place(request.getParam("name", "Sample")));
    } else if (path.equals("/api/v1/ndvi/calculate")) {
      json(request, SampleField.health());
    } else if (path.startsWith("/feeds/") && path.endsWith(".xml")) {
      var category = path.substring("/feeds/".length(), path.length() - ".xml".length());
      request
          .response()
          .putHeader("Content-Type", "application/rss+xml; charset=utf-8")
          .end(SampleFeed.rss(category, today));
    } else {
      request.response().setStatusCode(404).end();
    }
  }

  private static void json(HttpServerRequest request, JsonObject body) {
    request.response().putHeader("Content-Type", "application/json").end(body.toBuffer());
  }
}
