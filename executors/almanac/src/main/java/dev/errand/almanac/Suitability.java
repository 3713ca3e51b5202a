package dev.errand.almanac;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a moment suits a work: half of it the phase, three tenths the Moon's sign, two tenths the
 * mansion.
 *
 * @param score 1 to 10
 */
public record Suitability(int score, int phase, int sign, int mansion) {

  /** From which on a day is called suitable. */
  public static final int SUITABLE = 7;

  /** Below which one is warned. */
  public static final int DOUBTFUL = 5;

  static Suitability of(Activity activity, Moment moment) {
    int phase = ScoreTable.of(activity, moment.phase());
    int sign = ScoreTable.of(activity, moment.sign().element());
    int mansion = ScoreTable.of(activity, moment.mansion().element());
    // In tenths, so that halves are exact and round up.
    int tenths = 5 * phase + 3 * sign + 2 * mansion;
    return new Suitability(Math.clamp((tenths + 5) / 10, 1, 10), phase, sign, mansion);
  }

  /** Whether tradition would have it done. */
  public boolean suitable() {
    return score >= SUITABLE;
  }

  List<Map<String, Object>> reasons(Moment moment) {
    return List.of(
        reason(moment.phase().text(), phase, new Text("The Moon's phase is", "طور القمر هو")),
        reason(moment.sign().text(), sign, new Text("The Moon is in the sign", "القمر في برج")),
        reason(moment.mansion().text(), mansion, new Text("The mansion is", "المنزلة هي")));
  }

  private static Map<String, Object> reason(Text what, int points, Text says) {
    boolean good = points >= SUITABLE;
    boolean bad = points < DOUBTFUL;
    var en = good ? "favourable" : bad ? "unfavourable" : "neutral";
    var ar = good ? "ملائم" : bad ? "غير ملائم" : "محايد";
    return new Text(
            "%s %s: %s (%d of 10)".formatted(says.en(), what.en(), en, points),
            "%s %s: %s (%d من 10)".formatted(says.ar(), what.ar(), ar, points))
        .toMap();
  }

  Map<String, Object> inputs() {
    var map = new LinkedHashMap<String, Object>();
    map.put("moon_phase", phase);
    map.put("zodiac", sign);
    map.put("lunar_mansion", mansion);
    return map;
  }
}
