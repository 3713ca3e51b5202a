package dev.errand.almanac;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The part of a day that suits a work. */
public enum BestTime {
  /** With little wind and heat. */
  EARLY_MORNING("05:00", "08:00", "Early morning", "الصباح الباكر"),
  /** Once the dew is gone. */
  MORNING("07:00", "11:00", "Morning", "الصباح"),
  /** When the heat lessens. */
  LATE_AFTERNOON("15:00", "18:00", "Late afternoon", "آخر النهار"),
  /** With little evaporation. */
  EVENING("17:00", "20:00", "Evening", "المساء");

  private final String from;
  private final String to;
  private final String en;
  private final String ar;

  BestTime(String from, String to, String... names) {
    this.from = from;
    this.to = to;
    en = names[0];
    ar = names[1];
  }

  /** A word for programs. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("key", key());
    map.put("from", from);
    map.put("to", to);
    new Text(en, ar).name(map);
    return map;
  }
}
