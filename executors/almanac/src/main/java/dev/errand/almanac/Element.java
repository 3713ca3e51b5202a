package dev.errand.almanac;

import java.util.Locale;

/** What tradition counts signs and mansions to, in the order in which they take turns. */
enum Element {
  FIRE(4),
  EARTH(8),
  AIR(5),
  WATER(9);

  private final int score;

  Element(int score) {
    this.score = score;
  }

  /** They take turns; the first is 0. */
  static Element turn(int index) {
    return values()[index % 4];
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How fertile it is said to be, 1 to 10. */
  int score() {
    return score;
  }
}
