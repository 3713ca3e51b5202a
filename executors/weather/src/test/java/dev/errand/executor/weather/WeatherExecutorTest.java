package dev.errand.executor.weather;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.testing.Attempt;
import dev.errand.executor.testing.TestExecution;
import dev.errand.executor.testing.TestHttp;
import dev.errand.executor.testing.Upstream;
import dev.errand.executor.testing.Upstream.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WeatherExecutorTest {

  private static final String FORECAST = "/v1/forecast";
  private static final String SEARCH = "/v1/search";

  private final WeatherExecutor executor = new WeatherExecutor();
  private final TestHttp http = new TestHttp();
  private Upstream upstream;

  @BeforeEach
  void open() throws IOException {
    upstream = new Upstream();
    upstream.on(FORECAST, Reply.json(fixture("forecast_full.json")));
    upstream.on(SEARCH, Reply.json(fixture("geocoding.json")));
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void is_found_by_the_service_loader() {
    assertTrue(
        ServiceLoader.load(Executor.class).stream()
            .anyMatch(found -> found.type() == WeatherExecutor.class));
  }

  @Test
  void tells_all_members_of_the_result_for_a_named_place() throws Exception {
    var completed = completed(config("Enschede").put("forecast_days", 2));
    var expected =
        new JsonObject(
            """
            {
              "location": {"name": "Enschede", "latitude": 52.21833, "longitude": 6.89583,
                "timezone": "Asia/Aden", "country": "The Netherlands"},
              "current": {"temperature": 24.3, "apparent_temperature": 22.1,
                "condition": "mainly clear", "weather_code": 1, "humidity": 21,
                "wind_speed": 9.4, "wind_direction": 310, "precipitation": 0.0, "is_day": true,
                "observed_at": "2026-03-03T15:00:00+03:00"},
              "daily": [
                {"date": "2026-03-03", "temperature_min": 9.1, "temperature_max": 25.2,
                  "precipitation_sum": 0.4, "condition": "slight rain showers",
                  "sunrise": "2026-03-03T06:18:00+03:00", "sunset": "2026-03-03T18:13:00+03:00"},
                {"date": "2026-03-04", "temperature_min": null, "temperature_max": 24.0,
                  "precipitation_sum": 0.0, "condition": "unknown (code 123)",
                  "sunrise": "2026-03-04T06:17:00+03:00", "sunset": null}],
              "units": {"temperature": "°C", "wind_speed": "km/h", "wind_direction": "°",
                "precipitation": "mm", "humidity": "%"},
              "provider": "open-meteo",
              "attribution": "Weather data by Open-Meteo.com (CC BY 4.0), place names by GeoNames (CC BY 4.0)"
            }
            """);
    assertEquals(expected, completed.result());
    assertEquals(2, completed.usage().apiCalls());
  }

  @Test
  void vouches_for_the_operators_urls_and_sends_what_was_asked_for() throws Exception {
    completed(
        config("Enschede")
            .put("units", "imperial")
            .put("language", "ar-YE")
            .put("forecast_days", 16));
    assertTrue(http.untrusted().isEmpty());
    var search = upstream.received().get(0).uri().getRawQuery();
    assertEquals("name=Enschede&count=1&language=ar", search);
    var forecast = upstream.received().get(1).uri().getQuery();
    assertTrue(forecast.startsWith("latitude=52.21833&longitude=6.89583&current=temp"), forecast);
    assertTrue(
        forecast.endsWith(
            "&timezone=auto&forecast_days=16&temperature_unit=fahrenheit&wind_speed_unit=mph&precipitation_unit=inch"),
        forecast);
  }

  @Test
  void coordinates_need_no_geocoder() throws Exception {
    for (var location :
        new Object[] {
          " 15.3547 , 44.2067", new JsonObject().put("latitude", 15.3547).put("longitude", 44.2067)
        }) {
      var completed = completed(config(location));
      assertEquals(1, completed.usage().apiCalls());
      var place = completed.result().getJsonObject("location");
      assertEquals(15.3547, place.getDouble("latitude"));
      assertNull(place.getString("name"));
      assertEquals(
          "Weather data by Open-Meteo.com (CC BY 4.0)",
          completed.result().getString("attribution"));
    }
  }

  @Test
  void coordinates_beyond_the_globe_fail_for_good() throws Exception {
    var failed = failed(config("91,10"));
    assertFailure(failed, "invalid_location", false);
    assertTrue(failed.failure().message().contains("between -90 and 90"));
    assertEquals(0, failed.usage().apiCalls());
  }

  @Test
  void a_name_unknown_to_the_geocoder_fails_for_good_and_is_named() throws Exception {
    upstream.on(SEARCH, Reply.json(fixture("geocoding_empty.json")));
    var failed = failed(config("Atlantis"));
    assertFailure(failed, "location_not_found", false);
    assertTrue(failed.failure().message().contains("\"Atlantis\""));
    assertEquals(1, failed.usage().apiCalls());
  }

  @Test
  void what_follows_a_comma_picks_among_places_of_the_name() throws Exception {
    upstream.on(
        SEARCH,
        Reply.json(
            """
            {"results": [
              {"name": "Paris", "latitude": 48.85341, "longitude": 2.3488, "country_code": "FR",
               "country": "France", "admin1": "Île-de-France", "timezone": "Europe/Paris"},
              {"name": "Paris", "latitude": 33.66094, "longitude": -95.55551, "country_code": "US",
               "country": "United States", "admin1": "Texas", "timezone": "America/Chicago"}]}
            """));
    var texas = completed(config("Paris, texas,US")).result().getJsonObject("location");
    assertEquals("United States", texas.getString("country"));
    assertEquals("name=Paris&count=100&language=en", upstream.received().get(0).uri().getQuery());
    assertFailure(failed(config("Paris, Spain")), "location_not_found", false);
    var first = completed(config("Paris,")).result().getJsonObject("location");
    assertEquals("France", first.getString("country"));
    upstream.on(SEARCH, Reply.json("{\"results\": [{\"name\": \"Nowhere\"}]}"));
    assertFailure(failed(config(",")), "location_not_found", false);
  }

  @Test
  void a_name_with_signs_reaches_the_geocoder_unharmed() throws Exception {
    completed(config("Sana'a & صنعاء"));
    assertEquals(
        "name=Sana'a+&+صنعاء&count=1&language=en", upstream.received().get(0).uri().getQuery());
  }

  @Test
  void a_recorded_response_with_other_variables_leaves_the_missing_ones_null() throws Exception {
    upstream.on(FORECAST, Reply.json(fixture("forecast.json")));
    var result = completed(config("52.276,6.873")).result();
    assertEquals(17.7, result.getJsonObject("current").getDouble("temperature"));
    assertEquals("partly cloudy", result.getJsonObject("current").getString("condition"));
    assertEquals(
        "2026-10-03T12:30:00+02:00", result.getJsonObject("current").getString("observed_at"));
    var day = result.getJsonArray("daily").getJsonObject(2);
    assertEquals("2026-10-05", day.getString("date"));
    assertEquals(0.0, day.getDouble("precipitation_sum"));
    assertTrue(day.containsKey("temperature_max") && day.containsKey("condition"));
    assertNull(day.getValue("temperature_max"));
    assertNull(day.getValue("condition"));
  }

  @Test
  void missing_and_null_blocks_give_no_current_weather_and_no_days() throws Exception {
    for (var answer :
        new String[] {
          fixture("forecast_minimal.json"), "{\"latitude\":1,\"current\":null,\"daily\":null}"
        }) {
      upstream.on(FORECAST, Reply.json(answer));
      var result = completed(config("52.276,6.873").put("units", "imperial")).result();
      assertNull(result.getValue("current"));
      assertEquals(new JsonArray(), result.getJsonArray("daily"));
      assertEquals("°F", result.getJsonObject("units").getString("temperature"));
    }
  }

  @Test
  void null_fields_stay_null() throws Exception {
    var current = "{\"time\":null,\"temperature_2m\":null,\"weather_code\":null,\"is_day\":null}";
    upstream.on(FORECAST, Reply.json("{\"current\":" + current + "}"));
    var result = completed(config("1,2")).result().getJsonObject("current");
    assertEquals(10, result.size());
    result.forEach(member -> assertNull(member.getValue(), member.getKey()));
  }

  @Test
  void a_refused_request_fails_for_good_with_the_upstreams_reason() throws Exception {
    upstream.on(FORECAST, Reply.of(400, "application/json", fixture("error_400.json")));
    var failed = failed(config("1,2"));
    assertFailure(failed, "upstream_rejected", false);
    assertTrue(
        failed
            .failure()
            .message()
            .endsWith(
                "answered 400 to GET: Cannot initialize WeatherVariable from invalid String value tempeture_2m for key hourly"),
        failed.failure().message());
    assertTrue(failed.failure().message().startsWith(upstream.host()));
  }

  @Test
  void too_many_requests_may_be_retried_when_the_upstream_says() throws Exception {
    var reason = "{\"error\":true,\"reason\":\"Minutely API request limit exceeded.\"}";
    upstream.on(FORECAST, Reply.of(429, "application/json", reason).with("Retry-After", "60"));
    var failed = failed(config("1,2"));
    assertFailure(failed, "rate_limited", true);
    assertEquals(60, Objects.requireNonNull(failed.retryAfter()).toSeconds());
    assertTrue(failed.failure().message().contains("Minutely API request limit"));
    upstream.on(
        FORECAST,
        Reply.of(429, "text/plain", "").with("Retry-After", "Tue, 03 Mar 2026 12:01:30 GMT"));
    assertEquals(90, Objects.requireNonNull(failed(config("1,2")).retryAfter()).toSeconds());
    upstream.on(SEARCH, Reply.of(429, "text/html", "<p>slow down</p>").with("Retry-After", "2"));
    assertEquals(2, Objects.requireNonNull(failed(config("Aden")).retryAfter()).toSeconds());
  }

  @Test
  void a_broken_upstream_may_be_retried_and_is_named_without_its_key() throws Exception {
    upstream.on(SEARCH, Reply.of(502, "text/html", "<html>Bad Gateway</html>"));
    var failed =
        (Outcome.Failed) executor.run(in(config("Enschede"), settings().put("apikey", "secret")));
    assertFailure(failed, "upstream_error", true);
    assertEquals(upstream.host() + " answered 502 to GET", failed.failure().message());
    assertTrue(upstream.received().getFirst().uri().getQuery().contains("apikey=secret"));
  }

  @Test
  void what_is_not_the_json_agreed_may_be_retried() throws Exception {
    for (var body :
        new String[] {
          "<!DOCTYPE html><html>Sign in to the hotel's network</html>",
          fixture("forecast.json").substring(0, 400),
          "",
          "null",
          "[1]",
          "\"text\"",
          "{\"hello\": \"world\"}",
          "{\"current\": \"warm\"}",
          "{\"current\": {\"temperature_2m\": \"warm\"}}",
          "{\"utc_offset_seconds\": 0, \"current\": {\"time\": \"noon\"}}",
        }) {
      upstream.on(FORECAST, Reply.json(body));
      assertFailure(failed(config("1,2")), "upstream_invalid", true);
    }
    upstream.on(SEARCH, Reply.json("{\"results\": [\"Enschede\"]}"));
    assertFailure(failed(config("Enschede")), "upstream_invalid", true);
  }

  @Test
  void no_part_of_a_true_response_is_taken_for_the_whole() throws Exception {
    for (var name : List.of("forecast.json", "forecast_full.json", "forecast_minimal.json")) {
      var whole = fixture(name).strip();
      for (int length = 0; length < whole.length(); length += 23) {
        upstream.on(FORECAST, Reply.json(whole.substring(0, length)));
        assertFailure(failed(config("1,2")), "upstream_invalid", true);
      }
    }
  }

  @Test
  void what_could_be_a_wrong_number_is_no_result() throws Exception {
    for (var body :
        List.of(
            "{'current': {'temperature_2m': 1e999}}",
            "{'current': {'temperature_2m': -1e999}}",
            "{'current': {'temperature_2m': NaN}}",
            "{'current': {'temperature_2m': [17.7]}}",
            "{'current': {'temperature_2m': true}}",
            "{'daily': {'time': ['2026-03-03'], 'temperature_2m_max': [1e999]}}",
            "{'daily': {'time': ['2026-03-03', '2026-03-04'], 'temperature_2m_max': [25.2]}}",
            "{'daily': {'time': ['2026-03-03'], 'temperature_2m_max': [25.2, 24.0]}}",
            "{'daily': {'time': ['2026-02-30'], 'temperature_2m_max': [25.2]}}",
            "{'daily': {'time': ['2026-03-03'], 'temperature_2m_max': 25.2}}",
            "{'daily': {'time': ['2026-03-03'], 'temperature_2m_max': ['25.2']}}",
            "{'daily': [25.2]}")) {
      upstream.on(FORECAST, Reply.json(body.replace('\'', '"')));
      assertFailure(failed(config("1,2")), "upstream_invalid", true);
    }
  }

  @Test
  void codes_that_the_wmo_has_not_given_are_told_as_such() throws Exception {
    for (var code : List.of("4", "100", "-1", "61.5", "12345678901")) {
      var current = "{\"current\": {\"weather_code\": %s}}".formatted(code);
      upstream.on(FORECAST, Reply.json(current));
      var result = completed(config("1,2")).result().getJsonObject("current");
      assertEquals("unknown (code %s)".formatted(code), result.getString("condition"));
      assertEquals(code, result.getValue("weather_code").toString());
    }
  }

  @Test
  void an_error_with_status_200_is_an_error_all_the_same() throws Exception {
    upstream.on(FORECAST, Reply.json("{\"error\":true,\"reason\":\"unexpected error\"}"));
    var failed = failed(config("1,2"));
    assertFailure(failed, "upstream_error", true);
    assertTrue(failed.failure().message().endsWith("unexpected error"));
  }

  @Test
  void a_connection_that_breaks_is_left_to_the_service_to_report() {
    upstream.on(FORECAST, Reply.json("{}").brokenOff());
    assertThrows(IOException.class, () -> executor.run(in(config("1,2"), settings())));
  }

  @Test
  void interruption_ends_it_at_once() throws Exception {
    upstream.on(FORECAST, Reply.hanging());
    var attempt = Attempt.start(executor, in(config("1,2"), settings()));
    upstream.awaitRequests(1);
    var ended = assertThrows(ExecutionException.class, () -> attempt.interrupt().await());
    assertInstanceOf(InterruptedException.class, ended.getCause());
  }

  private static void assertFailure(Outcome.Failed failed, String code, boolean retryable) {
    assertEquals(code, failed.failure().code(), failed.failure().message());
    assertEquals(retryable, failed.retryable());
  }

  private JsonObject config(Object location) {
    return executor.taskType().config().defaults().copy().put("location", location);
  }

  private JsonObject settings() {
    return new JsonObject()
        .put("base_url", upstream.url() + "/")
        .put("geocoding_base_url", upstream.url());
  }

  private Execution in(JsonObject config, JsonObject settings) {
    return TestExecution.of(config).withSettings(settings).over(http);
  }

  private Outcome.Completed completed(JsonObject config) throws Exception {
    return assertInstanceOf(Outcome.Completed.class, executor.run(in(config, settings())));
  }

  private Outcome.Failed failed(JsonObject config) throws Exception {
    return assertInstanceOf(Outcome.Failed.class, executor.run(in(config, settings())));
  }

  private static String fixture(String name) {
    try (InputStream in = WeatherExecutorTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }
}
