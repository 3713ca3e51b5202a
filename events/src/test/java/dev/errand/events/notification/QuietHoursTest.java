package dev.errand.events.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuietHoursTest {

  private static Optional<Instant> over(String start, String end, String zone, String now) {
    return new QuietHours(LocalTime.parse(start), LocalTime.parse(end), ZoneId.of(zone))
        .over(Instant.parse(now));
  }

  private static Optional<Instant> at(String time) {
    return Optional.of(Instant.parse(time));
  }

  @Test
  void within_a_day() {
    assertEquals(at("2026-05-01T13:00:00Z"), over("12:00", "13:00", "UTC", "2026-05-01T12:00:00Z"));
    assertEquals(Optional.empty(), over("12:00", "13:00", "UTC", "2026-05-01T13:00:00Z"));
    assertEquals(Optional.empty(), over("12:00", "13:00", "UTC", "2026-05-01T11:59:59Z"));
  }

  @Test
  void across_midnight_where_somebody_lives() {
    var end = at("2026-05-02T03:00:00Z");
    assertEquals(end, over("22:00", "06:00", "Asia/Aden", "2026-05-01T19:30:00Z"));
    assertEquals(end, over("22:00", "06:00", "Asia/Aden", "2026-05-01T23:00:00Z"));
    assertEquals(end, over("22:00", "06:00", "Asia/Aden", "2026-05-02T02:59:59Z"));
    assertEquals(Optional.empty(), over("22:00", "06:00", "Asia/Aden", "2026-05-01T18:59:59Z"));
    assertEquals(Optional.empty(), over("22:00", "06:00", "Asia/Aden", "2026-05-02T03:00:00Z"));
  }

  @Test
  void in_nights_in_which_clocks_are_changed() {
    // 02:00 becomes 03:00: an end that clocks leave out is the moment of the change.
    assertEquals(
        at("2026-03-29T01:00:00Z"),
        over("22:00", "02:30", "Europe/Berlin", "2026-03-28T23:00:00Z"));
    assertEquals(
        at("2026-03-29T04:00:00Z"),
        over("22:00", "06:00", "Europe/Berlin", "2026-03-29T00:59:00Z"));
    // 03:00 becomes 02:00: the night is an hour longer, and of two ends the first counts.
    assertEquals(
        at("2026-10-25T05:00:00Z"),
        over("22:00", "06:00", "Europe/Berlin", "2026-10-24T21:00:00Z"));
    assertEquals(
        at("2026-10-25T00:30:00Z"),
        over("22:00", "02:30", "Europe/Berlin", "2026-10-24T21:00:00Z"));
    assertEquals(Optional.empty(), over("22:00", "02:30", "Europe/Berlin", "2026-10-25T01:00:00Z"));
  }
}
