package dev.errand.api.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FormatsTest {

  @Test
  void takes_only_times_that_can_be_answered_in_utc() {
    assertTrue(Formats.accepts("date-time", "9999-12-31T23:59:59Z"));
    assertTrue(Formats.accepts("date-time", "0000-01-01T00:00:00-18:00"));
    assertFalse(Formats.accepts("date-time", "9999-12-31T23:59:59-18:00"));
    assertFalse(Formats.accepts("date-time", "0000-01-01T00:00:00+18:00"));
    assertFalse(Formats.accepts("date-or-time", "0000-12-31T00:00:00Z"));
  }

  @Test
  void takes_only_dates_that_have_times_in_every_zone() {
    assertTrue(Formats.accepts("date", "9998-12-31"));
    assertFalse(Formats.accepts("date", "9999-12-31"));
    assertFalse(Formats.accepts("date", "0000-12-31"));
  }
}
