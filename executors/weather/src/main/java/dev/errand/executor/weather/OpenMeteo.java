package dev.errand.executor.weather;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.errand.executor.Execution;
import dev.errand.executor.Outcome;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Open-Meteo, or a service that speaks its format. The operator may set {@code base_url} and {@code
 * geocoding_base_url}, without the {@code /v1/…}, the {@code apikey} of a subscription, and, for
 * another service, {@code provider} and {@code attribution} as results should name it.
 */
final class OpenMeteo implements WeatherProvider {

  private static final String CURRENT =
      "temperature_2m,apparent_temperature,relative_humidity_2m,precipitation,weather_code,"
          + "wind_speed_10m,wind_direction_10m,is_day";
  private static final String DAILY =
      "weather_code,temperature_2m_max,temperature_2m_min,precipitation_sum,sunrise,sunset";

  private final Execution execution;
  private final JsonObject settings;
  private int calls;

  OpenMeteo(Execution execution) {
    this.execution = execution;
    this.settings = execution.settings();
  }

  @Override
  public JsonObject weather(WeatherQuery query)
      throws WeatherUnavailable, IOException, InterruptedException {
    try {
      var place =
          switch (query.location()) {
            case Location.Named named -> find(named.name(), query.language());
            case Location.Point at -> new Place(null, at.latitude(), at.longitude(), null);
          };
      var weather = OpenMeteoForecast.of(forecast(place, query), query.units()).at(place);
      return labelled(weather);
    } catch (ClassCastException | DateTimeException | IllegalStateException e) {
      throw invalid("The weather service answered in another form than agreed: " + e.getMessage());
    }
  }

  /** Another service that speaks this format is named as its operator says. */
  private JsonObject labelled(JsonObject weather) {
    for (var label : List.of("provider", "attribution")) {
      weather.put(label, settings.getString(label, weather.getString(label)));
    }
    return weather;
  }

  @Override
  public int calls() {
    return calls;
  }

  private Place find(String name, String language)
      throws WeatherUnavailable, IOException, InterruptedException {
    var base = base("geocoding_base_url", "https://geocoding-api.open-meteo.com");
    var search = new PlaceSearch(name);
    var parameters = parameters();
    parameters.put("name", search.place());
    parameters.put("count", search.count());
    parameters.put("language", language);
    var place = search.choose(get(base + "/v1/search", parameters));
    execution.log(
        "Found %s (%s) at %s,%s"
            .formatted(place.name(), place.country(), place.latitude(), place.longitude()));
    return place;
  }

  private JsonObject forecast(Place place, WeatherQuery query)
      throws WeatherUnavailable, IOException, InterruptedException {
    boolean imperial = query.units() == WeatherQuery.Units.IMPERIAL;
    var parameters = parameters();
    parameters.put("latitude", place.latitude());
    parameters.put("longitude", place.longitude());
    parameters.put("current", CURRENT);
    parameters.put("daily", DAILY);
    parameters.put("timezone", query.timezone());
    parameters.put("forecast_days", query.days());
    parameters.put("temperature_unit", imperial ? "fahrenheit" : "celsius");
    parameters.put("wind_speed_unit", imperial ? "mph" : "kmh");
    parameters.put("precipitation_unit", imperial ? "inch" : "mm");
    var answer = get(base("base_url", "https://api.open-meteo.com") + "/v1/forecast", parameters);
    if (Stream.of("latitude", "current", "daily").noneMatch(answer::containsKey)) {
      throw invalid("The weather service answered without a forecast: " + start(answer.encode()));
    }
    return answer;
  }

  private String base(String setting, String usual) {
    var base = settings.getString(setting, usual);
    return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
  }

  private Map<String, Object> parameters() {
    var parameters = new LinkedHashMap<String, Object>();
    var apikey = settings.getString("apikey");
    if (apikey != null) {
      parameters.put("apikey", apikey);
    }
    return parameters;
  }

  private JsonObject get(String url, Map<String, Object> parameters)
      throws WeatherUnavailable, IOException, InterruptedException {
    var query =
        parameters.entrySet().stream()
            .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue().toString(), UTF_8))
            .collect(Collectors.joining("&"));
    var uri = URI.create(url + "?" + query);
    calls++;
    var request = HttpRequest.newBuilder(uri).header("Accept", "application/json").build();
    return read(execution.http().sendTrusted(request));
  }

  private JsonObject read(HttpResponse<byte[]> response) throws WeatherUnavailable {
    var text = new String(response.body(), UTF_8);
    var answer = parse(text);
    var reason = answer == null ? null : answer.getString("reason");
    if (response.statusCode() / 100 != 2) {
      var failed = Outcome.ofHttpFailure(response, execution.clock());
      throw new WeatherUnavailable(reason == null ? failed : failed.because(reason));
    }
    var host = response.uri().getAuthority();
    if (answer == null) {
      throw invalid(host + " answered with something else than a JSON object: " + start(text));
    }
    if (Boolean.TRUE.equals(answer.getValue("error"))) {
      throw new WeatherUnavailable(
          Outcome.failed("upstream_error", host + " reported an error: " + reason));
    }
    return answer;
  }

  private static WeatherUnavailable invalid(String message) {
    return new WeatherUnavailable(Outcome.failed("upstream_invalid", message));
  }

  private static @Nullable JsonObject parse(String text) {
    try {
      return Json.decodeValue(text) instanceof JsonObject object ? object : null;
    } catch (DecodeException notJson) {
      return null;
    }
  }

  private static String start(String text) {
    var line = text.strip().replaceAll("\\s+", " ");
    return line.isEmpty() ? "nothing" : line.substring(0, Math.min(line.length(), 80));
  }
}
