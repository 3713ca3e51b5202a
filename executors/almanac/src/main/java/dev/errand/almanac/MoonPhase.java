package dev.errand.almanac;

import java.util.Locale;

/** The eight phases, each an eighth of the elongation with its own angle in the middle. */
public enum MoonPhase {
  /** Around 0°. */
  NEW_MOON("New moon", "محاق"),
  /** Around 45°. */
  WAXING_CRESCENT("Waxing crescent", "هلال متزايد"),
  /** Around 90°. */
  FIRST_QUARTER("First quarter", "تربيع أول"),
  /** Around 135°. */
  WAXING_GIBBOUS("Waxing gibbous", "أحدب متزايد"),
  /** Around 180°. */
  FULL_MOON("Full moon", "بدر"),
  /** Around 225°. */
  WANING_GIBBOUS("Waning gibbous", "أحدب متناقص"),
  /** Around 270°. */
  LAST_QUARTER("Last quarter", "تربيع أخير"),
  /** Around 315°. */
  WANING_CRESCENT("Waning crescent", "هلال متناقص");

  private final String en;
  private final String ar;

  MoonPhase(String en, String ar) {
    this.en = en;
    this.ar = ar;
  }

  /** Of an elongation in degrees. */
  static MoonPhase of(double elongation) {
    return values()[(int) Math.floor((elongation + 22.5) / 45) % 8];
  }

  /** A word for programs, such as {@code new_moon}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name. */
  public Text text() {
    return new Text(en, ar);
  }
}
