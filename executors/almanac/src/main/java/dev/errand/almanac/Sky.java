package dev.errand.almanac;

import java.time.Instant;

/**
 * Where Moon and Sun stand, in degrees. After Jean Meeus, Astronomical Algorithms, 2nd edition: the
 * Moon from chapter 47 (the periodic terms of ELP-2000/82 down to 0.0003°), the Sun from chapter 25
 * (low accuracy, 0.01°), nutation from chapter 22. Good to 0.02° for centuries around 2000.
 *
 * @param moon apparent longitude on the ecliptic of the date
 * @param sun the same of the Sun
 * @param siderealMoon longitude of the Moon from the star that the Lahiri ayanamsa is tied to
 */
record Sky(double moon, double sun, double siderealMoon) {

  private static final double DAYS_TO_2000 = 10_957.5;
  private static final double DAYS_IN_CENTURY = 36_525;

  /** Degrees of the multiples of D, M, M' and F, and the coefficient of the sine in 0.000001°. */
  private static final int[][] TERMS = {
    {0, 0, 1, 0, 6_288_774},
    {2, 0, -1, 0, 1_274_027},
    {2, 0, 0, 0, 658_314},
    {0, 0, 2, 0, 213_618},
    {0, 1, 0, 0, -185_116},
    {0, 0, 0, 2, -114_332},
    {2, 0, -2, 0, 58_793},
    {2, -1, -1, 0, 57_066},
    {2, 0, 1, 0, 53_322},
    {2, -1, 0, 0, 45_758},
    {0, 1, -1, 0, -40_923},
    {1, 0, 0, 0, -34_720},
    {0, 1, 1, 0, -30_383},
    {2, 0, 0, -2, 15_327},
    {0, 0, 1, 2, -12_528},
    {0, 0, 1, -2, 10_980},
    {4, 0, -1, 0, 10_675},
    {0, 0, 3, 0, 10_034},
    {4, 0, -2, 0, 8_548},
    {2, 1, -1, 0, -7_888},
    {2, 1, 0, 0, -6_766},
    {1, 0, -1, 0, -5_163},
    {1, 1, 0, 0, 4_987},
    {2, -1, 1, 0, 4_036},
    {2, 0, 2, 0, 3_994},
    {4, 0, 0, 0, 3_861},
    {2, 0, -3, 0, 3_665},
    {0, 1, -2, 0, -2_689},
    {2, 0, -1, 2, -2_602},
    {2, -1, -2, 0, 2_390},
    {1, 0, 1, 0, -2_348},
    {2, -2, 0, 0, 2_236},
    {0, 1, 2, 0, -2_120},
    {0, 2, 0, 0, -2_069},
    {2, -2, -1, 0, 2_048},
    {2, 0, 1, -2, -1_773},
    {2, 0, 0, 2, -1_595},
    {4, -1, -1, 0, 1_215},
    {0, 0, 2, 2, -1_110},
    {3, 0, -1, 0, -892},
    {2, 1, 1, 0, -810},
    {4, -1, -2, 0, 759},
    {0, 2, -1, 0, -713},
    {2, 2, -1, 0, -700},
    {2, 1, -2, 0, 691},
    {2, -1, 0, -2, 596},
    {4, 0, 1, 0, 549},
    {0, 0, 4, 0, 537},
    {4, -1, 0, 0, 520},
    {1, 0, -2, 0, -487},
    {2, 1, 0, -2, -399},
    {0, 0, 2, -2, -381},
    {1, 1, 1, 0, 351},
    {3, 0, -2, 0, -340},
    {4, 0, -3, 0, 330},
    {2, -1, 2, 0, 327},
    {0, 2, 1, 0, -323},
    {1, 1, -1, 0, 299},
    {2, 0, 3, 0, 294},
  };

  /** At an instant. */
  static Sky at(Instant instant) {
    double days = (instant.getEpochSecond() + deltaT(instant)) / 86_400.0 - DAYS_TO_2000;
    double t = days / DAYS_IN_CENTURY;
    double node = 125.04452 - 1_934.136261 * t;
    double sunMean = 280.46646 + 36_000.76983 * t + 0.0003032 * t * t;
    double nutation = (-17.20 * sin(node) - 1.32 * sin(2 * sunMean) + 0.21 * sin(2 * node)) / 3_600;
    double moon = moon(t);
    double ayanamsa = 23.85709 + 1.396971 * t + 0.000308 * t * t;
    return new Sky(turn(moon + nutation), turn(sun(t, sunMean) + nutation), turn(moon - ayanamsa));
  }

  /** How far the Moon is ahead of the Sun: 0 at new moon, 180 at full moon. */
  double elongation() {
    return turn(moon - sun);
  }

  /**
   * Terrestrial less universal time, in seconds, as it was and is expected in this half century.
   */
  private static double deltaT(Instant instant) {
    double years = (instant.getEpochSecond() / 86_400.0 - DAYS_TO_2000) / 365.25;
    return 62.92 + 0.32217 * years + 0.005589 * years * years;
  }

  private static double moon(double t) {
    double mean = 218.3164477 + 481_267.88123421 * t - 0.0015786 * t * t;
    double elongation = 297.8501921 + 445_267.1114034 * t - 0.0018819 * t * t;
    double sunAnomaly = 357.5291092 + 35_999.0502909 * t - 0.0001536 * t * t;
    double anomaly = 134.9633964 + 477_198.8675055 * t + 0.0087414 * t * t;
    double latitude = 93.2720950 + 483_202.0175233 * t - 0.0036539 * t * t;
    double eccentricity = 1 - 0.002516 * t - 0.0000074 * t * t;
    double sum =
        3_958 * sin(119.75 + 131.849 * t)
            + 1_962 * sin(mean - latitude)
            + 318 * sin(53.09 + 479_264.290 * t);
    for (var term : TERMS) {
      double angle =
          term[0] * elongation + term[1] * sunAnomaly + term[2] * anomaly + term[3] * latitude;
      sum += term[4] * Math.pow(eccentricity, Math.abs(term[1])) * sin(angle);
    }
    return mean + sum / 1_000_000;
  }

  /** With aberration, without nutation. */
  private static double sun(double t, double mean) {
    double anomaly = 357.52911 + 35_999.05029 * t - 0.0001537 * t * t;
    double centre =
        (1.914602 - 0.004817 * t - 0.000014 * t * t) * sin(anomaly)
            + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
            + 0.000289 * sin(3 * anomaly);
    return mean + centre - 0.00569;
  }

  private static double sin(double degrees) {
    return Math.sin(Math.toRadians(degrees));
  }

  /** The same direction within 0 and 360. */
  private static double turn(double degrees) {
    double rest = degrees % 360;
    return rest < 0 ? rest + 360 : rest;
  }
}
