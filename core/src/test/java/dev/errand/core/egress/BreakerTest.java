package dev.errand.core.egress;

import static dev.errand.core.egress.Breaker.Verdict.FAILED;
import static dev.errand.core.egress.Breaker.Verdict.UNKNOWN;
import static dev.errand.core.egress.Breaker.Verdict.WELL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BreakerTest {

  private Instant now = Instant.parse("2026-03-01T08:00:00Z");
  private final Breaker breaker =
      new Breaker(
          "http://a.test", new EgressSettings.Breaker(3, Duration.ofSeconds(10)), () -> now);

  @Test
  void opens_after_failures_in_a_row_and_says_since_when_and_until_when() throws Exception {
    fail(3);
    now = now.plusSeconds(9);
    var e = assertThrows(IOException.class, breaker::enter);
    assertEquals(
        "http://a.test is not called from 2026-03-01T08:00:00Z until 2026-03-01T08:00:10Z, since its last 3 calls failed",
        e.getMessage());
  }

  @Test
  void an_answer_in_between_starts_the_count_afresh() throws Exception {
    fail(2);
    breaker.leave(breaker.enter(), WELL);
    fail(2);
    assertFalse(breaker.enter());
  }

  @Test
  void what_says_nothing_about_the_host_does_not_count() throws Exception {
    fail(2);
    breaker.leave(breaker.enter(), UNKNOWN);
    assertFalse(breaker.enter());
    breaker.leave(false, FAILED);
    assertThrows(IOException.class, breaker::enter);
  }

  @Test
  void lets_a_single_call_try_and_closes_when_it_is_answered() throws Exception {
    fail(3);
    now = now.plusSeconds(10);
    assertTrue(breaker.enter());
    var e = assertThrows(IOException.class, breaker::enter);
    assertEquals(
        "http://a.test is not called since 2026-03-01T08:00:00Z, because its last 3 calls failed; one call is trying it now",
        e.getMessage());
    breaker.leave(true, WELL);
    assertFalse(breaker.enter());
    assertTrue(breaker.pristine());
  }

  @Test
  void opens_again_when_the_try_fails() throws Exception {
    fail(3);
    now = now.plusSeconds(10);
    breaker.leave(breaker.enter(), FAILED);
    now = now.plusSeconds(9);
    var e = assertThrows(IOException.class, breaker::enter);
    assertEquals(
        "http://a.test is not called from 2026-03-01T08:00:00Z until 2026-03-01T08:00:20Z, since its last 4 calls failed",
        e.getMessage());
  }

  @Test
  void lets_another_call_try_when_the_first_was_given_up() throws Exception {
    fail(3);
    now = now.plusSeconds(10);
    breaker.leave(breaker.enter(), UNKNOWN);
    assertTrue(breaker.enter());
  }

  @Test
  void calls_from_before_it_opened_change_nothing() throws Exception {
    boolean early = breaker.enter();
    fail(3);
    breaker.leave(early, WELL);
    assertThrows(IOException.class, breaker::enter);
  }

  private void fail(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      breaker.leave(breaker.enter(), FAILED);
    }
  }
}
