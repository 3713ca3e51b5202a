package dev.errand.executor.weather;

import dev.errand.executor.Outcome;

/** There is no weather to tell, for the reason that the outcome gives. */
final class WeatherUnavailable extends Exception {

  private final Outcome.Failed failed;

  WeatherUnavailable(Outcome.Failed failed) {
    super(failed.failure().message());
    this.failed = failed;
  }

  Outcome.Failed failed() {
    return failed;
  }
}
