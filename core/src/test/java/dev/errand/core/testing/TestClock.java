package dev.errand.core.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** A clock that stands still until it is turned. */
public final class TestClock implements InstantSource {

  // PostgreSQL keeps microseconds.
  private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  @Override
  public Instant instant() {
    return now;
  }

  /** Turns it forward. */
  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }
}
