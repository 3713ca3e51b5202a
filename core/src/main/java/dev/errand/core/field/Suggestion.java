package dev.errand.core.field;

import dev.errand.almanac.Text;
import dev.errand.core.task.Priority;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that the health of a field speaks for.
 *
 * @param type of the task
 * @param confidence that it will help, 0 to 1
 * @param within how soon it is due
 */
public record Suggestion(
    String type, Priority priority, double confidence, Duration within, Words words) {

  private static final Priority URGENT = Priority.of("urgent");
  private static final Priority HIGH = Priority.of("high");

  /** What people read of it. */
  public record Words(Text title, Text description, Text reason) {}

  /** What would help, the most urgent first; nothing if all is well, or nothing is known. */
  public static List<Suggestion> of(FieldHealth health) {
    var suggestions = new ArrayList<Suggestion>();
    if (health.status() == HealthStatus.CRITICAL) {
      suggestions.add(scouting(URGENT, 0.9, 1, health));
    } else if (health.status() == HealthStatus.POOR) {
      suggestions.add(scouting(HIGH, 0.8, 2, health));
    }
    var stressed = health.zones().stressed();
    if (stressed != null && stressed > 20) {
      suggestions.add(irrigation(stressed));
    }
    var coverage = health.vegetationCoverage();
    if (coverage != null && coverage < 60) {
      suggestions.add(sampling(coverage));
    }
    var deviation = health.ndvi().stdDev();
    if (deviation != null && deviation > 0.15) {
      suggestions.add(comparison(deviation));
    }
    return List.copyOf(suggestions);
  }

  private static Suggestion scouting(
      Priority priority, double confidence, int days, FieldHealth health) {
    var score = plain(health.score());
    return new Suggestion(
        "scouting",
        priority,
        confidence,
        Duration.ofDays(days),
        new Words(
            health.status() == HealthStatus.CRITICAL
                ? new Text("Inspect the field at once", "افحص الحقل فورًا")
                : new Text("Inspect the field", "افحص الحقل"),
            new Text(
                "The field's health score is %s of 10. Look for the cause on the spot.%s"
                    .formatted(score, part(" Critical: %s %% of it.", health.zones().critical())),
                "درجة صحة الحقل %s من 10. ابحث عن السبب في الموقع.%s"
                    .formatted(
                        score, part(" المساحة الحرجة: %s %% منه.", health.zones().critical()))),
            new Text(
                "Health score %s of 10".formatted(score), "درجة الصحة %s من 10".formatted(score))));
  }

  private static Suggestion irrigation(double stressed) {
    var share = plain(stressed);
    return new Suggestion(
        "irrigation",
        stressed > 35 ? HIGH : Priority.MEDIUM,
        0.75,
        Duration.ofDays(2),
        new Words(
            new Text("Check the irrigation", "راجع الري"),
            new Text(
                "The plants are under stress on %s %% of the field. See whether they get enough water."
                    .formatted(share),
                "النباتات مجهدة في %s %% من الحقل. تحقق من كفاية مياه الري.".formatted(share)),
            new Text(
                "Under stress: %s %%".formatted(share),
                "المساحة المجهدة: %s %%".formatted(share))));
  }

  private static Suggestion sampling(double coverage) {
    var share = plain(coverage);
    return new Suggestion(
        "sampling",
        Priority.MEDIUM,
        0.7,
        Duration.ofDays(5),
        new Words(
            new Text("Take soil samples", "خذ عينات من التربة"),
            new Text(
                "Plants cover %s %% of the field. Samples show whether the soil lacks nutrients."
                    .formatted(share),
                "يغطي النبات %s %% من الحقل. تبيّن العينات هل تنقص التربة عناصر غذائية."
                    .formatted(share)),
            new Text(
                "Covered by plants: %s %%".formatted(share),
                "الغطاء النباتي: %s %%".formatted(share))));
  }

  private static Suggestion comparison(double deviation) {
    var spread = plain(deviation);
    return new Suggestion(
        "scouting",
        Priority.MEDIUM,
        0.65,
        Duration.ofDays(4),
        new Words(
            new Text("Find out why growth differs", "اعرف سبب تفاوت النمو"),
            new Text(
                "Growth differs over the field: the NDVI has a standard deviation of %s. Compare weak spots with strong ones."
                    .formatted(spread),
                "النمو متفاوت في الحقل: الانحراف المعياري لمؤشر NDVI هو %s. قارن المواضع الضعيفة بالقوية."
                    .formatted(spread)),
            new Text(
                "Standard deviation of the NDVI: %s".formatted(spread),
                "الانحراف المعياري لمؤشر NDVI: %s".formatted(spread))));
  }

  private static String part(String pattern, @Nullable Double share) {
    return share == null ? "" : pattern.formatted(plain(share));
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number)
        .setScale(3, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
