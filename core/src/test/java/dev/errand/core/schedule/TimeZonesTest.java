package dev.errand.core.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeZonesTest {

  @ParameterizedTest
  @CsvSource({
    "2026-06-01, Asia/Aden, 2026-06-01T20:59:59.999999Z",
    "2027-10-30, Asia/Beirut, 2027-10-30T21:59:59.999999Z",
    "2011-12-30, Pacific/Apia, 2011-12-30T09:59:59.999999Z",
    "2026-03-28, Asia/Beirut, 2026-03-28T21:59:59.999999Z",
  })
  void a_day_ends_when_its_last_moment_is_over(LocalDate day, String zone, Instant end) {
    assertEquals(end, TimeZones.endOfDay(day, ZoneId.of(zone)));
  }
}
