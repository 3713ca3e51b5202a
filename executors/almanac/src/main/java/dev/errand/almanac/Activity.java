package dev.errand.almanac;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A work on the field that the traditional calendar has something to say of. */
public enum Activity {
  /** What bears above ground is put in while the Moon waxes. */
  PLANTING(BestTime.EARLY_MORNING, "planting", "زراعة", "الزراعة|بذر|البذر|sowing"),
  /** Water is said to be taken up best while the Moon waxes. */
  IRRIGATION(BestTime.EVENING, "irrigation", "ري", "الري|سقي|السقي|سقاية"),
  /** What is to keep is brought in dry, after the full moon. */
  HARVEST(BestTime.MORNING, "harvest", "حصاد", "الحصاد|جني|الجني|harvesting"),
  /** Soil is said to take it up at the full moon and while it wanes. */
  FERTILIZATION(BestTime.LATE_AFTERNOON, "fertilization", "تسميد", "التسميد|fertilizing"),
  /** Cuts are said to bleed least while the Moon wanes. */
  PRUNING(BestTime.MORNING, "pruning", "تقليم", "التقليم"),
  /** Roots are said to take while the Moon waxes. */
  TRANSPLANTING(
      BestTime.LATE_AFTERNOON, "transplanting", "نقل الشتلات", "شتل|الشتل|تشتيل|نقل الشتل"),
  /** In dry signs, while the Moon wanes. */
  SPRAYING(BestTime.EARLY_MORNING, "spraying", "رش", "الرش|رش المبيدات"),
  /** Before the Moon waxes again. */
  SOIL_PREPARATION(
      BestTime.MORNING,
      "soil preparation",
      "تحضير التربة",
      "تحضير الأرض|تجهيز التربة|حراثة|الحراثة");

  private final BestTime time;
  private final String en;
  private final String ar;
  private final String also;

  Activity(BestTime time, String en, String ar, String also) {
    this.time = time;
    this.en = en;
    this.ar = ar;
    this.also = also;
  }

  /** By a name in either language, in any case. */
  public static Optional<Activity> find(String name) {
    var said = name.strip().toLowerCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(values()).filter(activity -> activity.isCalled(said)).findFirst();
  }

  private boolean isCalled(String said) {
    return said.equals(key())
        || said.equals(en)
        || said.equals(ar)
        || List.of(also.split("\\|", -1)).contains(said);
  }

  /** All of their keys, for messages. */
  public static String keys() {
    return Arrays.stream(values()).map(Activity::key).collect(Collectors.joining(", "));
  }

  /** A word for programs, such as {@code soil_preparation}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The part of the day that suits it. */
  public BestTime time() {
    return time;
  }

  Text text() {
    return new Text(en, ar);
  }
}
