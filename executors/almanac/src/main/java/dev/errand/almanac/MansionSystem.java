package dev.errand.almanac;

/** What mansions go by. */
public enum MansionSystem {
  /** Where the Moon stands among the stars. */
  LUNAR,
  /** Which star rises: 13 days each. */
  ANWA
}
