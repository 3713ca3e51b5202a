package dev.errand.almanac;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A day in the traditional calendar. Immutable. The maps hold texts, numbers, flags, lists and
 * maps, under the names that callers of the API see.
 */
public final class CalendarDay {

  private static final Text FIELD_WORK = new Text("work in the field", "الحقل");
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
    map.put("recommendation", recommendation(FIELD_WORK, score()).toMap());
    map.put("warnings", warnings(FIELD_WORK, score()));
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
    map.put("recommendation", recommendation(activity.text(), suitability.score()).toMap());
    map.put("warnings", warnings(activity.text(), suitability.score()));
    return map;
  }

  static Text recommendation(Text work, int score) {
    if (score >= 9) {
      return new Text(
          "An excellent day for " + work.en() + ".", "يوم ممتاز لأعمال " + work.ar() + ".");
    }
    if (score >= Suitability.SUITABLE) {
      return new Text(
          "A suitable day for " + work.en() + ".", "يوم مناسب لأعمال " + work.ar() + ".");
    }
    return score >= Suitability.DOUBTFUL
        ? new Text(
            "A fair day for " + work.en() + "; there are better ones.",
            "يوم مقبول لأعمال " + work.ar() + "، وهناك أيام أفضل.")
        : new Text(
            "Not a day for " + work.en() + ": choose another if you can.",
            "يوم غير مناسب لأعمال " + work.ar() + "، ويفضل اختيار يوم آخر.");
  }

  private List<Map<String, Object>> warnings(Text work, int score) {
    var warnings = new ArrayList<Map<String, Object>>();
    if (score < Suitability.DOUBTFUL) {
      warnings.add(
          new Text(
                  "The traditional calendar advises against %s on %s: score %d of 10."
                      .formatted(work.en(), date, score),
                  "التقويم التقليدي لا ينصح بأعمال %s في %s: الدرجة %d من 10."
                      .formatted(work.ar(), date, score))
              .toMap());
    }
    return warnings;
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
