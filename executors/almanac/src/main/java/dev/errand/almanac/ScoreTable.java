package dev.errand.almanac;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;

/** What phases and elements are said to be worth to each work: the table of docs/calendar.md. */
final class ScoreTable {

  private static final Map<Activity, Row> ROWS = new EnumMap<>(Activity.class);

  static {
    row(Activity.PLANTING, phases(4, 9, 9, 8, 5, 5, 3, 2), elements(3, 9, 5, 10));
    row(Activity.IRRIGATION, phases(6, 8, 8, 9, 7, 5, 4, 4), elements(3, 6, 4, 10));
    row(Activity.HARVEST, phases(3, 4, 5, 7, 9, 9, 7, 5), elements(9, 7, 8, 3));
    row(Activity.FERTILIZATION, phases(3, 4, 5, 6, 8, 9, 7, 4), elements(5, 9, 3, 8));
    row(Activity.PRUNING, phases(4, 3, 3, 3, 3, 8, 9, 9), elements(9, 6, 7, 3));
    row(Activity.TRANSPLANTING, phases(4, 9, 8, 8, 6, 4, 3, 2), elements(3, 9, 5, 9));
    row(Activity.SPRAYING, phases(5, 4, 4, 3, 3, 7, 9, 9), elements(8, 6, 9, 3));
    row(Activity.SOIL_PREPARATION, phases(8, 4, 3, 3, 3, 7, 9, 9), elements(7, 9, 6, 3));
  }

  private record Row(Map<MoonPhase, Integer> phases, Map<Element, Integer> elements) {}

  private ScoreTable() {}

  static int of(Activity activity, MoonPhase phase) {
    return requireNonNull(requireNonNull(ROWS.get(activity)).phases().get(phase));
  }

  static int of(Activity activity, Element element) {
    return requireNonNull(requireNonNull(ROWS.get(activity)).elements().get(element));
  }

  private static void row(
      Activity activity, Map<MoonPhase, Integer> phases, Map<Element, Integer> elements) {
    ROWS.put(activity, new Row(phases, elements));
  }

  /** From the new moon on. */
  private static Map<MoonPhase, Integer> phases(int... scores) {
    var phases = new EnumMap<MoonPhase, Integer>(MoonPhase.class);
    int next = 0;
    for (var phase : MoonPhase.values()) {
      phases.put(phase, scores[next++]);
    }
    return phases;
  }

  /** Fire, earth, air, water. */
  private static Map<Element, Integer> elements(int... scores) {
    var elements = new EnumMap<Element, Integer>(Element.class);
    int next = 0;
    for (var element : Element.values()) {
      elements.put(element, scores[next++]);
    }
    return elements;
  }
}
