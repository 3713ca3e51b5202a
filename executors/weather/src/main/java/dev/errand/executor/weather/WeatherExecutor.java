package dev.errand.executor.weather;

import dev.errand.executor.Execution;
import dev.errand.executor.Executor;
import dev.errand.executor.Outcome;
import dev.errand.executor.Outcome.Usage;
import dev.errand.executor.TaskType;
import java.io.IOException;

/**
 * Tells the weather at a place: what it is now, and what it will be on up to sixteen days.
 * Settings: {@code base_url}, {@code geocoding_base_url} and {@code apikey}, see {@link OpenMeteo}.
 */
public final class WeatherExecutor implements Executor {

  private static final TaskType TYPE =
      TaskType.named("weather")
          .alsoKnownAs("daily_weather")
          .describedAs(
              "Weather",
              "The current weather at a place and a forecast of up to 16 days. Condition texts are"
                  + " English; weather_code is the WMO code (table 4677) they stand for.")
          .configuredBy(WeatherQuery.CONFIG)
          .defaultingTo(TaskType.Defaults.USUAL.withCredits("0.5"))
          .yieldingFacts();

  @Override
  public TaskType taskType() {
    return TYPE;
  }

  @Override
  public Outcome run(Execution execution) throws IOException, InterruptedException {
    var provider = new OpenMeteo(execution);
    try {
      var result = provider.weather(WeatherQuery.of(execution.config()));
      return Outcome.completed(result).using(Usage.apiCalls(provider.calls()));
    } catch (WeatherUnavailable e) {
      return e.failed().using(Usage.apiCalls(provider.calls()));
    }
  }
}
