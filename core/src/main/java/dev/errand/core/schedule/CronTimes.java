package dev.errand.core.schedule;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/** The local times of a cron expression, as Unix understands it. */
final class CronTimes implements LocalTimes {

  private static final List<String> FIELDS =
      List.of("second", "minute", "hour", "day of month", "month", "day of week");
  private static final List<String> RIGHT =
      List.of(
          "0 to 59",
          "0 to 59",
          "0 to 23",
          "1 to 31, or L for the last",
          "1 to 12 or JAN to DEC",
          "0 to 7 (0 and 7 are Sunday) or SUN to SAT");
  private static final List<String> NICKNAMES =
      List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
  private static final List<String> MEANINGS =
      List.of(
          "0 0 0 1 1 *",
          "0 0 0 1 1 *",
          "0 0 0 1 * *",
          "0 0 0 * * 0",
          "0 0 0 * * *",
          "0 0 0 * * *",
          "0 0 * * * *");
  private static final int MINUTE = 1;
  private static final int HOUR = 2;
  private static final int DAY_OF_MONTH = 3;
  private static final int DAY_OF_WEEK = 5;

  private final List<String> fields;
  private final List<CronExpression> either;

  private CronTimes(List<String> fields, List<CronExpression> either) {
    this.fields = fields;
    this.either = either;
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if it is none; the message says what would be right
   */
  static CronTimes parse(String expression) {
    var fields = fields(expression.strip());
    for (int i = 0; i < fields.size(); i++) {
      check(i, fields.get(i));
    }
    var spelled = new ArrayList<>(fields);
    spelled.set(DAY_OF_WEEK, WeekdayField.spelledOut(fields.get(DAY_OF_WEEK)));
    return new CronTimes(fields, expressions(spelled));
  }

  private static List<String> fields(String expression) {
    if (expression.startsWith("@")) {
      int nickname = NICKNAMES.indexOf(expression.toLowerCase(Locale.ROOT));
      if (nickname < 0) {
        throw new IllegalArgumentException(
            "`" + expression + "` is not known: use one of " + String.join(", ", NICKNAMES));
      }
      return List.of(MEANINGS.get(nickname).split(" "));
    }
    var fields = new ArrayList<>(Arrays.asList(expression.split("\\s+")));
    if (fields.size() == FIELDS.size() - 1) {
      fields.addFirst("0");
    }
    if (fields.size() != FIELDS.size()) {
      throw new IllegalArgumentException(
          "must have five fields (minute, hour, day of month, month, day of week), or six with"
              + " seconds first, such as 0 8 * * MON-FRI; this has "
              + fields.size());
    }
    return List.copyOf(fields);
  }

  /** Each field on its own, so that the message can name it. */
  private static void check(int index, String field) {
    var alone = new ArrayList<>(List.of("*", "*", "*", "*", "*", "*"));
    alone.set(index, field);
    try {
      CronExpression.parse(String.join(" ", alone));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the field for the %s, `%s`, must be %s, or lists (1,2), rising ranges (1-5) and steps (*/5) of these, or *"
              .formatted(FIELDS.get(index), field, RIGHT.get(index)),
          e);
    }
  }

  /** Where both days are restricted either is enough, while the library wants both to fit. */
  private static List<CronExpression> expressions(List<String> fields) {
    if (isOpen(fields.get(DAY_OF_MONTH)) || isOpen(fields.get(DAY_OF_WEEK))) {
      return List.of(CronExpression.parse(String.join(" ", fields)));
    }
    return List.of(without(fields, DAY_OF_MONTH), without(fields, DAY_OF_WEEK));
  }

  private static boolean isOpen(String field) {
    return field.equals("*") || field.equals("?");
  }

  private static CronExpression without(List<String> fields, int index) {
    var changed = new ArrayList<>(fields);
    changed.set(index, "*");
    return CronExpression.parse(String.join(" ", changed));
  }

  /** Whether it follows elapsed time rather than naming times of day. */
  boolean followsElapsedTime() {
    return List.of(fields.get(MINUTE), fields.get(HOUR)).stream()
        .anyMatch(field -> field.contains("*") || field.contains("/"));
  }

  @Override
  public @Nullable LocalDateTime after(LocalDateTime local) {
    return either.stream()
        .map(expression -> expression.next(local))
        .filter(Objects::nonNull)
        .min(LocalDateTime::compareTo)
        .orElse(null);
  }
}
