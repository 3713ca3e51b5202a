package dev.errand.almanac;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A day in the traditional calendar. Immutable. The maps hold texts, numbers, flags, lists and
 * maps, under the names that callers of the API see.
 */
public final class CalendarDay {

  private static final double SYNODIC_MONTH = 29.530588861;

  private final LocalDate date;
  private final Instant at;
  private final Moment moment;

  private CalendarDay(LocalDate date, Instant at, MansionSystem system) {
    this.date = date;
    this.at = at;
    moment = Moment.of(at, date, system);
  }

  /** A local day, as of its noon. */
  public static CalendarDay of(LocalDate date, ZoneId zone, MansionSystem system) {
    return at(date, date.atTime(LocalTime.NOON).atZone(zone).toInstant(), system);
  }

  /** A local day, as of an instant of it. */
  public static CalendarDay at(LocalDate date, Instant at, MansionSystem system) {
    return new CalendarDay(date, at, system);
  }

  /** True if all is known of the day: about 1883 to 2174, as far as the Hijri calendar goes. */
  public static boolean covers(LocalDate date) {
    return HijriDate.covers(date);
  }

  /** Which day it is. */
  public LocalDate date() {
    return date;
  }

  /** The phase of the Moon. */
  public MoonPhase phase() {
    return moment.phase();
  }

  /** The mansion, by the system asked for. */
  public Mansion mansion() {
    return moment.mansion();
  }

  /** How much of the Moon is lit, 0 to 100. */
  public double illumination() {
    return 50 * (1 - Math.cos(Math.toRadians(moment.sky().elongation())));
  }

  /** How it suits a work. */
  public Suitability suitability(Activity activity) {
    return Suitability.of(activity, moment);
  }

  /** What it is like for all works taken together, 1 to 10. */
  public int score() {
    int sum = 0;
    for (var activity : Activity.values()) {
      sum += suitability(activity).score();
    }
    int count = Activity.values().length;
    return (2 * sum + count) / (2 * count);
  }

  /** All that there is to say of it. */
  public Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("date", date.toString());
    map.put("date_gregorian", date.toString());
    map.put("date_hijri", HijriDate.toMap(date));
    map.put("at", at.toString());
    map.put("moon_phase", moon());
    map.put("lunar_mansion", mansion().toMap());
    map.put("zodiac", moment.sign().toMap());
    map.put("season", Season.of(moment.sky().sun()).toMap());
    map.put("score", score());
    map.put("best_time", BestTime.MORNING.toMap());
    advise(map, null, score());
    var activities = new LinkedHashMap<String, Object>();
    for (var activity : Activity.values()) {
      activities.put(activity.key(), judgement(activity));
    }
    map.put("activities", activities);
    return map;
  }

  /** What the day is said to be for one work. */
  Map<String, Object> judgement(Activity activity) {
    var suitability = suitability(activity);
    var map = new LinkedHashMap<String, Object>();
    map.put("score", suitability.score());
    map.put("is_suitable", suitability.suitable());
    map.put("inputs", suitability.inputs());
    map.put("reasons", suitability.reasons(moment));
    map.put("best_time", activity.time().toMap());
    return map;
  }

  /** The same, with what in the sky it comes from and what follows. */
  Map<String, Object> advice(Activity activity) {
    var suitability = suitability(activity);
    var map = new LinkedHashMap<String, Object>();
    map.put("date", date.toString());
    map.put("activity", activity.key());
    map.putAll(judgement(activity));
    map.put("moon_phase", moon());
    map.put("lunar_mansion", mansion().toMap());
    advise(map, activity, suitability.score());
    return map;
  }

  private void advise(Map<String, Object> map, @Nullable Activity activity, int score) {
    var advice = new Advice(activity, date, score);
    map.put("recommendation", advice.recommendation().toMap());
    map.put("warnings", advice.warnings());
  }

  private Map<String, Object> moon() {
    double elongation = moment.sky().elongation();
    var map = new LinkedHashMap<String, Object>();
    map.put("key", phase().key());
    phase().text().name(map);
    map.put("illumination", Math.round(illumination()));
    map.put("age_days", Math.round(elongation / 360 * SYNODIC_MONTH * 10) / 10.0);
    map.put("is_waxing", elongation < 180);
    map.put("elongation", Math.round(elongation * 10) % 3_600 / 10.0);
    return map;
  }
}
