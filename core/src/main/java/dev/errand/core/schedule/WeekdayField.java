package dev.errand.core.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Spells out the ranges and steps of cron's weekdays, whose week begins with Sunday: the library's
 * begins with Monday, so its {@code *}{@code /2} leaves out Tuesday, and its 7-7 is every day.
 */
final class WeekdayField {

  private static final List<String> NAMES =
      List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
  private static final int LAST = 7;
  private static final Pattern ITEM =
      Pattern.compile("(?:(\\*)|([0-7A-Z]+)(?:-([0-7A-Z]+))?)(?:/(\\d+))?");

  private WeekdayField() {}

  /** The same field as a list of days; what it does not know ({@code 5L}, {@code MON#1}) stays. */
  static String spelledOut(String field) {
    return field.equals("*")
        ? field
        : Arrays.stream(field.split(",", -1))
            .map(WeekdayField::item)
            .collect(Collectors.joining(","));
  }

  private static String item(String item) {
    var match = ITEM.matcher(item.toUpperCase(Locale.ROOT));
    if (!match.matches() || item.toUpperCase(Locale.ROOT).endsWith("L")) {
      return item;
    }
    boolean steps = match.group(4) != null;
    boolean all = match.group(1) != null;
    int from = all ? 0 : number(match.group(2));
    int to = all || steps ? LAST : from;
    if (match.group(3) != null) {
      to = number(match.group(3));
      if (from == LAST) {
        // As the first of a range 7 is the Sunday before the others; 7-7 is 0-0.
        from = 0;
        to = to % LAST;
      }
      to = to < from ? to + LAST : to;
    }
    int step = steps ? Integer.parseInt(match.group(4)) : 1;
    int first = from;
    return IntStream.rangeClosed(from, to)
        .filter(day -> (day - first) % step == 0)
        .mapToObj(day -> String.valueOf(day % LAST))
        .collect(Collectors.joining(","));
  }

  private static int number(String day) {
    int name = NAMES.indexOf(day);
    return name < 0 ? Integer.parseInt(day) : name;
  }
}
