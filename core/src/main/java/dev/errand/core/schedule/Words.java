package dev.errand.core.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The words that stand for choices in JSON: the constants' names in lower case. */
final class Words {

  static final List<String> TYPES =
      List.of(
          "once", "interval", "hourly", "daily", "weekdays", "weekly", "monthly", "cron", "rrule");

  private Words() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static <E extends Enum<E>> Optional<E> find(Class<E> choices, String word) {
    return Arrays.stream(choices.getEnumConstants())
        .filter(constant -> of(constant).equals(word))
        .findFirst();
  }

  static List<String> all(Class<? extends Enum<?>> choices) {
    return Arrays.stream(choices.getEnumConstants()).map(Words::of).toList();
  }

  /** Whether changes of clocks never matter to a type. Of cron it depends on the expression. */
  static boolean followsElapsedTime(String type) {
    return type.equals("once") || type.equals("interval") || type.equals("hourly");
  }
}
