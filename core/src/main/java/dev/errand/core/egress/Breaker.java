package dev.errand.core.egress;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one host: after a number of failures in a row no call is made for a while;
 * then a single one tries, and decides whether the circuit closes again. Thread-safe.
 */
final class Breaker {

  /** What a call learnt about its host. */
  enum Verdict {
    /** It answered. */
    WELL,
    /** It could not be reached, broke off, or let the call wait too long. */
    FAILED,
    /** Nothing: the call was given up for a reason of its caller's. */
    UNKNOWN
  }

  /** A period without calls. */
  private record Open(Instant since, Instant until) {}

  private final String host;
  private final EgressSettings.Breaker settings;
  private final InstantSource clock;

  private int failures;
  private @Nullable Open open;
  private boolean trying;

  Breaker(String host, EgressSettings.Breaker settings, InstantSource clock) {
    this.host = host;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Lets a call through or fails at once; each call let through must {@link #leave}.
   *
   * @return whether this call is the one that tries
   */
  synchronized boolean enter() throws IOException {
    refuseIfOpen();
    trying = open != null;
    return trying;
  }

  /** Fails, saying since when and until when, if a call would not be let through now. */
  synchronized void refuseIfOpen() throws IOException {
    if (open == null) {
      return;
    }
    if (clock.instant().isBefore(open.until)) {
      throw new Unreached(
          "%s is not called from %s until %s, since its last %d calls failed"
              .formatted(host, open.since, open.until, failures),
          null);
    }
    if (trying) {
      throw new Unreached(
          "%s is not called since %s, because its last %d calls failed; one call is trying it now"
              .formatted(host, open.since, failures),
          null);
    }
  }

  synchronized void leave(boolean wasTrying, Verdict verdict) {
    if (open != null && !wasTrying) {
      return; // Began before the circuit opened: its news is old.
    }
    trying = false;
    switch (verdict) {
      case WELL -> {
        failures = 0;
        open = null;
      }
      case FAILED -> fail();
      case UNKNOWN -> {}
    }
  }

  /** Whether there is nothing to remember about the host. */
  synchronized boolean pristine() {
    return failures == 0;
  }

  private void fail() {
    failures++;
    if (failures >= settings.failures()) {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      open = new Open(open == null ? now : open.since, now.plus(settings.open()));
    }
  }
}
