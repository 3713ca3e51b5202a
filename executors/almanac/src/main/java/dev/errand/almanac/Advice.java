package dev.errand.almanac;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said of a work on a day whose score is known.
 *
 * @param activity the work; null for any in the field
 * @param score 1 to 10
 */
public record Advice(@Nullable Activity activity, LocalDate date, int score) {

  private static final Text FIELD_WORK = new Text("work in the field", "الحقل");

  /** In a sentence. */
  public Text recommendation() {
    var work = work();
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

  /** By language, each; none of a day that is at least fair. */
  public List<Map<String, Object>> warnings() {
    if (score >= Suitability.DOUBTFUL) {
      return List.of();
    }
    var work = work();
    return List.of(
        new Text(
                "The traditional calendar advises against %s on %s: score %d of 10."
                    .formatted(work.en(), date, score),
                "التقويم التقليدي لا ينصح بأعمال %s في %s: الدرجة %d من 10."
                    .formatted(work.ar(), date, score))
            .toMap());
  }

  private Text work() {
    return activity == null ? FIELD_WORK : activity.text();
  }
}
