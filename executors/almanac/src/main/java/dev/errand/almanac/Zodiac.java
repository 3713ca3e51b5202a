package dev.errand.almanac;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The twelve signs, 30° of the ecliptic each, from the spring equinox on. */
enum Zodiac {
  ARIES("Aries", "الحمل"),
  TAURUS("Taurus", "الثور"),
  GEMINI("Gemini", "الجوزاء"),
  CANCER("Cancer", "السرطان"),
  LEO("Leo", "الأسد"),
  VIRGO("Virgo", "العذراء"),
  LIBRA("Libra", "الميزان"),
  SCORPIO("Scorpio", "العقرب"),
  SAGITTARIUS("Sagittarius", "القوس"),
  CAPRICORN("Capricorn", "الجدي"),
  AQUARIUS("Aquarius", "الدلو"),
  PISCES("Pisces", "الحوت");

  private final String en;
  private final String ar;

  Zodiac(String en, String ar) {
    this.en = en;
    this.ar = ar;
  }

  static Zodiac of(double longitude) {
    return values()[(int) (longitude / 30)];
  }

  Element element() {
    return switch (this) {
      case ARIES, LEO, SAGITTARIUS -> Element.FIRE;
      case TAURUS, VIRGO, CAPRICORN -> Element.EARTH;
      case GEMINI, LIBRA, AQUARIUS -> Element.AIR;
      case CANCER, SCORPIO, PISCES -> Element.WATER;
    };
  }

  Text text() {
    return new Text(en, ar);
  }

  Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("sign", name().toLowerCase(Locale.ROOT));
    text().name(map);
    map.put("element", element().key());
    map.put("score", element().score());
    return map;
  }
}
