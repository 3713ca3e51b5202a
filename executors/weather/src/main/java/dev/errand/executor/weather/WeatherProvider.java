package dev.errand.executor.weather;

import io.vertx.core.json.JsonObject;
import java.io.IOException;

/** A service that knows the weather. An instance serves one attempt, on the attempt's thread. */
interface WeatherProvider {

  /**
   * Asks for the weather.
   *
   * @return the result of a {@code weather} task: location, current, daily, units, provider and
   *     attribution; what the provider does not know is null
   */
  JsonObject weather(WeatherQuery query)
      throws WeatherUnavailable, IOException, InterruptedException;

  /** How many calls it has made upstream. */
  int calls();
}
