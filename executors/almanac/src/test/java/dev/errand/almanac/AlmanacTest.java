package dev.errand.almanac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.errand.almanac.Almanac.Span;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlmanacTest {

  private static final LocalDate FROM = LocalDate.of(2020, 1, 1);
  private static final LocalDate DAY = LocalDate.of(2026, 6, 2);

  @ParameterizedTest
  @EnumSource
  void has_suitable_days_within_any_90_and_unsuitable_ones_too(Activity activity) {
    int years = 11;
    var dates =
        Almanac.best(activity, new Span(FROM, 365 * years, ZoneOffset.UTC), 7).stream()
            .map(CalendarDay::date)
            .sorted()
            .toList();
    var last = FROM.minusDays(1);
    for (var date : dates) {
      assertTrue(date.isBefore(last.plusDays(91)), activity + " has none from " + last);
      last = date;
    }
    assertTrue(dates.size() < 200 * years, () -> activity + " on any day: " + dates.size());
  }

  @ParameterizedTest
  @EnumSource
  void offers_alternatives_that_are_suitable_themselves(Activity activity) {
    int unsuitable = 0;
    for (var date : DAY.datesUntil(DAY.plusDays(60)).toList()) {
      var answer = Almanac.validate(activity, date, ZoneOffset.UTC);
      var others = (List<?>) member(answer, "alternative_dates");
      boolean suitable = (boolean) member(answer, "is_suitable");
      assertEquals((int) member(answer, "score") >= 7, suitable);
      assertEquals(suitable, others.isEmpty());
      if (!suitable) {
        unsuitable++;
        assertTrue(others.size() <= 3);
        for (var other : others) {
          var again = Almanac.validate(activity, LocalDate.parse(other.toString()), ZoneOffset.UTC);
          assertEquals(true, again.get("is_suitable"));
        }
      }
    }
    assertTrue(unsuitable > 0);
  }

  @Test
  void puts_the_best_days_first_and_the_earliest_of_equals() {
    var span = new Span(DAY, 30, ZoneOffset.UTC);
    var days = Almanac.best(Activity.PLANTING, span, 1);
    assertEquals(30, days.size());
    for (int i = 1; i < days.size(); i++) {
      int before = days.get(i - 1).suitability(Activity.PLANTING).score();
      int here = days.get(i).suitability(Activity.PLANTING).score();
      assertTrue(
          before > here || (before == here && days.get(i - 1).date().isBefore(days.get(i).date())));
    }
    assertTrue(
        Almanac.best(Activity.PLANTING, span, 7).stream()
            .allMatch(day -> day.suitability(Activity.PLANTING).suitable()));
  }

  @ParameterizedTest
  @CsvSource({
    "زراعة, PLANTING", "الري, IRRIGATION", "حصاد, HARVEST", "تسميد, FERTILIZATION",
    "تقليم, PRUNING", "شتل, TRANSPLANTING", "رش, SPRAYING", "تحضير التربة, SOIL_PREPARATION",
    "Planting, PLANTING", "soil-preparation, SOIL_PREPARATION",
        "soil preparation, SOIL_PREPARATION",
  })
  void knows_works_by_their_names_in_both_languages(String name, Activity activity) {
    assertEquals(activity, Activity.find(name).orElseThrow());
  }

  @Test
  void knows_no_other_works() {
    assertTrue(Activity.find("dancing").isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "2026-06-06, 2", "2026-06-07, 3", "2026-06-19, 3", "2026-06-20, 4", "2026-09-06, 10",
    "2026-09-19, 10", "2026-09-20, 11", "2026-12-31, 18", "2026-01-01, 18", "2026-01-02, 19",
  })
  void counts_stars_of_13_days(LocalDate date, int number) {
    assertEquals(
        number, CalendarDay.of(date, ZoneOffset.UTC, MansionSystem.ANWA).mansion().number());
  }

  @Test
  void dates_are_those_of_umm_al_qura() {
    var hijri =
        map(
            CalendarDay.of(LocalDate.of(2024, 3, 11), ZoneOffset.UTC, MansionSystem.LUNAR),
            "date_hijri");
    assertEquals(1445, hijri.get("year"));
    assertEquals(9, hijri.get("month"));
    assertEquals(1, hijri.get("day"));
    assertEquals("رمضان", hijri.get("month_name"));
    assertEquals("Ramadan", hijri.get("month_name_en"));
    assertEquals("الاثنين", hijri.get("weekday"));
    assertFalse(CalendarDay.covers(LocalDate.of(2500, 1, 1)));
  }

  @Test
  void says_all_that_there_is_of_a_day() {
    var day = CalendarDay.of(DAY, ZoneId.of("Asia/Aden"), MansionSystem.LUNAR);
    var said = day.toMap();
    assertEquals(
        List.of(
            "date",
            "date_gregorian",
            "date_hijri",
            "at",
            "moon_phase",
            "lunar_mansion",
            "zodiac",
            "season",
            "score",
            "best_time",
            "recommendation",
            "warnings",
            "activities"),
        new ArrayList<>(said.keySet()));
    assertEquals("2026-06-02T09:00:00Z", said.get("at"));
    assertEquals("spring", map(day, "season").get("key"));
    assertEquals("capricorn", map(day, "zodiac").get("sign"));
    assertEquals("earth", map(day, "zodiac").get("element"));
    assertEquals(false, map(day, "moon_phase").get("is_waxing"));
    assertEquals(8, map(day, "activities").size());
  }

  @Test
  void warns_in_both_languages_where_a_score_is_below_five() {
    for (var date : DAY.datesUntil(DAY.plusDays(30)).toList()) {
      var advice = Almanac.validate(Activity.HARVEST, date, ZoneOffset.UTC);
      var warnings = (List<?>) member(advice, "warnings");
      assertEquals((int) member(advice, "score") < 5, !warnings.isEmpty());
      for (var warning : warnings) {
        var texts = (Map<?, ?>) warning;
        assertTrue(member(texts, "en").toString().contains("advises against harvest"));
        assertTrue(member(texts, "ar").toString().contains("لا ينصح"));
      }
    }
  }

  private static Map<?, ?> map(CalendarDay day, String member) {
    return (Map<?, ?>) member(day.toMap(), member);
  }

  private static Object member(Map<?, ?> map, String name) {
    return Objects.requireNonNull(map.get(name), name);
  }
}
