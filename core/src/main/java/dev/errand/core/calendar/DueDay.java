package dev.errand.core.calendar;

import dev.errand.almanac.Activity;
import dev.errand.almanac.Advice;
import dev.errand.almanac.Mansion;
import dev.errand.almanac.MoonPhase;
import dev.errand.almanac.Text;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the calendar says of the day on which a task is due. Only its findings are stored with the
 * task; the words for them, in both languages, are found when it is read.
 *
 * @param activity the work that was judged; null for any
 * @param score 1 to 10
 * @param bestTime the part of the day, such as {@code morning}
 * @param suggested true if the calendar chose the day
 */
public record DueDay(
    @Nullable Activity activity,
    int score,
    MoonPhase phase,
    Mansion mansion,
    String bestTime,
    boolean suggested) {

  /** The work, among what is stored and among what callers wish for. */
  public static final String ACTIVITY = "activity";

  /** Whether the calendar chose the day, among what is stored and among what callers wish for. */
  public static final String SUGGESTED = "suggested_by_calendar";

  /** Reads what {@link #stored} wrote. */
  public static DueDay of(JsonObject stored) {
    return new DueDay(
        Activity.find(stored.getString(ACTIVITY, "")).orElse(null),
        stored.getInteger("score"),
        phase(stored.getString("moon_phase")),
        Mansion.of(stored.getInteger("lunar_mansion")),
        stored.getString("optimal_time_of_day"),
        stored.getBoolean(SUGGESTED, false));
  }

  /**
   * Reads what a calendar said of a day.
   *
   * @throws RuntimeException if that is not the answer of a calendar
   */
  static DueDay said(@Nullable Activity activity, JsonObject day) {
    return new DueDay(
        activity,
        day.getInteger("score"),
        phase(day.getJsonObject("moon_phase").getString("key")),
        Mansion.of(day.getJsonObject("lunar_mansion").getInteger("number")),
        day.getJsonObject("best_time").getString("key"),
        false);
  }

  private static MoonPhase phase(String key) {
    return MoonPhase.valueOf(key.toUpperCase(Locale.ROOT));
  }

  /** The same, chosen by the calendar or not. */
  public DueDay suggested(boolean byCalendar) {
    return new DueDay(activity, score, phase, mansion, bestTime, byCalendar);
  }

  /** As few members as say it. */
  public JsonObject stored() {
    var stored =
        new JsonObject()
            .put("score", score)
            .put("moon_phase", phase.key())
            .put("lunar_mansion", mansion.number())
            .put("optimal_time_of_day", bestTime);
    if (activity != null) {
      stored.put(ACTIVITY, activity.key());
    }
    return suggested ? stored.put(SUGGESTED, true) : stored;
  }

  /** As callers see it, with the words for a day of this date. */
  public JsonObject toJson(LocalDate date) {
    var advice = new Advice(activity, date, score);
    return new JsonObject()
        .put(ACTIVITY, activity == null ? null : activity.key())
        .put("score", score)
        .put("moon_phase", name(new JsonObject().put("key", phase.key()), phase.text()))
        .put(
            "lunar_mansion", name(new JsonObject().put("number", mansion.number()), mansion.text()))
        .put("optimal_time_of_day", bestTime)
        .put(SUGGESTED, suggested)
        .put("recommendation", new JsonObject(advice.recommendation().toMap()))
        .put("warnings", new JsonArray(advice.warnings()));
  }

  private static JsonObject name(JsonObject part, Text text) {
    return part.put("name_en", text.en()).put("name_ar", text.ar());
  }
}
