package dev.errand.almanac;

import java.time.Instant;
import java.time.LocalDate;

/** What the score table asks of an instant, and the sky that it comes from. */
record Moment(Sky sky, MoonPhase phase, Zodiac sign, Mansion mansion) {

  static Moment of(Instant instant, LocalDate date, MansionSystem system) {
    var sky = Sky.at(instant);
    return new Moment(
        sky,
        MoonPhase.of(sky.elongation()),
        Zodiac.of(sky.moon()),
        system == MansionSystem.LUNAR ? Mansion.of(sky.siderealMoon()) : Mansion.risenBy(date));
  }
}
