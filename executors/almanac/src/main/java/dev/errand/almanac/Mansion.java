package dev.errand.almanac;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the 28 lunar mansions.
 *
 * @param number 1 to 28
 */
public record Mansion(int number, Text text) {

  private static final List<Text> NAMES =
      List.of(
          new Text("Sharatan", "الشرطان"),
          new Text("Butain", "البطين"),
          new Text("Thurayya", "الثريا"),
          new Text("Dabaran", "الدبران"),
          new Text("Haq'ah", "الهقعة"),
          new Text("Han'ah", "الهنعة"),
          new Text("Dhira'", "الذراع"),
          new Text("Nathrah", "النثرة"),
          new Text("Tarf", "الطرف"),
          new Text("Jabhah", "الجبهة"),
          new Text("Zubrah", "الزبرة"),
          new Text("Sarfah", "الصرفة"),
          new Text("Awwa", "العواء"),
          new Text("Simak", "السماك"),
          new Text("Ghafr", "الغفر"),
          new Text("Zubana", "الزبانى"),
          new Text("Iklil", "الإكليل"),
          new Text("Qalb", "القلب"),
          new Text("Shawlah", "الشولة"),
          new Text("Na'aim", "النعائم"),
          new Text("Baldah", "البلدة"),
          new Text("Sa'd al-Dhabih", "سعد الذابح"),
          new Text("Sa'd Bula", "سعد بلع"),
          new Text("Sa'd al-Su'ud", "سعد السعود"),
          new Text("Sa'd al-Akhbiyah", "سعد الأخبية"),
          new Text("al-Muqaddam", "المقدم"),
          new Text("al-Mu'akhkhar", "المؤخر"),
          new Text("Risha", "الرشا"));

  /** When stars rise, from the first of the year on: 13 days each, Jabhah 14. */
  private static final List<MonthDay> RISING =
      List.of(
          MonthDay.of(1, 2),
          MonthDay.of(1, 15),
          MonthDay.of(1, 28),
          MonthDay.of(2, 10),
          MonthDay.of(2, 23),
          MonthDay.of(3, 8),
          MonthDay.of(3, 21),
          MonthDay.of(4, 3),
          MonthDay.of(4, 16),
          MonthDay.of(4, 29),
          MonthDay.of(5, 12),
          MonthDay.of(5, 25),
          MonthDay.of(6, 7),
          MonthDay.of(6, 20),
          MonthDay.of(7, 3),
          MonthDay.of(7, 16),
          MonthDay.of(7, 29),
          MonthDay.of(8, 11),
          MonthDay.of(8, 24),
          MonthDay.of(9, 6),
          MonthDay.of(9, 20),
          MonthDay.of(10, 3),
          MonthDay.of(10, 16),
          MonthDay.of(10, 29),
          MonthDay.of(11, 11),
          MonthDay.of(11, 24),
          MonthDay.of(12, 7),
          MonthDay.of(12, 20));

  /** Index of the mansion that rises on the first of these days. */
  private static final int SHAWLAH = 18;

  /** The mansion of this number. */
  public static Mansion of(int number) {
    return at(number - 1);
  }

  /** Where the Moon stands among the stars. */
  static Mansion of(double siderealMoon) {
    return at((int) (siderealMoon / (360.0 / 28)));
  }

  /** Whose turn it is in the star calendar, as it is kept in Arabia. */
  static Mansion risenBy(LocalDate date) {
    var day = MonthDay.from(date);
    int risen = (int) RISING.stream().filter(rising -> !rising.isAfter(day)).count();
    // Before the first rising of a year the last one of the year before holds.
    return at((SHAWLAH + risen + 27) % 28);
  }

  private static Mansion at(int index) {
    return new Mansion(index + 1, NAMES.get(index));
  }

  Element element() {
    return Element.turn(number - 1);
  }

  Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("number", number);
    text.name(map);
    map.put("element", element().key());
    map.put("score", element().score());
    return map;
  }
}
