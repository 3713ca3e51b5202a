package dev.errand.core.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which known name a caller meant by an unknown one. Thread-safe. */
public final class Nearest {

  private static final int LONGEST = 64;

  private Nearest() {}

  /** {@code "; did you mean x?"}, or nothing if no known name is near. */
  public static String hint(String unknown, Collection<String> known) {
    if (unknown.length() > LONGEST) {
      return "";
    }
    return known.stream()
        .filter(name -> distance(unknown, name) <= Math.max(1, name.length() / 3))
        .min(Comparator.comparingInt(name -> distance(unknown, name)))
        .or(() -> longer(unknown, known))
        .map(name -> "; did you mean " + name + "?")
        .orElse("");
  }

  /**
   * {@code zone} for {@code zone_id}: the shortest name of which it is the beginning or the end.
   */
  private static Optional<String> longer(String unknown, Collection<String> known) {
    return known.stream()
        .filter(name -> name.startsWith(unknown + "_") || name.endsWith("_" + unknown))
        .min(Comparator.comparingInt(String::length).thenComparing(name -> name));
  }

  /** How many characters to insert, remove or replace (Levenshtein). */
  private static int distance(String one, String other) {
    var row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[row.length - 1];
  }
}
