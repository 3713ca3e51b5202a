package dev.errand.bench.profile;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts how often each of some things was seen. */
final class Tally {

  private final Map<String, Integer> counts = new HashMap<>();
  private int total;

  void add(String thing) {
    counts.merge(thing, 1, Integer::sum);
    total++;
  }

  int total() {
    return total;
  }

  /** The most frequent, with their shares of the total. */
  String text(int most) {
    return text(most, total);
  }

  String text(int most, int whole) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(most)
        .map(each -> "  %5.1f %%  %s%n".formatted(100.0 * each.getValue() / whole, each.getKey()))
        .collect(Collectors.joining());
  }
}
