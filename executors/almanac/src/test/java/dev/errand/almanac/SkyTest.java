package dev.errand.almanac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against Astronomy Engine, whose theories of Sun and Moon are others; the files name its version.
 */
class SkyTest {

  @ParameterizedTest
  @CsvSource({
    "2024-04-08T18:21:00Z, 0.0, new_moon 0, 28 Risha",
    "2025-03-14T06:55:00Z, 180.0, full_moon 100, 12 Sarfah",
    "2024-01-25T17:54:00Z, 180.0, full_moon 100, 8 Nathrah",
    "2026-06-02T12:00:00Z, 203.3, waning_gibbous 96, 20 Na'aim",
  })
  void knows_the_instants_of_the_reference(
      Instant at, double elongation, String phase, String mansion) {
    var day = day(at);
    assertEquals(0, difference(elongation, Sky.at(at).elongation()), 0.05);
    assertEquals(phase, day.phase().key() + " " + Math.round(day.illumination()));
    assertEquals(mansion, day.mansion().number() + " " + day.mansion().text().en());
  }

  @Test
  void finds_new_and_full_moons_of_2020_to_2030_within_ten_minutes() {
    var moons = rows("moons-2020-2030.csv");
    assertEquals(272, moons.size());
    for (var row : moons) {
      var published = Instant.parse(row[0]);
      double wanted = Double.parseDouble(row[1]);
      double ahead = difference(wanted, Sky.at(published).elongation());
      double nextHour =
          difference(wanted, Sky.at(published.plus(Duration.ofHours(1))).elongation());
      double minutes = ahead / (nextHour - ahead) * 60;
      assertTrue(Math.abs(minutes) < 10, () -> "%s is off by %.1f min".formatted(row[0], minutes));
    }
  }

  @Test
  void agrees_for_a_year_on_illumination_phase_and_mansion() {
    for (var row : rows("longitudes-2026.csv")) {
      var at = Instant.parse(row[0]);
      double sun = Double.parseDouble(row[1]);
      double moon = Double.parseDouble(row[2]);
      var sky = Sky.at(at);
      assertEquals(0, difference(sun, sky.sun()), 0.02, row[0]);
      assertEquals(0, difference(moon, sky.moon()), 0.02, row[0]);
      double elongation = (moon - sun + 360) % 360;
      double lit = 50 * (1 - Math.cos(Math.toRadians(elongation)));
      var day = CalendarDay.at(LocalDate.ofInstant(at, ZoneOffset.UTC), at, MansionSystem.LUNAR);
      assertEquals(lit, day.illumination(), 1, row[0]);
      assertEquals(
          List.of(MoonPhase.values()).get((int) ((elongation + 22.5) % 360 / 45)),
          day.phase(),
          row[0]);
      // Lahiri: 23.857° in 2000, and 50.288" more each year.
      double years = Duration.between(Instant.parse("2000-01-01T12:00:00Z"), at).toDays() / 365.25;
      double sidereal = (moon - 23.857 - years * 50.288 / 3_600 + 360) % 360;
      assertEquals((int) (sidereal * 28 / 360) + 1, day.mansion().number(), row[0]);
    }
  }

  private static CalendarDay day(Instant at) {
    return CalendarDay.at(LocalDate.ofInstant(at, ZoneOffset.UTC), at, MansionSystem.LUNAR);
  }

  private static List<String[]> rows(String name) {
    try (var in = Objects.requireNonNull(SkyTest.class.getResourceAsStream("/almanac/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(",", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From the first angle to the second, within half a turn either way. */
  private static double difference(double from, double to) {
    return (to - from + 540) % 360 - 180;
  }
}
