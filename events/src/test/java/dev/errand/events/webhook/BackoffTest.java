package dev.errand.events.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Random RANDOM = new Random(1);

  @Test
  void tries_for_about_a_day_and_then_gives_up() {
    var sum = Duration.ZERO;
    int attempts = 0;
    for (var pause = Backoff.after(0, null, RANDOM);
        pause != null;
        pause = Backoff.after(++attempts, null, RANDOM)) {
      sum = sum.plus(pause);
    }
    assertEquals(10, attempts);
    assertTrue(sum.toHours() >= 23 && sum.toHours() <= 27, sum::toString);
  }

  @Test
  void waits_as_long_as_the_receiver_asks_for_but_no_longer_than_a_day() {
    assertEquals(Duration.ofMinutes(3), Backoff.after(0, Duration.ofMinutes(3), RANDOM));
    assertEquals(Duration.ofHours(24), Backoff.after(0, Duration.ofDays(30), RANDOM));
    var usual = Objects.requireNonNull(Backoff.after(0, Duration.ofSeconds(1), RANDOM));
    assertTrue(usual.toSeconds() >= 5, usual::toString);
    assertNull(Backoff.after(10, Duration.ofSeconds(1), RANDOM));
  }
}
