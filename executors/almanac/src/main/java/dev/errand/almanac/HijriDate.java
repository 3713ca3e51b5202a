package dev.errand.almanac;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.chrono.HijrahDate;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A date of the Umm al-Qura calendar. */
final class HijriDate {

  private static final List<Text> MONTHS =
      List.of(
          new Text("Muharram", "محرم"),
          new Text("Safar", "صفر"),
          new Text("Rabi al-Awwal", "ربيع الأول"),
          new Text("Rabi al-Thani", "ربيع الآخر"),
          new Text("Jumada al-Ula", "جمادى الأولى"),
          new Text("Jumada al-Akhirah", "جمادى الآخرة"),
          new Text("Rajab", "رجب"),
          new Text("Shaban", "شعبان"),
          new Text("Ramadan", "رمضان"),
          new Text("Shawwal", "شوال"),
          new Text("Dhu al-Qadah", "ذو القعدة"),
          new Text("Dhu al-Hijjah", "ذو الحجة"));

  private static final List<String> WEEKDAYS =
      List.of("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد");

  private HijriDate() {}

  /** True if the calendar knows the day. */
  static boolean covers(LocalDate date) {
    try {
      return HijrahDate.from(date).isSupported(ChronoField.DAY_OF_MONTH);
    } catch (DateTimeException e) {
      return false;
    }
  }

  static Map<String, Object> toMap(LocalDate date) {
    var hijri = HijrahDate.from(date);
    var month = MONTHS.get(hijri.get(ChronoField.MONTH_OF_YEAR) - 1);
    var map = new LinkedHashMap<String, Object>();
    map.put("year", hijri.get(ChronoField.YEAR));
    map.put("month", hijri.get(ChronoField.MONTH_OF_YEAR));
    map.put("day", hijri.get(ChronoField.DAY_OF_MONTH));
    map.put("month_name", month.ar());
    map.put("month_name_en", month.en());
    map.put("weekday", WEEKDAYS.get(date.getDayOfWeek().getValue() - 1));
    map.put("weekday_en", date.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
    return map;
  }
}
