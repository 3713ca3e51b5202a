package dev.errand.executor.weather;

import dev.errand.executor.Executor;

/** What {@code weather} is tested with serves this one, too. */
class WeatherAlertContractTest extends WeatherContractTest {

  @Override
  protected Executor executor() {
    return new WeatherAlertExecutor();
  }
}
