package dev.errand.almanac;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The seasons of the north, by where the Sun stands. */
enum Season {
  SPRING("Spring", "الربيع"),
  SUMMER("Summer", "الصيف"),
  AUTUMN("Autumn", "الخريف"),
  WINTER("Winter", "الشتاء");

  private final String en;
  private final String ar;

  Season(String en, String ar) {
    this.en = en;
    this.ar = ar;
  }

  static Season of(double sun) {
    return values()[(int) (sun / 90)];
  }

  Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("key", name().toLowerCase(Locale.ROOT));
    new Text(en, ar).name(map);
    return map;
  }
}
